/* How often one key (a credential, an address) may do something: token buckets in a bounded table, shared by threads.
 * When the table is full the bucket that was idle longest is given up. */
#pragma once
#include "base/text.h"

struct limit;

struct limit *limit_create(size_t keys, int64_t per_period, int64_t period_milliseconds);
void limit_destroy(struct limit *limit);
void limit_change(struct limit *limit, int64_t per_period); /* 0: everything is allowed */
/* Takes one; false when none is left. `now` is in milliseconds of a clock that nobody sets. */
bool limit_take(struct limit *limit, struct text key, int64_t now);
/* Whether one is left, without taking it. */
bool limit_peek(struct limit *limit, struct text key, int64_t now);

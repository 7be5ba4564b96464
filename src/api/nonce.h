/* Nonces of signed calls, kept in memory for their window: what was seen on this node does not pass again. Bounded: when a
 * table is full it is turned over early and the oldest are forgotten. That is enough for reads and for writes that failed;
 * those that succeeded are in the database. */
#pragma once
#include "base/text.h"

struct nonce_table;

/* Lives in `arena`. */
struct nonce_table *nonce_table_create(struct arena *arena, size_t most, int64_t window_milliseconds);
void nonce_table_destroy(struct nonce_table *table);
/* False if it was seen before in the window. */
bool nonce_take(struct nonce_table *table, struct text nonce, int64_t now);

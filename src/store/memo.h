/* What one connection knows of the database by heart, for as long as the database stays as it is; private to this
 * folder. Bounded: when it is full it begins anew. What is forgotten is overwritten. */
#pragma once
#include "base/text.h"

struct memo;

struct memo_size {
	size_t places, bytes; /* keys with the same place are not known at the same time; memory of all, about */
};

struct memo *memo_create(struct arena *arena, struct memo_size size); /* lives in `arena` */
/* The database is at this version now: forgets what was so at another. */
void memo_turn_to(struct memo *memo, int64_t version);
bool memo_recall(const struct memo *memo, struct arena *arena, struct text key, struct text *value);
void memo_remember(struct memo *memo, struct text key, struct text value);

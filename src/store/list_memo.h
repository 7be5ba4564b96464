/* The long lists of ids that one connection knows by heart, for as long as what lists are made of stays as it is; private
 * to this folder. Bounded: when it is full it begins anew. */
#pragma once
#include "base/text.h"

struct list_memo;

struct list_memo *list_memo_create(struct arena *arena); /* lives in `arena` */
/* Lists are of this version now: forgets those of another. */
void list_memo_turn_to(struct list_memo *memo, int64_t version);
/* NULL, or the list until another is remembered or forgotten. */
const struct text_list *list_memo_recall(const struct list_memo *memo, struct text key);
/* Copies it, unless it is longer than all that there may be. */
void list_memo_remember(struct list_memo *memo, struct text key, struct text_list list);

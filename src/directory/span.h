/* How many keys the lists have, kept beside them in the same transaction, in pieces that are small enough to be
 * counted: so a list knows its length, the key at a place and the place of a key without reading what is before. Who
 * adds a key to one of the lists, or takes one away, says so here. */
#pragma once
#include "directory/span_keys.h"

struct span_change {
	struct key_list list;
	struct text key;
	int64_t amount;	  /* 1: the key was added; -1: it was taken away */
	int64_t disabled; /* of the list of all users: the same when it is disabled, and alone when it becomes so */
};

/* Several at once, which costs less than one after another. Pieces that have grown large are divided, now and then. */
struct error span_change(struct call *call, const struct span_change *changes, size_t count) must_check;
/* How many keys the list has. */
struct error span_total(struct call *call, struct key_list list, int64_t *total) must_check;
/* Forgets lists whose owners are gone. */
struct error span_drop(struct call *call, const struct key_list *lists, size_t count) must_check;

/* Lists with names, by folded name: how many keys are from `first` on and before `last`, and how many before `first`.
 */
struct error span_between(
	struct call *call, struct key_list list, struct span_range range, int64_t *before, int64_t *count) must_check;
/* Where to read from to get the key before which there are `place` others: skip `range->skip` from `range->first`. */
struct error span_seek(struct call *call, struct key_list list, int64_t place, struct span_range *range) must_check;

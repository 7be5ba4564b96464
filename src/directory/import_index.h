/* A table of texts while a batch is imported: each key leads to a text or a number. It lives in an arena. */
#pragma once
#include "base/text.h"

struct import_entry {
	struct text key;
	struct text text;
	int64_t number;
};

struct import_index {
	struct arena *arena;
	struct import_entry *at; /* NULL until the first is added; entries without a key are free */
	size_t count, room;
	uint64_t seed;
};

struct import_index import_index_in(struct arena *arena);
/* The entry of `key`, made if need be: `fresh` says which. Good until the next call; keys and texts are borrowed. */
struct import_entry *import_index_entry(struct import_index *index, struct text key, bool *fresh);
/* The entries that there are, by number and then by key. The index is not to be used any more. */
struct import_entry *import_index_sort(struct import_index *index);

/* Generated from contract/types.json by tools/contract.py. Change that file, not this one. */

#pragma once
#include "base/field.h"
#include <assert.h>

enum book_status {
	BOOK_STATUS_ON_SHELF = 1,
	BOOK_STATUS_LENT,
	BOOK_STATUS_LOST,
};
static_assert(sizeof(enum book_status) == sizeof(int), "fields of this kind are ints");

/* A book. */
struct book {
	struct text id;
	struct text title;
	struct text owner;
	int64_t pages;
	bool lent;
	enum book_status status;
	struct text secret;
	struct text sealed;
	struct text notes;
	struct text_list words;
	int64_t created;
};

struct book_list {
	struct book *at;
	size_t count;
};

extern const struct shape shape_book; /* columns */

/* A place for books. */
struct shelf {
	struct text id;
	struct book_list books;
};

struct shelf_list {
	struct shelf *at;
	size_t count;
};

extern const struct shape shape_shelf; /* columns */

/* Generated from contract/types.json by tools/contract.py. Change that file, not this one. */

#include "contract/types.h"
#include <stddef.h>

static const char *const names_book_status[] = {"on_shelf", "lent", "lost", NULL};
static const struct field fields_book[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct book, id)},
	{.name = "title", .kind = FIELD_TEXT, .offset = offsetof(struct book, title)},
	{.name = "owner", .kind = FIELD_TEXT, .offset = offsetof(struct book, owner)},
	{.name = "pages", .kind = FIELD_INTEGER, .offset = offsetof(struct book, pages)},
	{.name = "lent", .kind = FIELD_BOOLEAN, .offset = offsetof(struct book, lent)},
	{.name = "status", .kind = FIELD_ENUM, .offset = offsetof(struct book, status), .names = names_book_status},
	{.name = "secret", .kind = FIELD_TEXT, .sensitive = true, .offset = offsetof(struct book, secret)},
	{.name = "sealed", .kind = FIELD_BYTES, .sensitive = true, .offset = offsetof(struct book, sealed)},
	{.name = "created", .kind = FIELD_TIME, .offset = offsetof(struct book, created)},
};
const struct shape shape_book = {"book", sizeof(struct book), fields_book, 9};

static const struct field fields_shelf[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct shelf, id)},
};
const struct shape shape_shelf = {"shelf", sizeof(struct shelf), fields_shelf, 1};

/* Generated from contract/types.json by tools/contract.py. Change that file, not this one. */

#include "contract/types.h"
#include "base/check.h"
#include <stddef.h>

static const struct field_check check_id = {"id", {0x03ff200000000000U, 0x07fffffe87fffffeU}, {0x0000000000000000U, 0x0000000000000000U}, false, false, NULL};
static const struct field_check check_name = {"name", {0x0000000000000000U, 0x0000000000000000U}, {0x0000000000000000U, 0x0000000000000000U}, true, false, NULL};
static const struct field_check check_email = {"email", {0xfffffffe00000000U, 0x7fffffffffffffffU}, {0x0000000000000000U, 0x07fffffe07fffffeU}, false, false, format_email};

static const char *const names_book_status[] = {"on_shelf", "lent", "lost", NULL};
static const struct field fields_book[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct book, id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "title", .kind = FIELD_TEXT, .offset = offsetof(struct book, title), .minimum = 1, .maximum = 128, .check = &check_name},
	{.name = "owner", .kind = FIELD_TEXT, .offset = offsetof(struct book, owner), .minimum = 0, .maximum = 128, .check = &check_email},
	{.name = "pages", .kind = FIELD_INTEGER, .offset = offsetof(struct book, pages), .minimum = 1, .maximum = 10000},
	{.name = "lent", .kind = FIELD_BOOLEAN, .offset = offsetof(struct book, lent)},
	{.name = "status", .kind = FIELD_ENUM, .offset = offsetof(struct book, status), .names = names_book_status},
	{.name = "secret", .kind = FIELD_TEXT, .sensitive = true, .offset = offsetof(struct book, secret), .minimum = 0, .maximum = 65536},
	{.name = "sealed", .kind = FIELD_BYTES, .sensitive = true, .offset = offsetof(struct book, sealed)},
	{.name = "created", .kind = FIELD_TIME, .offset = offsetof(struct book, created)},
};
const struct shape shape_book = {"book", sizeof(struct book), fields_book, 9};

static const struct field fields_shelf[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct shelf, id), .minimum = 0, .maximum = 64, .check = &check_id},
};
const struct shape shape_shelf = {"shelf", sizeof(struct shelf), fields_shelf, 1};

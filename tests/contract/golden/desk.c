/* Generated from contract/desk/ by tools/contract.py. Change that file, not this one. */

#include "contract/desk.h"
#include "api/operation.h"
#include "base/check.h"
#include "contract/dialects.h"
#include <stddef.h>

static const struct field_check check_name = {"name", {0x0000000000000000U, 0x0000000000000000U}, {0x0000000000000000U, 0x0000000000000000U}, true, false, NULL};
static const struct field_check check_email = {"email", {0xfffffffe00000000U, 0x7fffffffffffffffU}, {0x0000000000000000U, 0x07fffffe07fffffeU}, false, false, format_email};
static const struct field_check check_id = {"id", {0x03ff200000000000U, 0x07fffffe87fffffeU}, {0x0000000000000000U, 0x0000000000000000U}, false, false, NULL};

static const struct field desk_book_fields[] = {
	{.name = "Title", .kind = FIELD_TEXT, .offset = offsetof(struct book, title), .minimum = 1, .maximum = 128, .check = &check_name, .doc = "As on the cover."},
	{.name = "Owner", .kind = FIELD_TEXT, .offset = offsetof(struct book, owner), .minimum = 0, .maximum = 128, .check = &check_email},
	{.name = "Words", .kind = FIELD_TEXTS, .offset = offsetof(struct book, words), .minimum = 0, .maximum = 65536, .most = 100, .wrap = "Word"},
};
static const struct shape desk_book_shape = {"Book", sizeof(struct book), desk_book_fields, 3};

static const struct field desk_add_book_request_fields[] = {
	{.name = "InstanceId", .kind = FIELD_TEXT, .place = PLACE_FORM, .required = true, .offset = offsetof(struct desk_add_book_request, instance_id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "Book", .kind = FIELD_OBJECT, .place = PLACE_JSON_TEXT, .required = true, .offset = offsetof(struct desk_add_book_request, book), .has_offset = offsetof(struct desk_add_book_request, has_book), .shape = &desk_book_shape},
	{.name = "Words", .kind = FIELD_TEXTS, .place = PLACE_FORM, .offset = offsetof(struct desk_add_book_request, words), .minimum = 0, .maximum = 65536, .most = 100},
	{.name = "DryRun", .kind = FIELD_BOOLEAN, .place = PLACE_FORM, .offset = offsetof(struct desk_add_book_request, dry_run), .standard = "false"},
};
static const struct shape desk_add_book_request_shape = {"AddBookRequest", sizeof(struct desk_add_book_request), desk_add_book_request_fields, 4};

static const struct field desk_add_book_response_fields[] = {
	{.name = "RequestId", .kind = FIELD_TEXT, .fixed = true, .offset = offsetof(struct desk_add_book_response, request_id), .minimum = 0, .maximum = 65536},
	{.name = "Book", .kind = FIELD_OBJECT, .required = true, .offset = offsetof(struct desk_add_book_response, book), .shape = &desk_book_shape},
	{.name = "Next", .kind = FIELD_TEXT, .omitted = true, .offset = offsetof(struct desk_add_book_response, next), .minimum = 0, .maximum = 65536},
};
static const struct shape desk_add_book_response_shape = {"AddBookResponse", sizeof(struct desk_add_book_response), desk_add_book_response_fields, 3};

static const enum error_code desk_add_book_errors[] = {ERROR_INTERNAL, ERROR_SHELF_FULL, ERROR_PARAMETER_UNSUPPORTED, ERROR_NONE};
static struct error run_add_book(struct call *call, const void *in, void *out)
{
	return desk_add_book(call, in, out);
}

static const char *const refused_add_book[] = {"Stamps", "Loans", NULL};

extern const struct family family_desk;

/* In byte order of their names. */
static const struct operation operations[] = {
	{
		.name = "AddBook",
		.doc = "Adds a book.",
		.family = &family_desk,
		.authentication = AUTHENTICATION_SIGNATURE,
		.dialect = &dialect_desk,
		.writes = true,
		.refuses = refused_add_book,
		.request = &desk_add_book_request_shape,
		.response = &desk_add_book_response_shape,
		.run = run_add_book,
		.errors = desk_add_book_errors,
		.supported = true,
		.id = 0,
	},
	{
		.name = "DropBook",
		.doc = "",
		.family = &family_desk,
		.authentication = AUTHENTICATION_SIGNATURE,
		.dialect = &dialect_desk,
		.id = 1,
	},
};

static const struct permission_name permissions[] = {
	{NULL, NULL},
};

static const char openapi[] =
	"{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Desk\",\"version\":\"2021-01-01\",\"description\":\"Books for librarians"
	".\"},\"paths\":{\"/?Action=AddBook&Version=2021-01-01\":{\"post\":{\"operationId\":\"AddBook\",\"summary\":\"Adds "
	"a book.\",\"tags\":[\"book\"],\"parameters\":[],\"requestBody\":{\"required\":true,\"content\":{\"application/x-ww"
	"w-form-urlencoded\":{\"schema\":{\"type\":\"object\",\"properties\":{\"InstanceId\":{\"type\":\"string\",\"maxLength"
	"\":64},\"Book\":{\"$ref\":\"#/components/schemas/Book\"},\"Words\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\""
	"maxLength\":65536},\"maxItems\":100},\"DryRun\":{\"type\":\"boolean\",\"default\":false}},\"required\":[\"Instance"
	"Id\",\"Book\"]},\"encoding\":{\"Book\":{\"contentType\":\"application/json\"}}}}},\"responses\":{\"200\":{\"descript"
	"ion\":\"Done.\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"RequestId\":{\"ty"
	"pe\":\"string\",\"maxLength\":65536},\"Book\":{\"$ref\":\"#/components/schemas/Book\"},\"Next\":{\"type\":\"string\","
	"\"maxLength\":65536}},\"required\":[\"Book\"]}}}},\"400\":{\"description\":\"- `NotSupported.{Subject}`: The pa"
	"rameter does nothing yet.\"},\"409\":{\"description\":\"- `ShelfFull`: The shelf takes no more books.\"},\"5"
	"00\":{\"description\":\"- `InternalError`: Something failed inside.\"}},\"security\":[{\"signature\":[]}]}}},"
	"\"components\":{\"schemas\":{\"Book\":{\"type\":\"object\",\"properties\":{\"Title\":{\"type\":\"string\",\"minLength\":"
	"1,\"maxLength\":128,\"description\":\"As on the cover.\"},\"Owner\":{\"type\":\"string\",\"maxLength\":128},\"Words"
	"\":{\"type\":\"object\",\"properties\":{\"Word\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":65536},"
	"\"maxItems\":100}}}}}},\"securitySchemes\":{\"signature\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"Authoriza"
	"tion\"}}}}";

const struct family family_desk = {
	.name = "desk",
	.product = "Desk",
	.version = "2021-01-01",
	.doc = "Books for librarians.",
	.style = FAMILY_RPC,
	.dialect = &dialect_desk,
	.empty_when_unset = true,
	.permissions = permissions,
	.operations = operations,
	.count = 2,
	.openapi = openapi,
};

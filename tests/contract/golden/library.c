/* Generated from contract/library/ by tools/contract.py. Change that file, not this one. */

#include "contract/library.h"
#include "api/operation.h"
#include "base/check.h"
#include "contract/dialects.h"
#include <stddef.h>

static const char *const names_library_cover_colour[] = {"red", "dark-blue", NULL};
static const struct field_check check_id = {"id", {0x03ff200000000000U, 0x07fffffe87fffffeU}, {0x0000000000000000U, 0x0000000000000000U}, false, false, NULL};
static const struct field_check check_name = {"name", {0x0000000000000000U, 0x0000000000000000U}, {0x0000000000000000U, 0x0000000000000000U}, true, false, NULL};
static const char *const names_book_status[] = {"ON_SHELF", "LENT", "LOST", NULL};
static const struct field_check check_email = {"email", {0xfffffffe00000000U, 0x7fffffffffffffffU}, {0x0000000000000000U, 0x07fffffe07fffffeU}, false, false, format_email};
static const char *const names_book_status_2[] = {"on_shelf", "lent", "lost", NULL};

static const struct field library_cover_fields[] = {
	{.name = "colour", .kind = FIELD_ENUM, .required = true, .offset = offsetof(struct library_cover, colour), .names = names_library_cover_colour},
	{.name = "weight", .kind = FIELD_INTEGER, .offset = offsetof(struct library_cover, weight), .has_offset = offsetof(struct library_cover, has_weight), .minimum = INT64_MIN, .maximum = INT64_MAX},
	{.name = "default", .kind = FIELD_BOOLEAN, .offset = offsetof(struct library_cover, standard), .has_offset = offsetof(struct library_cover, has_standard), .doc = "The usual cover."},
};
static const struct shape library_cover_shape = {"Cover", sizeof(struct library_cover), library_cover_fields, 3};

static const struct field library_book_item_fields[] = {
	{.name = "bookId", .kind = FIELD_TEXT, .offset = offsetof(struct book, id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "title", .kind = FIELD_TEXT, .offset = offsetof(struct book, title), .minimum = 1, .maximum = 128, .check = &check_name, .doc = "As on the cover."},
	{.name = "status", .kind = FIELD_ENUM, .offset = offsetof(struct book, status), .names = names_book_status},
	{.name = "created", .kind = FIELD_TIME, .form = FORM_SECONDS, .offset = offsetof(struct book, created)},
};
static const struct shape library_book_item_shape = {"BookItem", sizeof(struct book), library_book_item_fields, 4};

static const struct field library_shelf_item_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct shelf, id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "books", .kind = FIELD_OBJECTS, .offset = offsetof(struct shelf, books), .size = sizeof(struct book), .most = 100, .shape = &library_book_item_shape, .wrap = "Book"},
};
static const struct shape library_shelf_item_shape = {"ShelfItem", sizeof(struct shelf), library_shelf_item_fields, 2};

static const struct field library_page_fields[] = {
	{.name = "total", .kind = FIELD_INTEGER, .offset = offsetof(struct library_page, total), .minimum = INT64_MIN, .maximum = INT64_MAX},
	{.name = "next", .kind = FIELD_TEXT, .offset = offsetof(struct library_page, next), .minimum = 0, .maximum = 65536},
};
static const struct shape library_page_shape = {"Page", sizeof(struct library_page), library_page_fields, 2};

static const struct field library_create_book_request_fields[] = {
	{.name = "tenantId", .kind = FIELD_TEXT, .place = PLACE_PATH, .offset = offsetof(struct library_create_book_request, tenant_id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "shelfId", .kind = FIELD_TEXT, .place = PLACE_PATH, .required = true, .offset = offsetof(struct library_create_book_request, shelf_id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "clientToken", .kind = FIELD_TEXT, .place = PLACE_HEADER, .offset = offsetof(struct library_create_book_request, client_token), .minimum = 0, .maximum = 64},
	{.name = "title", .kind = FIELD_TEXT, .place = PLACE_BODY, .required = true, .offset = offsetof(struct library_create_book_request, title), .minimum = 1, .maximum = 32, .check = &check_name, .doc = "Short."},
	{.name = "owner", .kind = FIELD_TEXT, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, owner), .minimum = 0, .maximum = 128, .check = &check_email},
	{.name = "pages", .kind = FIELD_INTEGER, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, pages), .has_offset = offsetof(struct library_create_book_request, has_pages), .minimum = 1, .maximum = 10000},
	{.name = "copies", .kind = FIELD_INTEGER, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, copies), .minimum = 1, .maximum = 99, .standard = "1"},
	{.name = "secret", .kind = FIELD_TEXT, .place = PLACE_BODY, .sensitive = true, .offset = offsetof(struct library_create_book_request, secret), .minimum = 0, .maximum = 65536},
	{.name = "cover", .kind = FIELD_OBJECT, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, cover), .has_offset = offsetof(struct library_create_book_request, has_cover), .shape = &library_cover_shape},
	{.name = "covers", .kind = FIELD_OBJECTS, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, covers), .size = sizeof(struct library_cover), .most = 3, .shape = &library_cover_shape},
	{.name = "ids", .kind = FIELD_TEXTS, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, ids), .minimum = 0, .maximum = 64, .most = 100, .check = &check_id},
	{.name = "tags", .kind = FIELD_MAP, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, tags), .minimum = 0, .maximum = 64, .most = 5},
	{.name = "extra", .kind = FIELD_JSON, .place = PLACE_BODY, .offset = offsetof(struct library_create_book_request, extra), .minimum = 0, .maximum = 65536},
};
static const struct shape library_create_book_request_shape = {"CreateBookRequest", sizeof(struct library_create_book_request), library_create_book_request_fields, 13};

static const struct field library_create_book_response_fields[] = {
	{.name = "bookId", .kind = FIELD_TEXT, .offset = offsetof(struct library_create_book_response, book_id), .minimum = 0, .maximum = 64, .check = &check_id},
};
static const struct shape library_create_book_response_shape = {"CreateBookResponse", sizeof(struct library_create_book_response), library_create_book_response_fields, 1};

static const enum error_code library_create_book_errors[] = {ERROR_INTERNAL, ERROR_BOOK_NOT_FOUND, ERROR_SHELF_FULL, ERROR_NONE};
static struct error run_create_book(struct call *call, const void *in, void *out)
{
	return library_create_book(call, in, out);
}

static struct error prepare_create_book(struct call *call, const void *in)
{
	return library_create_book_prepare(call, in);
}

static const size_t slow_create_book[] = {offsetof(struct library_create_book_request, secret), SIZE_MAX};
static const struct field library_get_book_request_fields[] = {
	{.name = "tenantId", .kind = FIELD_TEXT, .place = PLACE_PATH, .offset = offsetof(struct library_get_book_request, tenant_id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "bookId", .kind = FIELD_TEXT, .place = PLACE_PATH, .required = true, .offset = offsetof(struct library_get_book_request, book_id), .minimum = 0, .maximum = 64, .check = &check_id},
	{.name = "since", .kind = FIELD_TIME, .place = PLACE_QUERY, .form = FORM_STRING, .offset = offsetof(struct library_get_book_request, since)},
};
static const struct shape library_get_book_request_shape = {"GetBookRequest", sizeof(struct library_get_book_request), library_get_book_request_fields, 3};

static const struct field library_get_book_response_fields[] = {
	{.name = "...", .kind = FIELD_FLAT, .offset = offsetof(struct library_get_book_response, book), .shape = &library_book_item_shape},
};
static const struct shape library_get_book_response_shape = {"GetBookResponse", sizeof(struct library_get_book_response), library_get_book_response_fields, 1};

static const enum error_code library_get_book_errors[] = {ERROR_INTERNAL, ERROR_BOOK_NOT_FOUND, ERROR_NONE};
static struct error run_get_book(struct call *call, const void *in, void *out)
{
	return library_get_book(call, in, out);
}

static const struct field library_list_shelves_request_fields[] = {
	{.name = "size", .kind = FIELD_INTEGER, .place = PLACE_QUERY, .offset = offsetof(struct library_list_shelves_request, size), .minimum = 1, .maximum = 100, .standard = "20"},
	{.name = "status", .kind = FIELD_ENUM, .place = PLACE_QUERY, .offset = offsetof(struct library_list_shelves_request, status), .standard = "lost", .names = names_book_status_2},
};
static const struct shape library_list_shelves_request_shape = {"ListShelvesRequest", sizeof(struct library_list_shelves_request), library_list_shelves_request_fields, 2};

static const struct field library_list_shelves_response_fields[] = {
	{.name = "data", .kind = FIELD_OBJECTS, .offset = offsetof(struct library_list_shelves_response, data), .size = sizeof(struct shelf), .most = 100, .shape = &library_shelf_item_shape},
	{.name = "...", .kind = FIELD_FLAT, .offset = offsetof(struct library_list_shelves_response, page), .shape = &library_page_shape},
};
static const struct shape library_list_shelves_response_shape = {"ListShelvesResponse", sizeof(struct library_list_shelves_response), library_list_shelves_response_fields, 2};

static const enum error_code library_list_shelves_errors[] = {ERROR_INTERNAL, ERROR_NONE};
static struct error run_list_shelves(struct call *call, const void *in, void *out)
{
	return library_list_shelves(call, in, out);
}

static const struct field library_ping_request_fields[] = {
	{.name = "tenantId", .kind = FIELD_TEXT, .place = PLACE_PATH, .offset = offsetof(struct library_ping_request, tenant_id), .minimum = 0, .maximum = 64, .check = &check_id},
};
static const struct shape library_ping_request_shape = {"PingRequest", sizeof(struct library_ping_request), library_ping_request_fields, 1};

static const struct shape library_ping_response_shape = {"PingResponse", sizeof(struct library_ping_response), NULL, 0};

static const enum error_code library_ping_errors[] = {ERROR_INTERNAL, ERROR_NONE};
static struct error run_ping(struct call *call, const void *in, void *out)
{
	return library_ping(call, in, out);
}

static const struct field library_token_request_fields[] = {
	{.name = "client_secret", .kind = FIELD_TEXT, .place = PLACE_FORM, .required = true, .sensitive = true, .offset = offsetof(struct library_token_request, client_secret), .minimum = 0, .maximum = 65536},
};
static const struct shape library_token_request_shape = {"TokenRequest", sizeof(struct library_token_request), library_token_request_fields, 1};

static const struct field library_token_response_fields[] = {
	{.name = "access_token", .kind = FIELD_TEXT, .sensitive = true, .offset = offsetof(struct library_token_response, access_token), .minimum = 0, .maximum = 65536},
	{.name = "cover", .kind = FIELD_OBJECT, .offset = offsetof(struct library_token_response, cover), .has_offset = offsetof(struct library_token_response, has_cover), .shape = &library_cover_shape},
	{.name = "expires_in", .kind = FIELD_INTEGER, .offset = offsetof(struct library_token_response, expires_in), .minimum = INT64_MIN, .maximum = INT64_MAX},
};
static const struct shape library_token_response_shape = {"TokenResponse", sizeof(struct library_token_response), library_token_response_fields, 3};

static const enum error_code library_token_errors[] = {ERROR_INTERNAL, ERROR_NONE};
static struct error run_token(struct call *call, const void *in, void *out)
{
	return library_token(call, in, out);
}

static struct error prepare_token(struct call *call, const void *in)
{
	return library_token_prepare(call, in);
}

static const char *const paths_burn_book[] = {"/v1/{tenantId}/books/{bookId}", NULL};
static const char *const paths_create_book[] = {"/v1/{tenantId}/shelves/{shelfId}/books", "/v1/shelves/{shelfId}/books", NULL};
static const char *const paths_get_book[] = {"/v1/{tenantId}/books/{bookId}", "/v1/books/{bookId}", NULL};
static const char *const paths_list_shelves[] = {"/v1/shelves", NULL};
static const char *const paths_ping[] = {"/v1/{tenantId}/ping", "/v1/ping", NULL};
static const char *const paths_read_book[] = {"/v1/{tenantId}/books/{bookId}/actions/read", "/v1/books/{bookId}/actions/read", NULL};
static const char *const paths_token[] = {"/token", NULL};

extern const struct family family_library;

/* In byte order of their names. */
static const struct operation operations[] = {
	{
		.name = "BurnBook",
		.doc = "",
		.family = &family_library,
		.method = "DELETE",
		.paths = paths_burn_book,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.id = 2,
	},
	{
		.name = "CreateBook",
		.doc = "Puts a book on a shelf.",
		.family = &family_library,
		.method = "POST",
		.paths = paths_create_book,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.writes = true,
		.slow = true,
		.prepare = prepare_create_book,
		.slow_offsets = slow_create_book,
		.idempotent = "clientToken",
		.idempotent_offset = offsetof(struct library_create_book_request, client_token),
		.permission = "book:manage",
		.request = &library_create_book_request_shape,
		.response = &library_create_book_response_shape,
		.run = run_create_book,
		.errors = library_create_book_errors,
		.supported = true,
		.id = 3,
	},
	{
		.name = "GetBook",
		.doc = "Answers one book.",
		.family = &family_library,
		.method = "GET",
		.paths = paths_get_book,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.permission = "book:read",
		.request = &library_get_book_request_shape,
		.response = &library_get_book_response_shape,
		.run = run_get_book,
		.errors = library_get_book_errors,
		.supported = true,
		.id = 4,
	},
	{
		.name = "ListShelves",
		.doc = "Answers all shelves.",
		.family = &family_library,
		.method = "GET",
		.paths = paths_list_shelves,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.request = &library_list_shelves_request_shape,
		.response = &library_list_shelves_response_shape,
		.run = run_list_shelves,
		.errors = library_list_shelves_errors,
		.supported = true,
		.id = 5,
	},
	{
		.name = "Ping",
		.doc = "Answers nothing.",
		.family = &family_library,
		.method = "POST",
		.paths = paths_ping,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.request = &library_ping_request_shape,
		.response = &library_ping_response_shape,
		.run = run_ping,
		.errors = library_ping_errors,
		.supported = true,
		.id = 6,
	},
	{
		.name = "ReadBook",
		.doc = "",
		.family = &family_library,
		.method = "POST",
		.paths = paths_read_book,
		.authentication = AUTHENTICATION_BEARER,
		.dialect = &dialect_plain,
		.id = 7,
	},
	{
		.name = "Token",
		.doc = "Answers a token.",
		.family = &family_library,
		.method = "POST",
		.paths = paths_token,
		.authentication = AUTHENTICATION_NONE,
		.dialect = &dialect_chinese,
		.writes = true,
		.slow = true,
		.prepare = prepare_token,
		.request = &library_token_request_shape,
		.response = &library_token_response_shape,
		.run = run_token,
		.errors = library_token_errors,
		.supported = true,
		.id = 8,
	},
};

static const struct permission_name permissions[] = {
	{"book:read", "urn:library:book:read"},
	{"book:manage", "urn:library:book"},
	{NULL, NULL},
};

static const char openapi[] =
	"{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Library\",\"version\":\"2020-01-01\",\"description\":\"Books over HTTP.\""
	"},\"paths\":{\"/v1/{tenantId}/shelves/{shelfId}/books\":{\"post\":{\"operationId\":\"CreateBook\",\"summary\":\"P"
	"uts a book on a shelf.\",\"tags\":[\"book\"],\"parameters\":[{\"name\":\"tenantId\",\"in\":\"path\",\"schema\":{\"type"
	"\":\"string\",\"maxLength\":64},\"required\":true},{\"name\":\"shelfId\",\"in\":\"path\",\"schema\":{\"type\":\"string\","
	"\"maxLength\":64},\"required\":true},{\"name\":\"clientToken\",\"in\":\"header\",\"schema\":{\"type\":\"string\",\"maxL"
	"ength\":64}}],\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\""
	",\"properties\":{\"title\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":32,\"description\":\"Short.\"},\"owner\""
	":{\"type\":\"string\",\"maxLength\":128},\"pages\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":"
	"10000},\"copies\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":99,\"default\":1},\"secret\":{\""
	"type\":\"string\",\"maxLength\":65536},\"cover\":{\"$ref\":\"#/components/schemas/Cover\"},\"covers\":{\"type\":\"ar"
	"ray\",\"items\":{\"$ref\":\"#/components/schemas/Cover\"},\"maxItems\":3},\"ids\":{\"type\":\"array\",\"items\":{\"typ"
	"e\":\"string\",\"maxLength\":64},\"maxItems\":100},\"tags\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\""
	"string\"}},\"extra\":{}},\"required\":[\"title\"]}}}},\"responses\":{\"200\":{\"description\":\"Done.\",\"content\":{"
	"\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"bookId\":{\"type\":\"string\",\"maxLength\":64"
	"}}}}}},\"400\":{\"description\":\"- `Full`: The shelf takes no more books.\"},\"404\":{\"description\":\"- `Not"
	"Found.{Subject}`: No such book.\"},\"500\":{\"description\":\"- `InternalError`: Something failed inside.\""
	"}},\"security\":[{\"bearer\":[]}]}},\"/v1/{tenantId}/books/{bookId}\":{\"get\":{\"operationId\":\"GetBook\",\"sum"
	"mary\":\"Answers one book.\",\"tags\":[\"book\"],\"parameters\":[{\"name\":\"tenantId\",\"in\":\"path\",\"schema\":{\"ty"
	"pe\":\"string\",\"maxLength\":64},\"required\":true},{\"name\":\"bookId\",\"in\":\"path\",\"schema\":{\"type\":\"string\""
	",\"maxLength\":64},\"required\":true},{\"name\":\"since\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}}],\"respons"
	"es\":{\"200\":{\"description\":\"Done.\",\"content\":{\"application/json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/compo"
	"nents/schemas/BookItem\"},{\"type\":\"object\",\"properties\":{}}]}}}},\"404\":{\"description\":\"- `NotFound.{S"
	"ubject}`: No such book.\"},\"500\":{\"description\":\"- `InternalError`: Something failed inside.\"}},\"secu"
	"rity\":[{\"bearer\":[]}]}},\"/v1/shelves\":{\"get\":{\"operationId\":\"ListShelves\",\"summary\":\"Answers all she"
	"lves.\",\"tags\":[\"book\"],\"parameters\":[{\"name\":\"size\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"format\""
	":\"int64\",\"minimum\":1,\"maximum\":100,\"default\":20}},{\"name\":\"status\",\"in\":\"query\",\"schema\":{\"type\":\"st"
	"ring\",\"enum\":[\"on_shelf\",\"lent\",\"lost\"],\"default\":\"lost\"}}],\"responses\":{\"200\":{\"description\":\"Done."
	"\",\"content\":{\"application/json\":{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Page\"},{\"type\":\"ob"
	"ject\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/ShelfItem\"},\"maxIte"
	"ms\":100}}}]}}}},\"500\":{\"description\":\"- `InternalError`: Something failed inside.\"}},\"security\":[{\"b"
	"earer\":[]}]}},\"/v1/{tenantId}/ping\":{\"post\":{\"operationId\":\"Ping\",\"summary\":\"Answers nothing.\",\"tags"
	"\":[\"book\"],\"parameters\":[{\"name\":\"tenantId\",\"in\":\"path\",\"schema\":{\"type\":\"string\",\"maxLength\":64},\"r"
	"equired\":true}],\"responses\":{\"200\":{\"description\":\"Done.\",\"content\":{\"application/json\":{\"schema\":{\""
	"type\":\"object\",\"properties\":{}}}}},\"500\":{\"description\":\"- `InternalError`: Something failed inside."
	"\"}},\"security\":[{\"bearer\":[]}]}},\"/token\":{\"post\":{\"operationId\":\"Token\",\"summary\":\"Answers a token."
	"\",\"tags\":[\"book\"],\"parameters\":[],\"requestBody\":{\"required\":true,\"content\":{\"application/x-www-form-"
	"urlencoded\":{\"schema\":{\"type\":\"object\",\"properties\":{\"client_secret\":{\"type\":\"string\",\"maxLength\":65"
	"536}},\"required\":[\"client_secret\"]}}}},\"responses\":{\"200\":{\"description\":\"Done.\",\"content\":{\"applica"
	"tion/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"access_token\":{\"type\":\"string\",\"maxLength\":6553"
	"6},\"cover\":{\"$ref\":\"#/components/schemas/Cover\"},\"expires_in\":{\"type\":\"integer\",\"format\":\"int64\"}}}}"
	"}},\"500\":{\"description\":\"- `E0`: Something failed inside.\"}},\"security\":[]}}},\"components\":{\"schemas"
	"\":{\"Cover\":{\"type\":\"object\",\"properties\":{\"colour\":{\"type\":\"string\",\"enum\":[\"red\",\"dark-blue\"]},\"wei"
	"ght\":{\"type\":\"integer\",\"format\":\"int64\"},\"default\":{\"type\":\"boolean\",\"description\":\"The usual cover."
	"\"}},\"required\":[\"colour\"]},\"BookItem\":{\"type\":\"object\",\"properties\":{\"bookId\":{\"type\":\"string\",\"maxL"
	"ength\":64},\"title\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":128,\"description\":\"As on the cover.\"},"
	"\"status\":{\"type\":\"string\",\"enum\":[\"ON_SHELF\",\"LENT\",\"LOST\"]},\"created\":{\"type\":\"integer\",\"format\":\"i"
	"nt64\"}}},\"ShelfItem\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"maxLength\":64},\"books\":{\""
	"type\":\"object\",\"properties\":{\"Book\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/BookItem\"}"
	",\"maxItems\":100}}}}},\"Page\":{\"type\":\"object\",\"properties\":{\"total\":{\"type\":\"integer\",\"format\":\"int64"
	"\"},\"next\":{\"type\":\"string\",\"maxLength\":65536}}}},\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\""
	":\"bearer\"}}}}";

const struct family family_library = {
	.name = "library",
	.product = "Library",
	.version = "2020-01-01",
	.doc = "Books over HTTP.",
	.style = FAMILY_REST,
	.dialect = &dialect_plain,
	.empty_when_unset = false,
	.permissions = permissions,
	.operations = operations,
	.count = 7,
	.openapi = openapi,
};

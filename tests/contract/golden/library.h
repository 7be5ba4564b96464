/* Generated from contract/library/ by tools/contract.py. Change that file, not this one. */

#pragma once
#include "base/error.h"
#include "base/field.h"
#include "contract/types.h"
#include <assert.h>

struct call;

enum library_cover_colour {
	LIBRARY_COVER_COLOUR_RED = 1,
	LIBRARY_COVER_COLOUR_DARK_BLUE,
};
static_assert(sizeof(enum library_cover_colour) == sizeof(int), "fields of this kind are ints");

struct library_cover {
	enum library_cover_colour colour;
	int64_t weight;
	bool has_weight;
	bool standard;
	bool has_standard;
};

struct library_cover_list {
	struct library_cover *at;
	size_t count;
};

struct library_page {
	int64_t total;
	struct text next;
};

struct library_page_list {
	struct library_page *at;
	size_t count;
};

struct library_create_book_request {
	struct text tenant_id;
	struct text shelf_id;
	struct text client_token;
	struct text title;
	struct text owner;
	int64_t pages;
	bool has_pages;
	int64_t copies;
	struct text secret;
	struct library_cover cover;
	bool has_cover;
	struct library_cover_list covers;
	struct text_list ids;
	struct map_list tags;
	struct text extra;
};

struct library_create_book_response {
	struct text book_id;
};

/* Puts a book on a shelf. */
/* Runs before it when secret was sent, outside any transaction. */
struct error library_create_book_prepare(struct call *call, const struct library_create_book_request *in) must_check;
struct error library_create_book(struct call *call, const struct library_create_book_request *in,
	struct library_create_book_response *out) must_check;

struct library_get_book_request {
	struct text tenant_id;
	struct text book_id;
	int64_t since;
};

struct library_get_book_response {
	struct book book;
};

/* Answers one book. */
struct error library_get_book(struct call *call, const struct library_get_book_request *in,
	struct library_get_book_response *out) must_check;

struct library_list_shelves_request {
	int64_t size;
	enum book_status status;
};

struct library_list_shelves_response {
	struct shelf_list data;
	struct library_page page;
};

/* Answers all shelves. */
struct error library_list_shelves(struct call *call, const struct library_list_shelves_request *in,
	struct library_list_shelves_response *out) must_check;

struct library_ping_request {
	struct text tenant_id;
};

struct library_ping_response {
	bool nothing; /* a struct needs a member */
};

/* Answers nothing. */
struct error library_ping(struct call *call, const struct library_ping_request *in,
	struct library_ping_response *out) must_check;

struct library_token_request {
	struct text client_secret;
};

struct library_token_response {
	struct text access_token;
	struct library_cover cover;
	bool has_cover;
	int64_t expires_in;
};

/* Answers a token. */
/* Runs before it, outside any transaction. */
struct error library_token_prepare(struct call *call, const struct library_token_request *in) must_check;
struct error library_token(struct call *call, const struct library_token_request *in,
	struct library_token_response *out) must_check;

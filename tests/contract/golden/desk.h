/* Generated from contract/desk/ by tools/contract.py. Change that file, not this one. */

#pragma once
#include "base/error.h"
#include "base/field.h"
#include "contract/types.h"
#include <assert.h>

struct call;

struct desk_add_book_request {
	struct text instance_id;
	struct book book;
	bool has_book;
	struct text_list words;
	bool dry_run;
};

struct desk_add_book_response {
	struct text request_id;
	struct book book;
	struct text next;
};

/* Adds a book. */
struct error desk_add_book(struct call *call, const struct desk_add_book_request *in,
	struct desk_add_book_response *out) must_check;

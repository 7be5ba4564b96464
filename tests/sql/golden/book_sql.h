/* Generated from sql/good/book.sql by tools/sql.py. Change that, not this. */

#pragma once
#include "directory/call.h"
#include "store/store.h"

extern const struct statement statement_book_insert;
static inline must_check struct error sql_book_insert(struct call *call, const struct book *bind, int64_t *changed)
{
	return store_change(call->store, call->arena, &statement_book_insert, bind, changed);
}

struct sql_book_by_id {
	struct text id;
};
extern const struct statement statement_book_by_id;
/* The row alone, without its words. */
static inline must_check struct error sql_book_by_id(struct call *call, struct sql_book_by_id bind, struct book *row, bool *found)
{
	return store_one(call->store, call->arena, &statement_book_by_id, &bind, (struct store_row){row, found});
}

struct sql_books_of_owners {
	struct text_list owners;
	struct text after;
	int64_t most;
};
extern const struct statement statement_books_of_owners;
static inline must_check struct error sql_books_of_owners(struct call *call, struct sql_books_of_owners bind, struct book_list *rows)
{
	struct list list = {NULL, 0};
	struct error error = store_all(call->store, call->arena, &statement_books_of_owners, &bind, &list);
	*rows = (struct book_list){list.at, list.count};
	return error;
}

extern const struct statement statement_books_all;
static inline must_check struct error sql_books_all(struct call *call, struct book_list *rows)
{
	struct list list = {NULL, 0};
	struct error error = store_all(call->store, call->arena, &statement_books_all, NULL, &list);
	*rows = (struct book_list){list.at, list.count};
	return error;
}

struct sql_books_free {
	struct text_list ids;
};
extern const struct statement statement_books_free;
static inline must_check struct error sql_books_free(struct call *call, struct sql_books_free bind, struct book_list *rows)
{
	struct list list = {NULL, 0};
	struct error error = store_all(call->store, call->arena, &statement_books_free, &bind, &list);
	*rows = (struct book_list){list.at, list.count};
	return error;
}

struct sql_book_lend {
	struct text id;
	int status;
	int64_t now;
};
extern const struct statement statement_book_lend;
static inline must_check struct error sql_book_lend(struct call *call, struct sql_book_lend bind, struct book *row, bool *found)
{
	return store_one(call->store, call->arena, &statement_book_lend, &bind, (struct store_row){row, found});
}

extern const struct statement statement_books_clear;
static inline must_check struct error sql_books_clear(struct call *call, int64_t *changed)
{
	return store_change(call->store, call->arena, &statement_books_clear, NULL, changed);
}

struct sql_books_rename {
	struct text_list titles;
};
extern const struct statement statement_books_rename;
static inline must_check struct error sql_books_rename(struct call *call, struct sql_books_rename bind, int64_t *changed)
{
	return store_change(call->store, call->arena, &statement_books_rename, &bind, changed);
}

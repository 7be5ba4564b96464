/* Generated from the .sql files of src/directory/ by tools/sql.py. Change that, not this. */

#include "directory/statements.h"
#include "directory/book_sql.h"
#include "directory/shelf_sql.h"
#include <stddef.h>

static const struct field fields_book_insert[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct book, id)},
	{.name = "title", .kind = FIELD_TEXT, .offset = offsetof(struct book, title)},
	{.name = "pages", .kind = FIELD_INTEGER, .offset = offsetof(struct book, pages)},
	{.name = "status", .kind = FIELD_ENUM, .offset = offsetof(struct book, status)},
	{.name = "sealed", .kind = FIELD_BYTES, .offset = offsetof(struct book, sealed)},
	{.name = "created", .kind = FIELD_TIME, .offset = offsetof(struct book, created)},
};
static const struct shape bind_book_insert = {"book_insert", sizeof(struct book), fields_book_insert, 6};
const struct statement statement_book_insert = {
	.name = "book_insert",
	.sql = {"insert into book (id, title, pages, status, sealed, created) values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing",
		"insert into book (id, title, pages, status, sealed, created) values ($1, $2, $3, $4, $5, $6) on conflict do nothing"},
	.bind = &bind_book_insert,
	.row = NULL,
	.writes = true,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 0,
};

static const struct field fields_book_by_id[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct sql_book_by_id, id)},
};
static const struct shape bind_book_by_id = {"book_by_id", sizeof(struct sql_book_by_id), fields_book_by_id, 1};
const struct statement statement_book_by_id = {
	.name = "book_by_id",
	.sql = {"select id, title, owner, sealed from book where id = ?1",
		"select id, title, owner, sealed from book where id = $1 limit 1"},
	.bind = &bind_book_by_id,
	.row = &shape_book,
	.writes = false,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 1,
};

static const struct field fields_books_of_owners[] = {
	{.name = "owners", .kind = FIELD_TEXTS, .offset = offsetof(struct sql_books_of_owners, owners)},
	{.name = "after", .kind = FIELD_TEXT, .offset = offsetof(struct sql_books_of_owners, after)},
	{.name = "most", .kind = FIELD_INTEGER, .offset = offsetof(struct sql_books_of_owners, most)},
};
static const struct shape bind_books_of_owners = {"books_of_owners", sizeof(struct sql_books_of_owners), fields_books_of_owners, 3};
const struct statement statement_books_of_owners = {
	.name = "books_of_owners",
	.sql = {"select b.id, b.title, 'it''s  $5; {each}' as owner from book b join json_each(?1) as each_owners on each_owners.value = b.owner where b.id > ?2 order by b.id limit ?3",
		"select b.id, b.title, 'it''s  $5; {each}' as owner from book b join json_array_elements_text($1::json) as each_owners(value) on each_owners.value = b.owner where b.id > $2 order by b.id limit $3"},
	.bind = &bind_books_of_owners,
	.row = &shape_book,
	.writes = false,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 2,
};

const struct statement statement_books_all = {
	.name = "books_all",
	.sql = {"select id, title from book order by id",
		"select id, title from book order by id"},
	.bind = NULL,
	.row = &shape_book,
	.writes = false,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 3,
};

static const struct field fields_books_free[] = {
	{.name = "ids", .kind = FIELD_TEXTS, .offset = offsetof(struct sql_books_free, ids)},
};
static const struct shape bind_books_free = {"books_free", sizeof(struct sql_books_free), fields_books_free, 1};
const struct statement statement_books_free = {
	.name = "books_free",
	.sql = {"select id from book where (book.id in (select value from json_each(?1) as each_ids) and not (exists (select 1 from book as lent where lent.id = book.id and lent.status = 2 or lent.owner is not null))) order by id",
		"select id from book where (book.id = any (array(select value from json_array_elements_text($1::json))) and not (exists (select 1 from book as lent where lent.id = book.id and lent.status = 2 or lent.owner is not null))) order by id"},
	.bind = &bind_books_free,
	.row = &shape_book,
	.writes = false,
	.by_values = true,
	.quiet = false,
	.id = STATEMENT_FIRST + 4,
};

static const struct field fields_book_lend[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct sql_book_lend, id)},
	{.name = "status", .kind = FIELD_ENUM, .offset = offsetof(struct sql_book_lend, status)},
	{.name = "now", .kind = FIELD_TIME, .offset = offsetof(struct sql_book_lend, now)},
};
static const struct shape bind_book_lend = {"book_lend", sizeof(struct sql_book_lend), fields_book_lend, 3};
const struct statement statement_book_lend = {
	.name = "book_lend",
	.sql = {"update book set status = ?2, created = ?3 where id = ?1 and status <> ?2 returning id, title as \"title\"",
		"update book set status = $2, created = $3 where id = $1 and status <> $2 returning id, title as \"title\""},
	.bind = &bind_book_lend,
	.row = &shape_book,
	.writes = true,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 5,
};

const struct statement statement_books_clear = {
	.name = "books_clear",
	.sql = {"delete from book",
		"delete from book"},
	.bind = NULL,
	.row = NULL,
	.writes = true,
	.by_values = false,
	.quiet = true,
	.id = STATEMENT_FIRST + 6,
};

static const struct field fields_books_rename[] = {
	{.name = "titles", .kind = FIELD_TEXTS, .offset = offsetof(struct sql_books_rename, titles)},
};
static const struct shape bind_books_rename = {"books_rename", sizeof(struct sql_books_rename), fields_books_rename, 1};
const struct statement statement_books_rename = {
	.name = "books_rename",
	.sql = {NULL,
		"update book set title = upper(title) from json_array_elements_text($1::json) as each_titles(value) where title = each_titles.value"},
	.bind = &bind_books_rename,
	.row = NULL,
	.writes = true,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 7,
};

static const struct field fields_shelf_seal[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct sql_shelf_seal, id)},
	{.name = "lent", .kind = FIELD_BOOLEAN, .offset = offsetof(struct sql_shelf_seal, lent)},
	{.name = "sealed", .kind = FIELD_BYTES, .offset = offsetof(struct sql_shelf_seal, sealed)},
};
static const struct shape bind_shelf_seal = {"shelf_seal", sizeof(struct sql_shelf_seal), fields_shelf_seal, 3};
const struct statement statement_shelf_seal = {
	.name = "shelf_seal",
	.sql = {"update book set sealed = ?3 where id = ?1 and ?2 <> 0",
		"update book set sealed = $3 where id = $1 and $2 <> 0"},
	.bind = &bind_shelf_seal,
	.row = NULL,
	.writes = true,
	.by_values = false,
	.quiet = false,
	.id = STATEMENT_FIRST + 8,
};

const struct statement *const statements[] = {
	&statement_book_insert,
	&statement_book_by_id,
	&statement_books_of_owners,
	&statement_books_all,
	&statement_books_free,
	&statement_book_lend,
	&statement_books_clear,
	&statement_books_rename,
	&statement_shelf_seal,
};
const size_t statement_count = 9;

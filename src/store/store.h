/* One connection to the database, of either engine.
 *
 * A store belongs to one thread at a time. Statements are named in the .sql files beside the code that uses them;
 * tools/sql.py makes of each a `struct statement` and a typed wrapper (sql_user_by_id and so on), so nobody but those
 * wrappers calls store_run. Binds are taken from a struct by field name, columns go into a struct by column name; both
 * are described by shapes. Rows and their text live in the arena that is passed.
 *
 * Errors: ERROR_STORE_UNAVAILABLE (no connection, disk full, read-only: try again later), ERROR_STORE_CONFLICT (lost a
 * race with another transaction: the whole job is run again by the runner), ERROR_STORE_DUPLICATE (a unique key is
 * taken; the transaction goes on, in both engines, because such statements say `on conflict do nothing` and report 0
 * changed rows: a bare unique violation is a defect and is ERROR_INTERNAL). */
#pragma once
#include "base/error.h"
#include "base/field.h"

struct store;

enum store_engine {
	STORE_SQLITE,
	STORE_POSTGRES,
};

struct statement {
	const char *name;
	const char *sql[2];        /* by engine; the same text unless the .sql file overrides one */
	const struct shape *bind;  /* NULL when nothing is bound */
	const struct shape *row;   /* NULL when no rows come back */
	bool writes;
	size_t id;                 /* index into the store's prepared statements */
};

struct store_options {
	enum store_engine engine;
	struct text location;      /* SQLite: path of the file; PostgreSQL: a libpq connection string */
	bool read_only;            /* SQLite only: a reader's connection */
};

/* Opens a connection; `store` is closed by store_close. */
struct error store_open(const struct store_options *options, struct store **store) must_check;
void store_close(struct store *store);
enum store_engine store_engine(const struct store *store);

struct error store_begin(struct store *store) must_check;
struct error store_commit(struct store *store) must_check;
void store_rollback(struct store *store);
/* One savepoint at a time, inside a transaction: what one call of a group did can be undone alone. */
struct error store_savepoint(struct store *store) must_check;
struct error store_release(struct store *store) must_check;
void store_undo(struct store *store); /* back to the savepoint, and release it */

/* Runs a statement. `row` is called for each row, with a struct of statement->row->size that is used again for the next
 * row (text in it stays valid in `arena`); it stops early when row returns false. `changed` (may be NULL) is the number
 * of rows that were inserted, updated or deleted. */
struct store_result {
	bool (*row)(void *context, const void *row);
	void *context;
	int64_t *changed;
};
struct error store_run(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct store_result result) must_check;

/* The three ways the generated wrappers use it. */
struct error store_change(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	int64_t *changed) must_check;
/* found = false leaves *row untouched. */
struct error store_one(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	void *row, bool *found) must_check;
struct error store_all(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct list *rows) must_check;

/* Runs the text of a migration: several statements, no binds. */
struct error store_script(struct store *store, const char *sql) must_check;
/* SQLite: an online copy into `path` while others write. PostgreSQL: ERROR_UNSUPPORTED (pg_dump does it). */
struct error store_copy(struct store *store, struct text path) must_check;

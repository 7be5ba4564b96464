/* One connection to the database, of either engine.
 *
 * A store belongs to one thread at a time. Statements are named in the .sql files beside the code that uses them;
 * tools/sql.py makes of each a `struct statement` and a typed wrapper (sql_user_by_id and so on), so nobody but those
 * wrappers calls store_run. Binds are taken from a struct by field name, columns go into a struct by column name; both
 * are described by shapes. Rows and their text live in the arena that is passed.
 *
 * Values. Text, JSON and bytes that are not there are NULL; numbers, booleans, times and enums are never NULL going in,
 * and a NULL coming out is 0. Text with a NUL byte is refused. A list of texts is bound as a JSON array.
 *
 * Transactions. What runs between store_begin and store_commit sees and does what it would if it ran alone: on SQLite
 * there is one writer, on PostgreSQL the isolation level is serializable. So it is enough to look and then act; no lock
 * is needed to keep "at most two" or "no cycle". The price is that PostgreSQL may end it with ERROR_STORE_CONFLICT at any
 * statement, store_commit included; the runner then runs the job again. To keep that rare, do not write the same row in
 * every call. Outside a transaction each statement stands alone.
 * After any error the transaction (or what came after the savepoint) can only be undone: return the error.
 *
 * Errors: ERROR_STORE_UNAVAILABLE (no connection, disk full, read-only: try again later; if the connection breaks during
 * store_commit it is not known whether the transaction was kept), ERROR_STORE_CONFLICT (lost a race with another
 * transaction). A key that is taken is not an error where the statement says `on conflict do nothing`: then no row was
 * changed. Elsewhere a unique or foreign key that breaks is a race lost on PostgreSQL, ERROR_STORE_CONFLICT, and a defect
 * on SQLite, ERROR_INTERNAL.
 * Where a function takes an arena, `cause` may lie in it; else it is a literal. */
#pragma once
#include "base/error.h"
#include "base/field.h"

struct store;

enum store_engine {
	STORE_SQLITE,
	STORE_POSTGRES,
};

/* Statements of the store's own have ids below this. */
enum { STATEMENT_FIRST = 8 };

struct statement {
	const char *name;
	const char *sql[2];        /* by engine; the same text unless the .sql file overrides one; NULL: not for this one */
	const struct shape *bind;  /* its n-th field is $n (?n on SQLite); NULL when nothing is bound */
	const struct shape *row;   /* NULL when no rows come back */
	bool writes;               /* inserts, updates or deletes */
	bool by_values;            /* PostgreSQL plans it for the values at hand, each time; its columns are named */
	bool quiet;                /* what it writes changes no list and no name: see enum store_memory */
	size_t id;                 /* index into the store's prepared statements */
};

struct store_options {
	enum store_engine engine;
	struct text location;      /* SQLite: path of the file; PostgreSQL: a libpq connection string */
	bool read_only;            /* SQLite only: a reader's connection */
	/* SQLite only: a writer that brings in a great deal has more memory, and waits for the disk less often. Should the
	 * machine lose power, its last transactions may be undone; those before a commit of a usual writer are not. It
	 * sees to it itself that what it refers to is there. */
	bool bulk;
};

/* Opens a connection; `store` is closed by store_close. SQLite: makes the file if it is not there, for its owner alone.
 * A connection to PostgreSQL that breaks later is opened again when it is next used. */
struct error store_open(const struct store_options *options, struct store **store) must_check;
void store_close(struct store *store);
enum store_engine store_engine(const struct store *store);

/* On a reader's connection: the statements up to store_commit see one state of the database. */
struct error store_begin(struct store *store) must_check;
/* When it fails the transaction is over and nothing of it was kept. */
struct error store_commit(struct store *store) must_check;
/* Does nothing outside a transaction. */
void store_rollback(struct store *store);
/* One savepoint at a time, inside a transaction: what one call of a group did can be undone alone. */
struct error store_savepoint(struct store *store) must_check;
struct error store_release(struct store *store) must_check;
void store_undo(struct store *store); /* back to the savepoint, and release it */

/* What was worked out from the database inside a transaction on a reader's connection of SQLite is known there by heart:
 * until anybody commits anything, or until anybody commits a change to what lists and names are made of. A transaction
 * that sees the change has forgotten all of it, and has overwritten it in memory. Elsewhere, and outside a transaction,
 * nothing is remembered. So what is remembered must follow from the key and the database alone (STORE_DIRECTORY: from what
 * no quiet statement writes); what depends on the time of day too is looked at again by who recalls it. Keys and values
 * are held as they are: no secret belongs in them. */
enum store_memory {
	STORE_EVERYTHING,
	STORE_DIRECTORY,
};
bool store_recall(struct store *store, enum store_memory memory, struct arena *arena, struct text key,
	struct text *value) must_check;
/* At most 1 KiB each, and not for certain: there is no room for all that could be remembered. */
void store_remember(struct store *store, enum store_memory memory, struct text key, struct text value);
bool store_remembers(const struct store *store); /* now, at all */
/* Long lists of ids, as STORE_DIRECTORY. What is recalled, or NULL, stays until the transaction ends or another list is
 * remembered. */
const struct text_list *store_recall_list(struct store *store, struct text key) must_check;
void store_remember_list(struct store *store, struct text key, struct text_list list);

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
/* How many rows statements have changed since the connection was opened, whatever was undone: when it has not grown there
 * is nothing to undo. */
int64_t store_changes(const struct store *store);

/* The three ways the generated wrappers use it. */
struct error store_change(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	int64_t *changed) must_check;
/* Without a row `found` becomes false and what is at `into` stays as it is. */
struct store_row {
	void *into;
	bool *found;
};
struct error store_one(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct store_row row) must_check;
struct error store_all(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct list *rows) must_check;

/* Prepares a statement without running it, and checks that the engine knows all it names and that each column has a
 * field of a fitting kind. Tests do so with all statements. */
struct error store_prepare(struct store *store, struct arena *arena, const struct statement *statement) must_check;
/* The tables have grown a great deal: PostgreSQL learns how they are filled, by which it chooses its ways. SQLite: nothing. */
struct error store_analyze(struct store *store) must_check;
/* Runs the text of a migration: several statements, no binds. What is wrong with it is logged. */
struct error store_script(struct store *store, const char *sql) must_check;
/* Of a writer's connection to SQLite, for any thread: its log has grown long, and begins anew only when nobody reads of it.
 * Who would read for long had better wait. */
bool store_log_is_long(const struct store *store);
/* SQLite: an online copy into the new file `path` while others write. PostgreSQL: ERROR_NOT_SUPPORTED (pg_dump does
 * it). */
struct error store_copy(struct store *store, struct text path) must_check;
/* SQLite: reads everything and holds it against its indexes and foreign keys; ERROR_STORE_UNAVAILABLE when it is damaged.
 * PostgreSQL: nothing, it watches over itself. */
struct error store_verify(struct store *store) must_check;

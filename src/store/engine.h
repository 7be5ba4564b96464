/* What an engine provides to store.c; private to this folder. Transactions nest as store.h allows: store.c keeps count. */
#pragma once
#include "store/list_memo.h"
#include "store/memo.h"
#include "store/row.h"
#include "store/store.h"

struct engine {
	enum store_engine kind;
	void (*close)(struct store *store); /* and frees it */
	struct error (*begin)(struct store *store) must_check;
	struct error (*commit)(struct store *store) must_check;
	void (*rollback)(struct store *store);
	struct error (*savepoint)(struct store *store) must_check;
	struct error (*release)(struct store *store) must_check;
	void (*undo)(struct store *store);
	/* `map` stays valid until the statement is run. */
	struct error (*prepare)(struct store *store, struct arena *arena, const struct statement *statement,
		struct row_map *map) must_check;
	struct error (*run)(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
		struct store_result result) must_check;
	struct error (*script)(struct store *store, const char *sql) must_check;
	struct error (*copy)(struct store *store, struct text path) must_check;
	struct error (*verify)(struct store *store) must_check;
	bool (*log_is_long)(const struct store *store); /* NULL: never */
};

struct store { /* the first member of each engine's own struct */
	const struct engine *engine;
	struct arena *arena; /* of the connection; the struct itself lies in it */
	struct memo *memos[STORE_DIRECTORY + 1]; /* NULL where nothing is remembered, as are the lists */
	struct list_memo *lists;
	bool in_transaction;
	int64_t changes; /* rows that statements changed, ever */
};

struct error sqlite_store_open(const struct store_options *options, struct store **store) must_check;
struct error postgres_store_open(const struct store_options *options, struct store **store) must_check;

/* Brings a database to the newest schema. The scripts of schema/ are part of the program, in order of their numbers; the
 * table `migration` says which have run. Each runs in its own transaction; several servers that start together wait for
 * each other. A database made by a newer program is refused. */
#pragma once
#include "store/store.h"

struct migration {
	int64_t number;
	const char *name;
	const char *sql;
};

/* With `dry_run` nothing changes. `pending` is how many scripts ran, or would run. */
struct error migrate(struct store *store, bool dry_run, int64_t *pending) must_check;
/* ERROR_STORE_UNAVAILABLE if the schema is older or newer than the program. */
struct error migrate_check(struct store *store) must_check;

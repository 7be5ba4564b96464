/* Brings a database to the newest schema. The scripts of schema/ are part of the program, in order of their numbers; the
 * table `migration` says which have run. Each runs in its own transaction; several servers that start together wait for
 * each other. A database made by a newer program is refused.
 * The cause of an error lives as long as the store. */
#pragma once
#include "store/store.h"

struct migration {
	int64_t number; /* they count from 1 without a gap */
	const char *name;
	const char *sql[2]; /* by engine */
};

struct migration_list {
	const struct migration *at;
	size_t count;
};

extern const struct migration_list migrations; /* generated from schema/ */

/* With `dry_run` nothing changes. `pending` is how many scripts ran, or would run. ERROR_STORE_UNAVAILABLE if the database
 * is newer than the list. */
struct error migrate(struct store *store, struct migration_list list, bool dry_run, int64_t *pending) must_check;
/* ERROR_STORE_UNAVAILABLE if the schema is older or newer than the list. */
struct error migrate_check(struct store *store, struct migration_list list) must_check;

/* How PostgreSQL's own programs (pg_dump, pg_restore) reach the database of a connection string: by variables of their
 * environment, so that a password is not in the list of processes. */
#pragma once
#include "base/error.h"

struct postgres_environment {
	struct text_list variables; /* NAME=value */
	struct text database;       /* for --dbname: what has no variable, none of it secret */
};

/* ERROR_STORE_UNAVAILABLE when the string cannot be understood, or has a secret that has no variable. */
struct error postgres_environment(struct arena *arena, struct text location, struct postgres_environment *environment)
	must_check;

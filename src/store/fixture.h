/* A fresh database for each test: a new file of SQLite in a new folder, or a new schema in the PostgreSQL database that
 * the environment variable MUSTER_TEST_POSTGRES names by a connection string. Tests of directory/ use it too.
 *
 * A test program takes the engine as its argument, "sqlite" or "postgres":
 *
 *     int main(int argc, char **argv)
 *     {
 *             enum store_engine engine;
 *             if (!fixture_engine(argc, argv, &engine))
 *                     return FIXTURE_SKIPPED;
 *             const struct CMUnitTest tests[] = {
 *                     on_database(values_come_back_as_they_went_in),
 *             };
 *             return cmocka_run_group_tests(tests, NULL, NULL);
 *     } */
#pragma once
#include "store/store.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define FIXTURE_SKIPPED 77 /* what Meson takes for "not run" */

struct fixture { /* the *state of a test */
	struct arena *arena;
	struct store_options options;
	struct store *store; /* a connection for reads and writes, to an empty database */
	struct text folder;  /* SQLite: for further files; removed with all that is in it */
	struct text schema;  /* PostgreSQL */
};

/* Says on stderr why when it is false: MUSTER_TEST_POSTGRES is not set. */
bool fixture_engine(int argc, char **argv, enum store_engine *engine);
int fixture_setup(void **state);
int fixture_teardown(void **state);

#define on_database(test) cmocka_unit_test_prestate_setup_teardown(test, fixture_setup, fixture_teardown, &engine)

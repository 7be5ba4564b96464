/* A directory to test on: the fresh database of store/fixture.h with the schema in it, an account with an instance, and
 * a call under way in that instance. Nothing is in a transaction.
 *
 *     static void names_are_unique(void **state)
 *     {
 *             struct directory *directory = *state;
 *             assert_true(error_ok(user_create(&directory->call, …)));
 *     }
 *
 *     int main(int argc, char **argv)
 *     {
 *             enum store_engine engine;
 *             if (!fixture_engine(argc, argv, &engine))
 *                     return FIXTURE_SKIPPED;
 *             const struct CMUnitTest tests[] = {
 *                     in_directory(names_are_unique),
 *             };
 *             return cmocka_run_group_tests(tests, NULL, NULL);
 *     } */
#pragma once
#include "directory/call.h"
#include "store/fixture.h"

struct directory { /* the *state of a test */
	struct fixture *database;
	struct settings settings;
	struct keyring *keyring;
	struct account account;
	struct instance instance;
	struct call call; /* of the command line, in the instance; tests change what they like */
};

int directory_setup(void **state);
int directory_teardown(void **state);

#define in_directory(test) cmocka_unit_test_prestate_setup_teardown(test, directory_setup, directory_teardown, &engine)

/* A connection for reads, as the event threads have; the test closes it. PostgreSQL: any other. */
struct store *directory_reader(const struct directory *directory);

/* Fails the test, and says which error it was, unless it is as expected. */
void assert_error(struct error error, enum error_code expected);
#define assert_ok(error) assert_error(error, ERROR_NONE)

#include "directory/statements.h"
#include "store/fixture.h"
#include "store/migrate.h"

/* Finds what the build cannot try on an empty SQLite database: what PostgreSQL thinks of it. */
static void every_statement_suits_the_schema(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending;
	assert_true(error_ok(migrate(fixture->store, migrations, false, &pending)));
	for (size_t i = 0; i < statement_count; i++) {
		if (!statements[i]->sql[store_engine(fixture->store)])
			continue;
		struct error error = store_prepare(fixture->store, fixture->arena, statements[i]);
		if (!error_ok(error))
			fail_msg("%s", error.cause);
	}
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		on_database(every_statement_suits_the_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

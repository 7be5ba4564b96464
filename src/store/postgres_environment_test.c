/* Connection strings as the environment of PostgreSQL's programs. */
#include "store/postgres_environment.h"
#include "tests/unit/unit.h"

static struct postgres_environment environment_of(struct arena *arena, const char *location)
{
	struct postgres_environment environment;
	assert_true(error_ok(postgres_environment(arena, text_of(location), &environment)));
	return environment;
}

static bool has(const struct postgres_environment *environment, const char *variable)
{
	for (size_t i = 0; i < environment->variables.count; i++) {
		if (text_is(environment->variables.at[i], variable))
			return true;
	}
	return false;
}

static void a_password_is_a_variable_and_no_argument(void **state)
{
	struct postgres_environment environment =
		environment_of(*state, "postgresql://muster:s3cret@db.example.com:5433/people?sslmode=verify-full");
	assert_true(has(&environment, "PGPASSWORD=s3cret"));
	assert_true(has(&environment, "PGUSER=muster"));
	assert_true(has(&environment, "PGHOST=db.example.com"));
	assert_true(has(&environment, "PGPORT=5433"));
	assert_true(has(&environment, "PGSSLMODE=verify-full"));
	assert_text(environment.database, "dbname='people'");
}

static void what_has_no_variable_is_quoted(void **state)
{
	struct postgres_environment environment = environment_of(*state, "dbname='it\\'s\\\\' keepalives=1");
	assert_int_equal(environment.variables.count, 0);
	assert_text(environment.database, "dbname='it\\'s\\\\' keepalives='1'");
}

static void secrets_without_a_variable_are_refused(void **state)
{
	struct postgres_environment environment;
	struct error error = postgres_environment(*state, TEXT("dbname=people sslpassword=s3cret"), &environment);
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
}

static void nonsense_is_refused(void **state)
{
	struct postgres_environment environment;
	struct error error = postgres_environment(*state, TEXT("postgresql://[half"), &environment);
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_a_variable_and_no_argument),
		cmocka_unit_test(what_has_no_variable_is_quoted),
		cmocka_unit_test(secrets_without_a_variable_are_refused),
		cmocka_unit_test(nonsense_is_refused),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "store/migrate.h"
#include "store/fixture.h"
#include <pthread.h>
#include <stdatomic.h>

#define SERVERS 4

static const struct migration scripts[] = {
	{1, "first",
		{"create table one (id bigint); create table two (id bigint)",
			"create table one (id bigint); create table two (id bigint)"}},
	{2, "second", {"alter table one add column name text", "alter table one add column name text"}},
	{3, "third", {"insert into one (id, name) values (1, 'x')", "insert into one (id, name) values (1, 'x')"}},
};
static const struct migration broken[] = {
	{1, "broken",
		{"create table one (id bigint); create nonsense", "create table one (id bigint); create nonsense"}},
};
static const struct migration_list none = {scripts, 0}, two = {scripts, 2}, three = {scripts, 3};

struct number {
	int64_t number;
};
static const struct field number_fields[] = {{.name = "number", .kind = FIELD_INTEGER}};
static const struct shape number_shape = {"number", sizeof(struct number), number_fields, 1};
static const struct statement rows_of_one = {
	.name = "rows_of_one",
	.sql = {"select count(name) as number from one", "select count(name) as number from one"},
	.row = &number_shape,
	.id = STATEMENT_FIRST,
};

static int64_t rows(struct fixture *fixture)
{
	bool found;
	struct number row;
	struct error error =
		store_one(fixture->store, fixture->arena, &rows_of_one, NULL, (struct store_row){&row, &found});
	return error_ok(error) ? row.number : -1;
}

static void an_empty_database_is_brought_to_the_newest_schema(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending = -1;
	assert_int_equal(migrate_check(fixture->store, three).code, ERROR_STORE_UNAVAILABLE);
	assert_true(error_ok(migrate(fixture->store, three, false, &pending)));
	assert_int_equal(pending, 3);
	assert_int_equal(rows(fixture), 1);
	assert_true(error_ok(migrate_check(fixture->store, three)));
}

static void only_what_is_new_runs(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending = -1;
	assert_true(error_ok(migrate(fixture->store, two, false, &pending)));
	assert_true(error_ok(migrate(fixture->store, three, false, &pending)));
	assert_int_equal(pending, 1);
	assert_true(error_ok(migrate(fixture->store, three, false, &pending)));
	assert_int_equal(pending, 0);
	assert_int_equal(rows(fixture), 1);
}

static void a_dry_run_counts_and_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending = -1;
	assert_true(error_ok(migrate(fixture->store, three, true, &pending)));
	assert_int_equal(pending, 3);
	assert_int_equal(rows(fixture), -1);
	assert_true(error_ok(migrate_check(fixture->store, none)));
	assert_true(error_ok(migrate(fixture->store, three, true, &pending)));
	assert_int_equal(pending, 3);
}

static void a_database_of_a_newer_program_is_refused(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending;
	assert_true(error_ok(migrate(fixture->store, three, false, &pending)));
	assert_int_equal(migrate(fixture->store, two, false, &pending).code, ERROR_STORE_UNAVAILABLE);
	assert_int_equal(migrate(fixture->store, two, true, &pending).code, ERROR_STORE_UNAVAILABLE);
	assert_int_equal(migrate_check(fixture->store, two).code, ERROR_STORE_UNAVAILABLE);
}

static void a_script_that_fails_leaves_nothing_behind(void **state)
{
	struct fixture *fixture = *state;
	int64_t pending;
	struct migration_list list = {broken, 1};
	assert_false(error_ok(migrate(fixture->store, list, false, &pending)));
	assert_true(error_ok(migrate(fixture->store, three, false, &pending)));
	assert_int_equal(pending, 3);
}

struct server {
	struct fixture *fixture;
	pthread_t thread;
	int64_t ran;
	bool good;
};

static void *start_server(void *context)
{
	struct server *server = context;
	struct store *store;
	if (!error_ok(store_open(&server->fixture->options, &store)))
		return NULL;
	server->good = error_ok(migrate(store, three, false, &server->ran));
	store_close(store);
	return NULL;
}

static void servers_that_start_together_migrate_once(void **state)
{
	struct fixture *fixture = *state;
	struct server servers[SERVERS] = {{.fixture = fixture}};
	int64_t ran = 0;
	for (size_t i = 0; i < SERVERS; i++) {
		servers[i].fixture = fixture;
		assert_int_equal(pthread_create(&servers[i].thread, NULL, start_server, &servers[i]), 0);
	}
	for (size_t i = 0; i < SERVERS; i++) {
		pthread_join(servers[i].thread, NULL);
		assert_true(servers[i].good);
		ran += servers[i].ran;
	}
	assert_int_equal(ran, 3);
	assert_int_equal(rows(fixture), 1);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		on_database(an_empty_database_is_brought_to_the_newest_schema),
		on_database(only_what_is_new_runs),
		on_database(a_dry_run_counts_and_changes_nothing),
		on_database(a_database_of_a_newer_program_is_refused),
		on_database(a_script_that_fails_leaves_nothing_behind),
		on_database(servers_that_start_together_migrate_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "store/fixture.h"
#include <string.h>
#include <sys/stat.h>

struct thing {
	struct text id, note, bytes;
	int64_t amount, at;
	bool good;
	int kind;
	struct text_list ids;
};

static const struct field thing_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .offset = offsetof(struct thing, id)},
	{.name = "note", .kind = FIELD_TEXT, .offset = offsetof(struct thing, note)},
	{.name = "bytes", .kind = FIELD_BYTES, .offset = offsetof(struct thing, bytes)},
	{.name = "amount", .kind = FIELD_INTEGER, .offset = offsetof(struct thing, amount)},
	{.name = "at", .kind = FIELD_TIME, .offset = offsetof(struct thing, at)},
	{.name = "good", .kind = FIELD_BOOLEAN, .offset = offsetof(struct thing, good)},
	{.name = "kind", .kind = FIELD_ENUM, .offset = offsetof(struct thing, kind)},
};
static const struct shape thing_shape = {"thing", sizeof(struct thing), thing_fields, 7};
static const struct field ids_fields[] = {
	{.name = "ids", .kind = FIELD_TEXTS, .offset = offsetof(struct thing, ids)},
};
static const struct shape id_bind = {"id", sizeof(struct thing), thing_fields, 1};
static const struct shape ids_bind = {"ids", sizeof(struct thing), ids_fields, 1};

static const struct statement thing_insert = {
	.name = "thing_insert",
	.sql = {"insert into thing (id, note, bytes, amount, at, good, kind) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
		" on conflict do nothing",
		"insert into thing (id, note, bytes, amount, at, good, kind) values ($1, $2, $3, $4, $5, $6, $7)"
		" on conflict do nothing"},
	.bind = &thing_shape,
	.writes = true,
	.id = STATEMENT_FIRST,
};
static const struct statement thing_insert_anyway = {
	.name = "thing_insert_anyway",
	.sql = {"insert into thing (id, amount, at, good, kind) values (?1, 0, 0, 0, 0)",
		"insert into thing (id, amount, at, good, kind) values ($1, 0, 0, 0, 0)"},
	.bind = &id_bind,
	.writes = true,
	.id = STATEMENT_FIRST + 1,
};
static const struct statement thing_by_id = {
	.name = "thing_by_id",
	/* The columns in another order than the fields. */
	.sql = {"select kind, good, at, amount, bytes, note, id from thing where id = ?1",
		"select kind, good, at, amount, bytes, note, id from thing where id = $1"},
	.bind = &id_bind,
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 2,
};
static const struct statement things = {
	.name = "things",
	.sql = {"select * from thing order by id", "select * from thing order by id"},
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 3,
};
static const struct statement things_by_ids = {
	.name = "things_by_ids",
	.sql = {"select id from thing where id in (select value from json_each(?1) as each_ids) order by id",
		"select id from thing where id in"
		" (select value from json_array_elements_text($1::json) as each_ids(value)) order by id"},
	.bind = &ids_bind,
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 4,
};
static const struct statement thing_take = {
	.name = "thing_take",
	.sql = {"delete from thing where id = ?1 returning id, amount",
		"delete from thing where id = $1 returning id, amount"},
	.bind = &id_bind,
	.row = &thing_shape,
	.writes = true,
	.id = STATEMENT_FIRST + 5,
};
static const struct statement column_unknown = {
	.name = "column_unknown",
	.sql = {"select colour from thing", "select colour from thing"},
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 6,
};
static const struct statement column_without_field = {
	.name = "column_without_field",
	.sql = {"select id, 1 as colour from thing", "select id, 1 as colour from thing"},
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 7,
};
static const struct statement sum_as_numeric = {
	.name = "sum_as_numeric",
	.sql = {"select sum(amount) as amount from thing", "select sum(amount) as amount from thing"},
	.row = &thing_shape,
	.id = STATEMENT_FIRST + 8,
};
static const struct statement amount_add = {
	.name = "amount_add",
	.sql = {"update thing set amount = amount + 1 where id = ?1",
		"update thing set amount = amount + 1 where id = $1"},
	.bind = &id_bind,
	.writes = true,
	.id = STATEMENT_FIRST + 9,
};

static void run(struct fixture *fixture, const char *sql)
{
	assert_true(error_ok(store_script(fixture->store, sql)));
}

static void make_table(struct fixture *fixture)
{
	if (fixture->options.engine == STORE_SQLITE)
		run(fixture,
			"create table thing (id text not null primary key, note text, bytes blob,"
			" amount bigint not null, at bigint, good smallint not null, kind smallint)");
	else
		run(fixture,
			"create table thing (id text collate \"C\" not null primary key, note text collate \"C\","
			" bytes bytea, amount bigint not null, at bigint, good smallint not null, kind smallint)");
}

static int64_t insert(struct fixture *fixture, struct thing thing)
{
	int64_t changed = -1;
	assert_true(error_ok(store_change(fixture->store, fixture->arena, &thing_insert, &thing, &changed)));
	return changed;
}

static struct thing thing_of(struct text id)
{
	return (struct thing){.id = id};
}

static bool find(struct fixture *fixture, const struct statement *statement, struct thing bind, struct thing *row)
{
	bool found;
	struct store_row into = {row, &found};
	assert_true(error_ok(store_one(fixture->store, fixture->arena, statement, &bind, into)));
	return found;
}

static bool is_there(struct fixture *fixture, struct text id)
{
	struct thing row;
	return find(fixture, &thing_by_id, thing_of(id), &row);
}

static void assert_text(struct text text, const char *string)
{
	assert_true(text_is(text, string));
}

static void values_come_back_as_they_went_in(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	struct thing in = {
		TEXT("b"), TEXT("größe 尺 'q' \\"), {"\0\xff\x01", 3}, INT64_MIN, 1700000000123, true, 3, {0}};
	assert_int_equal(insert(fixture, in), 1);
	struct thing out = {.good = false};
	assert_true(find(fixture, &thing_by_id, in, &out));
	assert_true(text_equal(in.id, out.id) && text_equal(in.note, out.note) && text_equal(in.bytes, out.bytes));
	assert_true(out.amount == in.amount && out.at == in.at && out.good && out.kind == 3);
}

static void what_is_not_there_differs_from_what_is_empty(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	insert(fixture, (struct thing){.id = TEXT("absent")});
	insert(fixture, (struct thing){.id = TEXT("empty"), .note = TEXT(""), .bytes = TEXT("")});
	struct list rows;
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things, NULL, &rows)));
	const struct thing *row = rows.at;
	assert_int_equal(rows.count, 2);
	assert_text(row[0].id, "absent");
	assert_null(row[0].note.at);
	assert_null(row[0].bytes.at);
	assert_non_null(row[1].note.at);
	assert_non_null(row[1].bytes.at);
	assert_int_equal(row[1].note.length + row[1].bytes.length, 0);
}

static void a_null_number_comes_back_as_zero(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	run(fixture, "insert into thing (id, amount, at, good, kind) values ('a', 1, null, 0, null)");
	struct thing row = {.id = TEXT("")};
	assert_true(find(fixture, &thing_by_id, thing_of(TEXT("a")), &row));
	assert_true(row.at == 0 && row.kind == 0 && row.amount == 1);
}

static void text_with_a_nul_is_refused(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	struct thing bind = {.id = TEXT("a\0b")};
	struct error error = store_change(fixture->store, fixture->arena, &thing_insert, &bind, NULL);
	assert_int_equal(error.code, ERROR_INTERNAL);
	assert_false(is_there(fixture, TEXT("a")));
}

static void nothing_found_leaves_the_row_alone(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	struct thing row = {.amount = 7};
	assert_false(find(fixture, &thing_by_id, thing_of(TEXT("nobody")), &row));
	assert_int_equal(row.amount, 7);
}

static void text_sorts_by_bytes(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	static const char *const sorted[] = {"B", "Z", "_", "a", "b", "é"};
	for (size_t i = 6; i-- > 0;)
		insert(fixture, thing_of(text_of(sorted[i])));
	struct list rows;
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things, NULL, &rows)));
	assert_int_equal(rows.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_text(((const struct thing *)rows.at)[i].id, sorted[i]);
}

static void many_rows_come_in_one_list(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	for (int64_t i = 0; i < 100; i++)
		insert(fixture, (struct thing){.id = text_print(fixture->arena, "%03d", (int)i), .amount = i});
	struct list rows;
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things, NULL, &rows)));
	assert_int_equal(rows.count, 100);
	for (int64_t i = 0; i < 100; i++)
		assert_int_equal(((const struct thing *)rows.at)[i].amount, i);
}

static void a_list_of_texts_selects_its_rows(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	insert(fixture, thing_of(TEXT("a")));
	insert(fixture, thing_of(TEXT("b\"\\,")));
	insert(fixture, thing_of(TEXT("c")));
	struct text wanted[] = {TEXT("b\"\\,"), TEXT("x"), TEXT("a")};
	struct thing bind = {.ids = {wanted, 3}};
	struct list rows;
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things_by_ids, &bind, &rows)));
	assert_int_equal(rows.count, 2);
	assert_text(((const struct thing *)rows.at)[1].id, "b\"\\,");
	bind.ids.count = 0;
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things_by_ids, &bind, &rows)));
	assert_int_equal(rows.count, 0);
}

static void a_taken_key_changes_nothing_and_the_transaction_goes_on(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	assert_true(error_ok(store_begin(fixture->store)));
	assert_int_equal(insert(fixture, (struct thing){.id = TEXT("a"), .amount = 1}), 1);
	assert_int_equal(insert(fixture, (struct thing){.id = TEXT("a"), .amount = 2}), 0);
	assert_int_equal(insert(fixture, thing_of(TEXT("b"))), 1);
	assert_true(error_ok(store_commit(fixture->store)));
	assert_true(is_there(fixture, TEXT("b")));
}

static void a_change_can_give_its_rows(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	insert(fixture, (struct thing){.id = TEXT("a"), .amount = 5});
	struct thing row = {.amount = 0};
	assert_true(find(fixture, &thing_take, thing_of(TEXT("a")), &row));
	assert_int_equal(row.amount, 5);
	assert_false(find(fixture, &thing_take, thing_of(TEXT("a")), &row));
}

static void a_broken_key_says_what_it_means(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	struct thing bind = thing_of(TEXT("a"));
	assert_true(error_ok(store_change(fixture->store, fixture->arena, &thing_insert_anyway, &bind, NULL)));
	struct error error = store_change(fixture->store, fixture->arena, &thing_insert_anyway, &bind, NULL);
	bool sqlite = fixture->options.engine == STORE_SQLITE;
	assert_int_equal(error.code, sqlite ? ERROR_INTERNAL : ERROR_STORE_CONFLICT);
	assert_non_null(strstr(error.cause, "thing_insert_anyway"));
}

static void what_was_rolled_back_is_gone(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	assert_true(error_ok(store_begin(fixture->store)));
	insert(fixture, thing_of(TEXT("a")));
	assert_true(is_there(fixture, TEXT("a")));
	store_rollback(fixture->store);
	assert_false(is_there(fixture, TEXT("a")));
}

static void a_savepoint_undoes_its_part_alone(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	assert_true(error_ok(store_begin(fixture->store)));
	insert(fixture, thing_of(TEXT("before")));
	assert_true(error_ok(store_savepoint(fixture->store)));
	insert(fixture, thing_of(TEXT("undone")));
	struct error error = store_change(fixture->store, fixture->arena, &column_unknown, NULL, NULL);
	assert_int_equal(error.code, ERROR_INTERNAL);
	store_undo(fixture->store);
	assert_true(error_ok(store_savepoint(fixture->store)));
	insert(fixture, thing_of(TEXT("after")));
	assert_true(error_ok(store_release(fixture->store)));
	assert_true(error_ok(store_commit(fixture->store)));
	assert_true(is_there(fixture, TEXT("before")) && is_there(fixture, TEXT("after")));
	assert_false(is_there(fixture, TEXT("undone")));
}

static void a_swallowed_error_cannot_be_committed_as_success(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine == STORE_SQLITE)
		skip(); /* there a statement that fails undoes itself alone */
	make_table(fixture);
	assert_true(error_ok(store_begin(fixture->store)));
	insert(fixture, thing_of(TEXT("a")));
	assert_false(error_ok(store_change(fixture->store, fixture->arena, &column_unknown, NULL, NULL)));
	assert_int_equal(store_commit(fixture->store).code, ERROR_INTERNAL);
	assert_false(is_there(fixture, TEXT("a")));
}

static void preparing_finds_what_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	make_table(fixture);
	assert_true(error_ok(store_prepare(fixture->store, fixture->arena, &things)));
	assert_true(error_ok(store_prepare(fixture->store, fixture->arena, &thing_insert)));
	assert_false(error_ok(store_prepare(fixture->store, fixture->arena, &column_unknown)));
	assert_false(error_ok(store_prepare(fixture->store, fixture->arena, &column_without_field)));
	/* PostgreSQL makes a numeric of the sum of bigint; SQLite has no such type. */
	bool fits = error_ok(store_prepare(fixture->store, fixture->arena, &sum_as_numeric));
	assert_int_equal(fits, fixture->options.engine == STORE_SQLITE);
}

static void a_newer_schema_does_not_disturb_a_connection(void **state)
{
	struct fixture *fixture = *state;
	struct list rows;
	make_table(fixture);
	insert(fixture, (struct thing){.id = TEXT("a"), .amount = 5});
	assert_true(error_ok(store_all(fixture->store, fixture->arena, &things, NULL, &rows)));
	run(fixture, "alter table thing add column colour text");
	struct error error = store_all(fixture->store, fixture->arena, &things, NULL, &rows);
	if (error.code == ERROR_STORE_CONFLICT) /* PostgreSQL asks for another run */
		error = store_all(fixture->store, fixture->arena, &things, NULL, &rows);
	assert_true(error_ok(error));
	assert_int_equal(((const struct thing *)rows.at)->amount, 5);
}

static void a_reader_sees_one_state_and_cannot_write(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_SQLITE)
		skip();
	make_table(fixture);
	struct store_options options = fixture->options;
	struct store *reader, *writer = fixture->store;
	options.read_only = true;
	assert_true(error_ok(store_open(&options, &reader)));
	fixture->store = reader;
	assert_true(error_ok(store_begin(reader)));
	assert_false(is_there(fixture, TEXT("a")));
	fixture->store = writer;
	insert(fixture, thing_of(TEXT("a")));
	fixture->store = reader;
	assert_false(is_there(fixture, TEXT("a")));
	assert_true(error_ok(store_commit(reader)));
	assert_true(is_there(fixture, TEXT("a")));
	struct thing bind = thing_of(TEXT("b"));
	struct error error = store_change(reader, fixture->arena, &thing_insert, &bind, NULL);
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
	store_close(reader);
	fixture->store = writer;
}

/* Each of two transactions reads what the other changes; one after the other could not have had both results. */
static void transactions_that_could_not_have_run_alone_conflict(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_POSTGRES)
		skip(); /* SQLite has one writer */
	make_table(fixture);
	insert(fixture, thing_of(TEXT("a")));
	insert(fixture, thing_of(TEXT("b")));
	struct store *first = fixture->store, *second;
	struct thing a = thing_of(TEXT("a")), b = thing_of(TEXT("b")), row;
	bool found;
	struct store_row into = {&row, &found};
	assert_true(error_ok(store_open(&fixture->options, &second)));
	assert_true(error_ok(store_begin(first)) && error_ok(store_begin(second)));
	assert_true(error_ok(store_one(first, fixture->arena, &thing_by_id, &a, into)));
	assert_true(error_ok(store_one(second, fixture->arena, &thing_by_id, &b, into)));
	assert_true(error_ok(store_change(first, fixture->arena, &amount_add, &b, NULL)));
	assert_true(error_ok(store_change(second, fixture->arena, &amount_add, &a, NULL)));
	assert_true(error_ok(store_commit(first)));
	assert_int_equal(store_commit(second).code, ERROR_STORE_CONFLICT);
	store_close(second);
}

/* Ends all connections but this one to the test's database. */
static void cut_other_connections(struct fixture *fixture)
{
	struct store *other;
	assert_true(error_ok(store_open(&fixture->options, &other)));
	assert_true(error_ok(store_script(other,
		"select pg_terminate_backend(pid, 5000) from pg_stat_activity"
		" where pid <> pg_backend_pid() and application_name = 'muster_cut'")));
	store_close(other);
}

static void a_cut_connection_is_opened_again_but_not_inside_a_transaction(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_POSTGRES)
		skip();
	make_table(fixture);
	run(fixture, "set application_name = 'muster_cut'");
	assert_false(is_there(fixture, TEXT("a")));
	cut_other_connections(fixture);
	assert_false(is_there(fixture, TEXT("a")));
	run(fixture, "set application_name = 'muster_cut'");
	assert_true(error_ok(store_begin(fixture->store)));
	insert(fixture, thing_of(TEXT("a")));
	cut_other_connections(fixture);
	struct thing bind = thing_of(TEXT("b"));
	struct error error = store_change(fixture->store, fixture->arena, &thing_insert, &bind, NULL);
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
	error = store_change(fixture->store, fixture->arena, &thing_insert, &bind, NULL);
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
	assert_int_equal(store_commit(fixture->store).code, ERROR_STORE_UNAVAILABLE);
	assert_false(is_there(fixture, TEXT("a")) || is_there(fixture, TEXT("b")));
}

static void a_full_disk_makes_the_store_unavailable_and_keeps_nothing(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_SQLITE)
		skip();
	make_table(fixture);
	run(fixture, "pragma max_page_count = 20");
	assert_true(error_ok(store_begin(fixture->store)));
	struct error error = ok();
	struct text note = {arena_alloc(fixture->arena, 4096), 4096};
	memset((char *)(uintptr_t)note.at, 'x', note.length);
	for (int i = 0; i < 100 && error_ok(error); i++) {
		struct thing thing = {.id = text_print(fixture->arena, "%d", i), .note = note};
		error = store_change(fixture->store, fixture->arena, &thing_insert, &thing, NULL);
	}
	assert_int_equal(error.code, ERROR_STORE_UNAVAILABLE);
	store_rollback(fixture->store);
	assert_false(is_there(fixture, TEXT("0")));
}

static void a_copy_is_whole_and_private_while_others_write(void **state)
{
	struct fixture *fixture = *state;
	struct text path = text_print(fixture->arena, "%s/copy.sqlite", fixture->folder.at);
	if (fixture->options.engine == STORE_POSTGRES) {
		assert_int_equal(store_copy(fixture->store, path).code, ERROR_NOT_SUPPORTED);
		return;
	}
	make_table(fixture);
	insert(fixture, thing_of(TEXT("kept")));
	struct store_options options = {STORE_SQLITE, fixture->options.location, true};
	struct store *reader, *writer = fixture->store, *copy;
	assert_true(error_ok(store_open(&options, &reader)));
	assert_true(error_ok(store_begin(writer)));
	insert(fixture, thing_of(TEXT("later")));
	assert_true(error_ok(store_copy(reader, path)));
	assert_true(error_ok(store_commit(writer)));
	assert_int_equal(store_copy(reader, path).code, ERROR_STORE_UNAVAILABLE);
	store_close(reader);
	struct stat about;
	assert_int_equal(stat(path.at, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	options = (struct store_options){STORE_SQLITE, path, false};
	assert_true(error_ok(store_open(&options, &copy)));
	fixture->store = copy;
	assert_true(is_there(fixture, TEXT("kept")));
	assert_false(is_there(fixture, TEXT("later")));
	store_close(copy);
	fixture->store = writer;
}

static void a_database_that_cannot_be_opened_is_unavailable(void **state)
{
	struct fixture *fixture = *state;
	struct store *store;
	struct store_options options = fixture->options;
	options.location = TEXT("/nowhere/at/all.sqlite");
	if (options.engine == STORE_POSTGRES)
		options.location = TEXT("host=/nowhere connect_timeout=2");
	assert_int_equal(store_open(&options, &store).code, ERROR_STORE_UNAVAILABLE);
	assert_null(store);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		on_database(values_come_back_as_they_went_in),
		on_database(what_is_not_there_differs_from_what_is_empty),
		on_database(a_null_number_comes_back_as_zero),
		on_database(text_with_a_nul_is_refused),
		on_database(nothing_found_leaves_the_row_alone),
		on_database(text_sorts_by_bytes),
		on_database(many_rows_come_in_one_list),
		on_database(a_list_of_texts_selects_its_rows),
		on_database(a_taken_key_changes_nothing_and_the_transaction_goes_on),
		on_database(a_change_can_give_its_rows),
		on_database(a_broken_key_says_what_it_means),
		on_database(what_was_rolled_back_is_gone),
		on_database(a_savepoint_undoes_its_part_alone),
		on_database(a_swallowed_error_cannot_be_committed_as_success),
		on_database(preparing_finds_what_is_wrong),
		on_database(a_newer_schema_does_not_disturb_a_connection),
		on_database(a_reader_sees_one_state_and_cannot_write),
		on_database(transactions_that_could_not_have_run_alone_conflict),
		on_database(a_cut_connection_is_opened_again_but_not_inside_a_transaction),
		on_database(a_full_disk_makes_the_store_unavailable_and_keeps_nothing),
		on_database(a_copy_is_whole_and_private_while_others_write),
		on_database(a_database_that_cannot_be_opened_is_unavailable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

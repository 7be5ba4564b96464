/* Brings a database to the newest schema. */
#include "store/migrate.h"
#include "base/time.h"
#include "store/engine.h"
#include <stddef.h>

enum {
	STATEMENT_LOCK,
	STATEMENT_UNLOCK,
	STATEMENT_EXISTS,
	STATEMENT_NEWEST,
	STATEMENT_RECORD,
};

struct record {
	int64_t number;
	struct text name;
	int64_t applied;
};

static const struct field record_fields[] = {
	{.name = "number", .kind = FIELD_INTEGER, .offset = offsetof(struct record, number)},
	{.name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct record, name)},
	{.name = "applied", .kind = FIELD_TIME, .offset = offsetof(struct record, applied)},
};
static const struct shape record_shape = {"migration", sizeof(struct record), record_fields, 3};

static const char table[] = "create table if not exists migration"
			    " (number bigint not null primary key, name text not null, applied bigint not null)";

/* On SQLite the write transaction is lock enough. On PostgreSQL the lock must be held before the transaction begins, or
 * it would not see what the one before it did. */
static const struct statement lock = {
	.name = "migration_lock",
	.sql = {"select 0", "select pg_advisory_lock(5506287131)"},
	.id = STATEMENT_LOCK,
};
static const struct statement unlock = {
	.name = "migration_unlock",
	.sql = {"select 0", "select pg_advisory_unlock(5506287131)"},
	.id = STATEMENT_UNLOCK,
};
static const struct statement exists = {
	.name = "migration_exists",
	.sql = {"select count(*) as number from sqlite_schema where type = 'table' and name = 'migration'",
		"select count(*) as number from pg_class where oid = to_regclass('migration')"},
	.row = &record_shape,
	.id = STATEMENT_EXISTS,
};
static const struct statement newest = {
	.name = "migration_newest",
	.sql = {"select max(number) as number from migration", "select max(number) as number from migration"},
	.row = &record_shape,
	.id = STATEMENT_NEWEST,
};
static const struct statement record = {
	.name = "migration_record",
	.sql = {"insert into migration (number, name, applied) values (?1, ?2, ?3)",
		"insert into migration (number, name, applied) values ($1, $2, $3)"},
	.bind = &record_shape,
	.writes = true,
	.id = STATEMENT_RECORD,
};

static struct error read_number(
	struct store *store, struct arena *arena, const struct statement *statement, int64_t *number)
{
	bool found;
	struct record row = {.number = 0};
	struct error error = store_one(store, arena, statement, NULL, (struct store_row){&row, &found});
	*number = row.number;
	return error;
}

/* 0 for a database without any. */
static struct error newest_applied(struct store *store, struct arena *arena, int64_t *number)
{
	struct error error = read_number(store, arena, &exists, number);
	if (!error_ok(error) || *number == 0)
		return error;
	return read_number(store, arena, &newest, number);
}

static struct error newest_known(struct store *store, struct arena *arena, struct migration_list list, int64_t *number)
{
	struct error error = newest_applied(store, arena, number);
	if (error_ok(error) && *number > (int64_t)list.count)
		return (struct error){
			ERROR_STORE_UNAVAILABLE, {NULL, 0}, "the database was made by a newer version of the program"};
	return error;
}

/* Old data may be much, and an older server may still be at work with it. */
static struct error be_patient(struct store *store)
{
	if (store_engine(store) != STORE_POSTGRES)
		return ok();
	return store_script(store, "set local lock_timeout = 0; set local statement_timeout = 0");
}

static struct error run_script(struct store *store, struct arena *arena, const struct migration *migration)
{
	struct record row = {migration->number, text_of(migration->name), time_now()};
	struct error error = be_patient(store);
	if (error_ok(error))
		error = store_script(store, table);
	if (error_ok(error))
		error = store_script(store, migration->sql[store_engine(store)]);
	if (error_ok(error))
		error = store_change(store, arena, &record, &row, NULL);
	return error;
}

/* Looks again inside the transaction: another server may have been faster. */
static struct error apply(struct store *store, struct arena *arena, const struct migration *migration, int64_t *ran)
{
	int64_t number;
	struct error error = store_begin(store);
	if (!error_ok(error))
		return error;
	error = newest_applied(store, arena, &number);
	bool wanted = error_ok(error) && number < migration->number;
	if (wanted)
		error = run_script(store, arena, migration);
	if (!wanted || !error_ok(error)) {
		store_rollback(store);
		return error;
	}
	*ran += 1;
	return store_commit(store);
}

static struct error apply_all(struct store *store, struct arena *arena, struct migration_list list, int64_t *ran)
{
	*ran = 0;
	struct error error = store_change(store, arena, &lock, NULL, NULL);
	if (!error_ok(error))
		return error;
	for (size_t i = 0; i < list.count && error_ok(error); i++)
		error = apply(store, arena, &list.at[i], ran);
	struct error unlocked = store_change(store, arena, &unlock, NULL, NULL);
	return error_ok(error) ? unlocked : error;
}

struct error migrate(struct store *store, struct migration_list list, bool dry_run, int64_t *pending)
{
	int64_t number;
	struct error error = newest_known(store, store->arena, list, &number);
	*pending = (int64_t)list.count - number;
	if (!error_ok(error) || dry_run)
		return error;
	return apply_all(store, store->arena, list, pending);
}

struct error migrate_check(struct store *store, struct migration_list list)
{
	int64_t number;
	struct error error = newest_known(store, store->arena, list, &number);
	if (error_ok(error) && number < (int64_t)list.count)
		return (struct error){
			ERROR_STORE_UNAVAILABLE, {NULL, 0}, "the schema is old: run `muster migrate` first"};
	return error;
}

/* A connection to SQLite. */
#include "base/log.h"
#include "store/checkpoint.h"
#include "store/engine.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000
#define FIRST_ROOM ((size_t)64)

enum control {
	CONTROL_BEGIN,
	CONTROL_BEGIN_READ,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_SAVEPOINT,
	CONTROL_RELEASE,
	CONTROL_UNDO,
	CONTROL_VERSION,
	CONTROL_DIRECTORY_VERSION,
	CONTROL_COUNT,
};

static const char *const control_texts[CONTROL_COUNT] = {
	[CONTROL_BEGIN] = "begin immediate",
	[CONTROL_BEGIN_READ] = "begin",
	[CONTROL_COMMIT] = "commit",
	[CONTROL_ROLLBACK] = "rollback",
	[CONTROL_SAVEPOINT] = "savepoint job",
	[CONTROL_RELEASE] = "release job",
	[CONTROL_UNDO] = "rollback to job",
	[CONTROL_VERSION] = "pragma data_version",
	[CONTROL_DIRECTORY_VERSION] = "pragma user_version",
};

/* Readers take pages from the mapped file, so their own caches stay small. SQLite maps as much of what is asked for as
 * it was built for, which mostly is 2 GiB. */
static const char writer_settings[] = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;"
				      "pragma temp_store = memory; pragma cache_size = -8192;"
				      "pragma journal_size_limit = 67108864";
/* What is imported refers to nothing that was not looked up in the same transaction. */
static const char bulk_settings[] =
	"pragma synchronous = normal; pragma foreign_keys = off; pragma cache_size = -36864;"
	"pragma wal_autocheckpoint = 131072; pragma journal_size_limit = -1";
static const char reader_settings[] = "pragma query_only = on; pragma temp_store = memory; pragma cache_size = -512;"
				      "pragma mmap_size = 17179869184";

/* What calls need again and again while nothing changes at all, and the names of units and groups. */
static const struct memo_size everything = {1024, 256 * 1024}, directory = {65536, 4 * 1024 * 1024};

struct prepared {
	sqlite3_stmt *handle;
	struct row_map map;
	int times; /* how often SQLite had prepared it again when the map was made */
};

struct sqlite_store {
	struct store store;
	sqlite3 *database;
	struct checkpointer *checkpointer; /* NULL: of a reader; or for much at once, when SQLite does it by itself */
	bool read_only;
	bool disturbed; /* something that is not quiet was written since the last commit */
	int64_t version; /* of the database, as a reader last saw it */
	sqlite3_stmt *control[CONTROL_COUNT];
	struct prepared *prepared; /* by statement id */
	size_t room;
};

static struct sqlite_store *sqlite_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

static enum error_code code_of(int result)
{
	switch (result & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
	case SQLITE_NOMEM:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
		return ERROR_STORE_UNAVAILABLE;
	default:
		return ERROR_INTERNAL;
	}
}

static struct error failure(int result)
{
	return (struct error){code_of(result), {NULL, 0}, sqlite3_errstr(result)};
}

static struct error statement_failure(
	struct sqlite_store *sqlite, struct arena *arena, const struct statement *statement, int result)
{
	const char *message = sqlite3_errmsg(sqlite->database);
	return (struct error){code_of(result), {NULL, 0}, text_print(arena, "%s: %s", statement->name, message).at};
}

static int step_control(struct sqlite_store *sqlite, enum control number)
{
	sqlite3_stmt **handle = &sqlite->control[number];
	int result = SQLITE_OK;
	if (*handle == NULL)
		result = sqlite3_prepare_v3(
			sqlite->database, control_texts[number], -1, SQLITE_PREPARE_PERSISTENT, handle, NULL);
	return result == SQLITE_OK ? sqlite3_step(*handle) : result;
}

static struct error control(struct store *store, enum control number)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	int result = step_control(sqlite, number);
	sqlite3_reset(sqlite->control[number]);
	return result == SQLITE_DONE ? ok() : failure(result);
}

/* A full disk, for one, makes SQLite roll the whole transaction back by itself; what came after would stand alone. */
static struct error still_in_transaction(struct store *store)
{
	if (store->in_transaction && sqlite3_get_autocommit(sqlite_of(store)->database))
		return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "SQLite has rolled the transaction back"};
	return ok();
}

static void sqlite_rollback(struct store *store)
{
	sqlite_of(store)->disturbed = false;
	if (sqlite3_get_autocommit(sqlite_of(store)->database))
		return;
	struct error error = control(store, CONTROL_ROLLBACK);
	if (!error_ok(error))
		log_write(LOG_ERROR, "a rollback failed", LOG_FIELDS({"reason", text_of(error.cause), 0}));
}

static struct error read_version(struct sqlite_store *sqlite, enum control number, int64_t *version)
{
	int result = step_control(sqlite, number);
	if (result == SQLITE_ROW)
		*version = sqlite3_column_int64(sqlite->control[number], 0);
	sqlite3_reset(sqlite->control[number]);
	return result == SQLITE_ROW ? ok() : failure(result);
}

static struct error turn_memos(struct sqlite_store *sqlite, int64_t version)
{
	struct store *store = &sqlite->store;
	int64_t directory_version;
	if (version == sqlite->version)
		return ok();
	struct error error = read_version(sqlite, CONTROL_DIRECTORY_VERSION, &directory_version);
	if (!error_ok(error))
		return error;
	memo_turn_to(store->memos[STORE_EVERYTHING], version);
	memo_turn_to(store->memos[STORE_DIRECTORY], directory_version);
	list_memo_turn_to(store->lists, directory_version);
	sqlite->version = version;
	return ok();
}

/* The version is other than before when another connection, of any process, has committed since. To read it is what
 * settles which state of the database the transaction sees, so that what is remembered and what is read are of one. */
static struct error begin_read(struct store *store)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	int64_t version;
	struct error error = control(store, CONTROL_BEGIN_READ);
	if (!error_ok(error))
		return error;
	error = read_version(sqlite, CONTROL_VERSION, &version);
	if (error_ok(error))
		error = turn_memos(sqlite, version);
	if (!error_ok(error))
		sqlite_rollback(store);
	return error;
}

/* The version of the directory is a number in the database's own header, so that it is changed by the transaction that
 * changes the directory, whatever process that is of. */
static struct error count_directory_version(struct sqlite_store *sqlite)
{
	char text[sizeof("pragma user_version = 2147483647")];
	int64_t version;
	struct error error = read_version(sqlite, CONTROL_DIRECTORY_VERSION, &version);
	if (!error_ok(error))
		return error;
	snprintf(text, sizeof(text), "pragma user_version = %d", (int)((version + 1) & INT32_MAX));
	int result = sqlite3_exec(sqlite->database, text, NULL, NULL, NULL);
	sqlite->disturbed = result != SQLITE_OK;
	return result == SQLITE_OK ? ok() : failure(result);
}

/* What is written outside a transaction stands alone. */
static struct error disturb(struct sqlite_store *sqlite)
{
	sqlite->disturbed = true;
	return sqlite->store.in_transaction ? ok() : count_directory_version(sqlite);
}

static struct error sqlite_begin(struct store *store)
{
	return sqlite_of(store)->read_only ? begin_read(store) : control(store, CONTROL_BEGIN);
}

static struct error sqlite_commit(struct store *store)
{
	struct error error = still_in_transaction(store);
	if (error_ok(error) && sqlite_of(store)->disturbed)
		error = count_directory_version(sqlite_of(store));
	return error_ok(error) ? control(store, CONTROL_COMMIT) : error;
}

static struct error sqlite_savepoint(struct store *store)
{
	struct error error = still_in_transaction(store);
	return error_ok(error) ? control(store, CONTROL_SAVEPOINT) : error;
}

static struct error sqlite_release(struct store *store)
{
	return control(store, CONTROL_RELEASE);
}

/* When undoing fails the transaction itself must not be kept. */
static void sqlite_undo(struct store *store)
{
	if (!error_ok(control(store, CONTROL_UNDO)) || !error_ok(control(store, CONTROL_RELEASE)))
		sqlite_rollback(store);
}

static void make_room(struct sqlite_store *sqlite, size_t id)
{
	if (id < sqlite->room)
		return;
	size_t room = sqlite->room < FIRST_ROOM ? FIRST_ROOM : sqlite->room * 2;
	if (room <= id)
		room = id + 1;
	struct prepared *prepared = arena_array(sqlite->store.arena, room, sizeof(*prepared));
	if (sqlite->room > 0)
		memcpy(prepared, sqlite->prepared, sqlite->room * sizeof(*prepared));
	sqlite->prepared = prepared;
	sqlite->room = room;
}

static void map_columns(struct sqlite_store *sqlite, const struct statement *statement, struct prepared *prepared)
{
	prepared->times = sqlite3_stmt_status(prepared->handle, SQLITE_STMTSTATUS_REPREPARE, 0);
	if (statement->row == NULL)
		return;
	int count = sqlite3_column_count(prepared->handle);
	row_map_clear(sqlite->store.arena, &prepared->map, (size_t)count);
	for (int i = 0; i < count; i++)
		prepared->map.fields[i] = row_field(statement->row, sqlite3_column_name(prepared->handle, i));
}

static struct error prepare(
	struct sqlite_store *sqlite, struct arena *arena, const struct statement *statement, struct prepared **prepared)
{
	make_room(sqlite, statement->id);
	*prepared = &sqlite->prepared[statement->id];
	if ((*prepared)->handle != NULL)
		return ok();
	int result = sqlite3_prepare_v3(sqlite->database, statement->sql[STORE_SQLITE], -1, SQLITE_PREPARE_PERSISTENT,
		&(*prepared)->handle, NULL);
	if (result != SQLITE_OK)
		return statement_failure(sqlite, arena, statement, result);
	map_columns(sqlite, statement, *prepared);
	return ok();
}

static struct error sqlite_prepare(
	struct store *store, struct arena *arena, const struct statement *statement, struct row_map *map)
{
	struct prepared *prepared;
	struct error error = prepare(sqlite_of(store), arena, statement, &prepared);
	*map = prepared->map;
	return error;
}

static int bind_value(sqlite3_stmt *handle, int number, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		return sqlite3_bind_int64(handle, number, value->integer);
	case VALUE_TEXT:
		return sqlite3_bind_text64(
			handle, number, value->text.at, value->text.length, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BYTES:
		return sqlite3_bind_blob64(handle, number, value->text.at, value->text.length, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(handle, number);
	}
}

static struct error bind_all(
	struct sqlite_store *sqlite, struct arena *arena, const struct statement *statement, const void *bind)
{
	sqlite3_stmt *handle = sqlite->prepared[statement->id].handle;
	int count = sqlite3_bind_parameter_count(handle); /* an override may need fewer than there are fields */
	for (int i = 0; i < count; i++) {
		struct value value;
		struct error error = value_read(arena, &statement->bind->fields[i], bind, &value);
		if (!error_ok(error))
			return error;
		int result = bind_value(handle, i + 1, &value);
		if (result != SQLITE_OK)
			return statement_failure(sqlite, arena, statement, result);
	}
	return ok();
}

/* A NULL is the number 0 to SQLite; NULL and what is empty are both no bytes, and told apart by their type. */
static struct value column_value(sqlite3_stmt *handle, int column, enum value_kind kind)
{
	if (kind == VALUE_INTEGER)
		return (struct value){.kind = kind, .integer = sqlite3_column_int64(handle, column)};
	const char *at = sqlite3_column_blob(handle, column);
	if (at != NULL)
		return (struct value){.kind = kind, .text = {at, (size_t)sqlite3_column_bytes(handle, column)}};
	bool absent = sqlite3_column_type(handle, column) == SQLITE_NULL;
	return (struct value){.kind = absent ? VALUE_NULL : kind, .text = TEXT("")};
}

static void read_row(struct arena *arena, const struct prepared *prepared, void *row)
{
	for (size_t i = 0; i < prepared->map.count; i++) {
		const struct field *field = prepared->map.fields[i];
		if (field == NULL)
			continue;
		struct value value = column_value(prepared->handle, (int)i, value_kind(field->kind));
		value_write(arena, field, row, value);
	}
}

/* Steps to the end, or until no more rows are wanted; the changes of a statement are all made by its first step. */
static int step_all(struct sqlite_store *sqlite, struct arena *arena, const struct statement *statement,
	const struct store_result *result)
{
	struct prepared *prepared = &sqlite->prepared[statement->id];
	bool wanted = result->row != NULL && statement->row != NULL;
	void *row = wanted ? arena_alloc(arena, statement->row->size) : NULL;
	int step = sqlite3_step(prepared->handle);
	if (prepared->times != sqlite3_stmt_status(prepared->handle, SQLITE_STMTSTATUS_REPREPARE, 0))
		map_columns(sqlite, statement, prepared);
	for (; step == SQLITE_ROW && wanted; step = sqlite3_step(prepared->handle)) {
		memset(row, 0, statement->row->size);
		read_row(arena, prepared, row);
		wanted = result->row(result->context, row);
		if (!wanted)
			break;
	}
	return step == SQLITE_ROW ? SQLITE_DONE : step;
}

static struct error sqlite_run(struct store *store, struct arena *arena, const struct statement *statement,
	const void *bind, struct store_result result)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct prepared *prepared;
	struct error error = still_in_transaction(store);
	if (error_ok(error))
		error = prepare(sqlite, arena, statement, &prepared);
	if (!error_ok(error))
		return error;
	error = bind_all(sqlite, arena, statement, bind);
	if (error_ok(error)) {
		int step = step_all(sqlite, arena, statement, &result);
		if (step != SQLITE_DONE)
			error = statement_failure(sqlite, arena, statement, step);
	}
	sqlite3_reset(sqlite->prepared[statement->id].handle);
	sqlite3_clear_bindings(sqlite->prepared[statement->id].handle);
	if (!error_ok(error) || !statement->writes)
		return error;
	*result.changed = sqlite3_changes(sqlite->database);
	return statement->quiet || *result.changed == 0 ? ok() : disturb(sqlite);
}

static struct error sqlite_script(struct store *store, const char *sql)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	int result = sqlite3_exec(sqlite->database, sql, NULL, NULL, NULL);
	if (result == SQLITE_OK)
		return sqlite->read_only ? ok() : disturb(sqlite);
	log_write(LOG_ERROR, "a script failed", LOG_FIELDS({"reason", text_of(sqlite3_errmsg(sqlite->database)), 0}));
	return failure(result);
}

static void sqlite_close(struct store *store)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	checkpointer_close(sqlite->checkpointer);
	for (size_t i = 0; i < CONTROL_COUNT; i++)
		sqlite3_finalize(sqlite->control[i]);
	for (size_t i = 0; i < sqlite->room; i++)
		sqlite3_finalize(sqlite->prepared[i].handle);
	sqlite3_close(sqlite->database);
	arena_destroy(store->arena);
}

/* The file holds secrets: it is made for its owner alone, whatever the umask, and SQLite gives its companions the same
 * mode. False when it is there already: that file is not touched, for closing it would take away the locks that all our
 * connections to it have (sqlite.org/howtocorrupt.html, section 2.2). */
static bool make_private(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	close(file);
	return true;
}

static void close_database(sqlite3 **database)
{
	sqlite3_close(*database);
}

static int copy_all(sqlite3 *from, const char *path)
{
	__attribute__((cleanup(close_database))) sqlite3 *copy = NULL;
	int result = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result != SQLITE_OK)
		return result;
	sqlite3_backup *backup = sqlite3_backup_init(copy, "main", from, "main");
	if (backup == NULL)
		return sqlite3_errcode(copy);
	int step = sqlite3_backup_step(backup, -1);
	result = sqlite3_backup_finish(backup); /* it says nothing of a copy that stopped because of a lock */
	return step == SQLITE_DONE ? result : step;
}

static struct error sqlite_copy(struct store *store, struct text path)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	const char *name = text_copy(arena, path).at;
	struct error error = ok();
	if (!make_private(name)) {
		error = (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0},
			errno == EEXIST ? "the file of the copy is there already" : "cannot make the file of the copy"};
	} else {
		int result = copy_all(sqlite_of(store)->database, name);
		if (result != SQLITE_OK) {
			unlink(name);
			error = failure(result);
		}
	}
	arena_destroy(arena);
	return error;
}

static void finalize(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
}

/* The first column of the first row, if there is one, is `expected`; NULL when there must be no row. */
static bool answers(sqlite3 *database, const char *sql, const char *expected)
{
	__attribute__((cleanup(finalize))) sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
		return false;
	int step = sqlite3_step(statement);
	if (step != SQLITE_ROW || expected == NULL)
		return step == SQLITE_DONE && expected == NULL;
	const char *answer = (const char *)sqlite3_column_text(statement, 0);
	return answer != NULL && strcmp(answer, expected) == 0;
}

static struct error sqlite_verify(struct store *store)
{
	sqlite3 *database = sqlite_of(store)->database;
	if (answers(database, "pragma integrity_check(1)", "ok") && answers(database, "pragma foreign_key_check", NULL))
		return ok();
	return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "the database is damaged"};
}

static bool sqlite_log_is_long(const struct store *store)
{
	struct checkpointer *checkpointer = ((const struct sqlite_store *)store)->checkpointer;
	return checkpointer != NULL && checkpointer_is_behind(checkpointer);
}

static const struct engine engine = {
	.kind = STORE_SQLITE,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.undo = sqlite_undo,
	.prepare = sqlite_prepare,
	.run = sqlite_run,
	.script = sqlite_script,
	.copy = sqlite_copy,
	.verify = sqlite_verify,
	.log_is_long = sqlite_log_is_long,
};

/* A name in double quotes that does not exist is then an error, not text. */
static void refuse_quoted_text(sqlite3 *database)
{
	sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

static int apply_settings(sqlite3 *database, const struct store_options *options)
{
	if (options->read_only)
		return sqlite3_exec(database, reader_settings, NULL, NULL, NULL);
	int result = sqlite3_exec(database, writer_settings, NULL, NULL, NULL);
	if (result != SQLITE_OK || !options->bulk)
		return result;
	return sqlite3_exec(database, bulk_settings, NULL, NULL, NULL);
}

/* SQLite's own way is to ask ten times a second at last: who writes with short pauses is then never met in one. */
static int wait_a_moment(void *context, int times)
{
	(void)context;
	const struct timespec moment = {.tv_nsec = 1000000};
	if (times >= BUSY_MILLISECONDS)
		return 0;
	nanosleep(&moment, NULL);
	return 1;
}

static int open_database(struct sqlite_store *sqlite, const struct store_options *options)
{
	const char *path = text_copy(sqlite->store.arena, options->location).at;
	int access = sqlite->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	if (!sqlite->read_only && !make_private(path) && errno != EEXIST)
		return SQLITE_CANTOPEN;
	int result =
		sqlite3_open_v2(path, &sqlite->database, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (result != SQLITE_OK)
		return result;
	refuse_quoted_text(sqlite->database);
	sqlite3_busy_handler(sqlite->database, wait_a_moment, NULL);
	result = apply_settings(sqlite->database, options);
	if (result == SQLITE_OK && !options->read_only && !options->bulk)
		sqlite->checkpointer = checkpointer_create(sqlite->store.arena, sqlite->database, path);
	return result;
}

/* Nobody asks SQLite how much memory it has, and counting it takes a lock for every allocation. */
static void configure_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct error sqlite_store_open(const struct store_options *options, struct store **store)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure_library);
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct sqlite_store *sqlite = arena_alloc(arena, sizeof(*sqlite));
	sqlite->store = (struct store){.engine = &engine, .arena = arena};
	sqlite->read_only = options->read_only;
	if (options->read_only) {
		sqlite->store.memos[STORE_EVERYTHING] = memo_create(arena, everything);
		sqlite->store.memos[STORE_DIRECTORY] = memo_create(arena, directory);
		sqlite->store.lists = list_memo_create(arena);
	}
	int result = open_database(sqlite, options);
	if (result != SQLITE_OK) {
		sqlite_close(&sqlite->store);
		return failure(result);
	}
	*store = &sqlite->store;
	return ok();
}

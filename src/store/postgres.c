/* A connection to PostgreSQL. All values travel in binary form. */
#include "base/log.h"
#include "base/time.h"
#include "store/engine.h"
#include <endian.h>
#include <libpq-fe.h>
#include <string.h>

#define FIRST_ROOM ((size_t)64)
#define BINARY 1
#define RECONNECT_MICROSECONDS INT64_C(1000000)

enum oid { /* of pg_type */
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_JSON = 114,
};

struct prepared {
	bool there;
	struct row_map map;
};

struct postgres_store {
	struct store store;
	const char *location;
	PGconn *connection;	   /* NULL when there is none */
	int64_t not_before;	   /* no attempt to connect until then */
	struct prepared *prepared; /* by statement id */
	size_t room;
};

struct state_meaning {
	const char *prefix; /* of the SQLSTATE */
	enum error_code code;
};

static const struct state_meaning state_meanings[] = {
	{"40", ERROR_STORE_CONFLICT},	    /* serialization failure, deadlock */
	{"23503", ERROR_STORE_CONFLICT},    /* a foreign key: the other row went meanwhile */
	{"23505", ERROR_STORE_CONFLICT},    /* a unique key: another took it meanwhile */
	{"0A000", ERROR_STORE_CONFLICT},    /* a prepared statement that a migration made stale */
	{"55P03", ERROR_STORE_UNAVAILABLE}, /* a lock that somebody holds for long */
	{"08", ERROR_STORE_UNAVAILABLE},    /* connection */
	{"25006", ERROR_STORE_UNAVAILABLE}, /* a standby, read-only */
	{"53", ERROR_STORE_UNAVAILABLE},    /* disk full, out of memory, too many connections */
	{"57", ERROR_STORE_UNAVAILABLE},    /* shutting down, cancelled */
	{"58", ERROR_STORE_UNAVAILABLE},    /* the system under it */
};

static struct postgres_store *postgres_of(struct store *store)
{
	return (struct postgres_store *)store;
}

static void clear_result(PGresult **result)
{
	PQclear(*result);
}

#define RESULT __attribute__((cleanup(clear_result))) PGresult

static void disconnect(struct postgres_store *postgres)
{
	PQfinish(postgres->connection);
	postgres->connection = NULL;
	for (size_t i = 0; i < postgres->room; i++)
		postgres->prepared[i].there = false;
}

static enum error_code code_of(const char *state)
{
	for (size_t i = 0; i < sizeof(state_meanings) / sizeof(state_meanings[0]); i++) {
		if (strncmp(state, state_meanings[i].prefix, strlen(state_meanings[i].prefix)) == 0)
			return state_meanings[i].code;
	}
	return ERROR_INTERNAL;
}

static const char *cause_of(enum error_code code)
{
	if (code == ERROR_STORE_CONFLICT)
		return "PostgreSQL: another transaction was in the way";
	return code == ERROR_STORE_UNAVAILABLE ? "PostgreSQL is not available" : "PostgreSQL refused";
}

/* Only the primary message: its detail may hold values. */
static struct error failure(
	struct postgres_store *postgres, struct arena *arena, const char *what, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (state == NULL || PQstatus(postgres->connection) == CONNECTION_BAD) {
		disconnect(postgres);
		return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "the connection to PostgreSQL broke"};
	}
	enum error_code code = code_of(state);
	struct error error = {code, {NULL, 0}, cause_of(code)};
	if (arena != NULL)
		error.cause = text_print(arena, "%s: %s: %s", what, state, message == NULL ? "" : message).at;
	if (strcmp(state, "0A000") == 0)
		disconnect(postgres);
	return error;
}

static struct error connection_refused(struct postgres_store *postgres, const char *reason)
{
	log_write(LOG_ERROR, "cannot connect to PostgreSQL", LOG_FIELDS({"reason", text_of(reason), 0}));
	disconnect(postgres);
	postgres->not_before = time_monotonic() + RECONNECT_MICROSECONDS;
	return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "cannot connect to PostgreSQL"};
}

static void ignore_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* Under serializable isolation a sequential scan conflicts with every write to the table, and a plan that was made
 * while the table was small stays; all our statements have an index. Whoever else holds a lock on our tables does not
 * hold us for longer than a caller waits. */
static const char session_settings[] =
	"set enable_seqscan = off; set jit = off; set lock_timeout = '5s'; set statement_timeout = '30s'";

static struct error connect_now(struct postgres_store *postgres)
{
	/* What stands after dbname cannot be changed by the connection string. */
	static const char *const names[] = {
		"fallback_application_name", "connect_timeout", "tcp_user_timeout", "dbname", "client_encoding", NULL};
	const char *const values[] = {"muster", "5", "30000", postgres->location, "UTF8", NULL};
	if (time_monotonic() < postgres->not_before)
		return (struct error){
			ERROR_STORE_UNAVAILABLE, {NULL, 0}, "PostgreSQL could not be reached a moment ago"};
	postgres->connection = PQconnectdbParams(names, values, 1);
	if (PQstatus(postgres->connection) != CONNECTION_OK)
		return connection_refused(postgres, PQerrorMessage(postgres->connection));
	const char *encoding = PQparameterStatus(postgres->connection, "server_encoding");
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
		return connection_refused(postgres, "the database's encoding is not UTF8");
	PQsetNoticeReceiver(postgres->connection, ignore_notice, NULL);
	RESULT *result = PQexec(postgres->connection, session_settings);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return connection_refused(postgres, PQerrorMessage(postgres->connection));
	return ok();
}

static struct error connected(struct postgres_store *postgres)
{
	bool in_transaction = postgres->store.in_transaction;
	if (postgres->connection == NULL && !in_transaction)
		return connect_now(postgres);
	PGTransactionStatusType status = PQtransactionStatus(postgres->connection);
	if (in_transaction && status != PQTRANS_INTRANS && status != PQTRANS_INERROR)
		return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "PostgreSQL: the transaction is gone"};
	return ok();
}

/* `tag` is how the server must call what it did: it answers COMMIT of a failed transaction with ROLLBACK. */
static struct error command(struct store *store, const char *sql, const char *tag)
{
	struct postgres_store *postgres = postgres_of(store);
	struct error error = connected(postgres);
	if (!error_ok(error))
		return error;
	RESULT *result = PQexec(postgres->connection, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return failure(postgres, NULL, sql, result);
	if (strcmp(PQcmdStatus(result), tag) != 0)
		return error_internal("PostgreSQL: the transaction had failed before");
	return ok();
}

/* Whether nothing was done yet and a connection that had been cut while idle may be replaced. */
static bool may_try_again(const struct postgres_store *postgres, bool was_connected)
{
	return was_connected && postgres->connection == NULL && !postgres->store.in_transaction;
}

static struct error postgres_begin(struct store *store)
{
	static const char begin[] = "begin isolation level serializable";
	bool was_connected = postgres_of(store)->connection != NULL;
	struct error error = command(store, begin, "BEGIN");
	if (!error_ok(error) && may_try_again(postgres_of(store), was_connected))
		return command(store, begin, "BEGIN");
	return error;
}

static struct error postgres_commit(struct store *store)
{
	return command(store, "commit", "COMMIT");
}

static void postgres_rollback(struct store *store)
{
	struct postgres_store *postgres = postgres_of(store);
	if (postgres->connection == NULL || PQtransactionStatus(postgres->connection) == PQTRANS_IDLE)
		return;
	if (!error_ok(command(store, "rollback", "ROLLBACK")))
		disconnect(postgres);
}

static struct error postgres_savepoint(struct store *store)
{
	return command(store, "savepoint job", "SAVEPOINT");
}

static struct error postgres_release(struct store *store)
{
	return command(store, "release job", "RELEASE");
}

static void postgres_undo(struct store *store)
{
	if (!error_ok(command(store, "rollback to job", "ROLLBACK")) || !error_ok(postgres_release(store)))
		postgres_rollback(store);
}

static void make_room(struct postgres_store *postgres, size_t id)
{
	if (id < postgres->room)
		return;
	size_t room = postgres->room < FIRST_ROOM ? FIRST_ROOM : postgres->room * 2;
	if (room <= id)
		room = id + 1;
	struct prepared *prepared = arena_array(postgres->store.arena, room, sizeof(*prepared));
	if (postgres->room > 0)
		memcpy(prepared, postgres->prepared, postgres->room * sizeof(*prepared));
	postgres->prepared = prepared;
	postgres->room = room;
}

static Oid parameter_type(const struct field *field)
{
	switch (value_kind(field->kind)) {
	case VALUE_INTEGER:
		return OID_INT8;
	case VALUE_BYTES:
		return OID_BYTEA;
	default:
		return OID_TEXT;
	}
}

static Oid *parameter_types(struct arena *arena, const struct shape *bind)
{
	size_t count = bind == NULL ? 0 : bind->count;
	Oid *types = arena_array(arena, count, sizeof(*types));
	for (size_t i = 0; i < count; i++)
		types[i] = parameter_type(&bind->fields[i]);
	return types;
}

static bool column_fits(Oid type, enum value_kind kind)
{
	if (kind == VALUE_INTEGER)
		return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL;
	if (kind == VALUE_BYTES)
		return type == OID_BYTEA;
	return type == OID_TEXT || type == OID_JSON;
}

static struct error map_columns(
	struct postgres_store *postgres, struct arena *arena, const struct statement *statement, struct row_map *map)
{
	RESULT *result = PQdescribePrepared(postgres->connection, statement->name);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return failure(postgres, arena, statement->name, result);
	row_map_clear(postgres->store.arena, map, (size_t)PQnfields(result));
	for (size_t i = 0; i < map->count; i++) {
		const char *name = PQfname(result, (int)i);
		const struct field *field = row_field(statement->row, name);
		if (field != NULL && !column_fits(PQftype(result, (int)i), value_kind(field->kind)))
			return error_internal(
				text_print(arena, "%s: column %s has the wrong type", statement->name, name).at);
		map->fields[i] = field;
	}
	return ok();
}

static struct error prepare(struct postgres_store *postgres, struct arena *arena, const struct statement *statement)
{
	make_room(postgres, statement->id);
	struct prepared *prepared = &postgres->prepared[statement->id];
	if (prepared->there)
		return ok();
	int count = statement->bind == NULL ? 0 : (int)statement->bind->count;
	RESULT *result = PQprepare(postgres->connection, statement->name, statement->sql[STORE_POSTGRES], count,
		parameter_types(arena, statement->bind));
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return failure(postgres, arena, statement->name, result);
	struct error error = statement->row == NULL ? ok() : map_columns(postgres, arena, statement, &prepared->map);
	prepared->there = error_ok(error);
	return error;
}

static struct error postgres_prepare(
	struct store *store, struct arena *arena, const struct statement *statement, struct row_map *map)
{
	struct postgres_store *postgres = postgres_of(store);
	struct error error = connected(postgres);
	if (error_ok(error))
		error = prepare(postgres, arena, statement);
	if (error_ok(error))
		*map = postgres->prepared[statement->id].map;
	return error;
}

struct parameters {
	const char **values;
	int *lengths, *formats;
	size_t count;
};

static struct error bind_all(
	struct arena *arena, const struct shape *shape, const void *bind, struct parameters *parameters)
{
	size_t count = shape == NULL ? 0 : shape->count;
	uint64_t *integers = arena_array(arena, count, sizeof(*integers));
	*parameters = (struct parameters){arena_array(arena, count, sizeof(char *)),
		arena_array(arena, count, sizeof(int)), arena_array(arena, count, sizeof(int)), count};
	for (size_t i = 0; i < count; i++) {
		struct value value;
		struct error error = value_read(arena, &shape->fields[i], bind, &value);
		if (!error_ok(error))
			return error;
		if (value.kind == VALUE_INTEGER) {
			integers[i] = htobe64((uint64_t)value.integer);
			value.text = (struct text){(const char *)&integers[i], sizeof(integers[i])};
		}
		parameters->values[i] = value.text.at;
		parameters->lengths[i] = (int)value.text.length;
		parameters->formats[i] = BINARY;
	}
	return ok();
}

/* Big-endian, of 1, 2, 4 or 8 bytes; all but the one byte of a boolean are signed. */
static int64_t integer_at(const char *at, int length)
{
	uint64_t bits = length > 1 && (at[0] & 0x80) ? UINT64_MAX : 0;
	for (int i = 0; i < length; i++)
		bits = bits << 8 | (unsigned char)at[i];
	return (int64_t)bits;
}

static struct value column_value(const PGresult *result, int row, int column, enum value_kind kind)
{
	const char *at = PQgetvalue(result, row, column);
	int length = PQgetlength(result, row, column);
	if (PQgetisnull(result, row, column))
		return (struct value){.kind = VALUE_NULL};
	if (kind == VALUE_INTEGER)
		return (struct value){.kind = kind, .integer = integer_at(at, length)};
	return (struct value){.kind = kind, .text = {at, (size_t)length}};
}

static void hand_out_rows(struct arena *arena, const struct row_map *map, size_t size, const PGresult *result,
	const struct store_result *taker)
{
	void *row = arena_alloc(arena, size);
	int count = PQntuples(result);
	for (int i = 0; i < count; i++) {
		memset(row, 0, size);
		for (size_t column = 0; column < map->count; column++) {
			const struct field *field = map->fields[column];
			if (field == NULL)
				continue;
			struct value value = column_value(result, i, (int)column, value_kind(field->kind));
			value_write(arena, field, row, value);
		}
		if (!taker->row(taker->context, row))
			return;
	}
}

static PGresult *execute(struct postgres_store *postgres, struct arena *arena, const struct statement *statement,
	const struct parameters *with)
{
	if (!statement->by_values)
		return PQexecPrepared(postgres->connection, statement->name, (int)with->count, with->values,
			with->lengths, with->formats, BINARY);
	return PQexecParams(postgres->connection, statement->sql[STORE_POSTGRES], (int)with->count,
		parameter_types(arena, statement->bind), with->values, with->lengths, with->formats, BINARY);
}

static struct error run_once(struct postgres_store *postgres, struct arena *arena, const struct statement *statement,
	const void *bind, const struct store_result *taker)
{
	struct parameters parameters;
	struct error error = connected(postgres);
	if (error_ok(error))
		error = bind_all(arena, statement->bind, bind, &parameters);
	if (error_ok(error))
		error = prepare(postgres, arena, statement);
	if (!error_ok(error))
		return error;
	RESULT *result = execute(postgres, arena, statement, &parameters);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return failure(postgres, arena, statement->name, result);
	if (taker->row != NULL && statement->row != NULL)
		hand_out_rows(arena, &postgres->prepared[statement->id].map, statement->row->size, result, taker);
	struct text changed = text_of(statement->writes ? PQcmdTuples(result) : "0");
	return text_to_integer(changed, taker->changed) ? ok() : error_internal("PostgreSQL did not count the changes");
}

static struct error postgres_run(struct store *store, struct arena *arena, const struct statement *statement,
	const void *bind, struct store_result result)
{
	struct postgres_store *postgres = postgres_of(store);
	bool was_connected = postgres->connection != NULL;
	struct error error = run_once(postgres, arena, statement, bind, &result);
	if (!error_ok(error) && !statement->writes && may_try_again(postgres, was_connected))
		return run_once(postgres, arena, statement, bind, &result);
	return error;
}

static struct error postgres_script(struct store *store, const char *sql)
{
	struct postgres_store *postgres = postgres_of(store);
	struct error error = connected(postgres);
	if (!error_ok(error))
		return error;
	RESULT *result = PQexec(postgres->connection, sql);
	ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return ok();
	log_write(
		LOG_ERROR, "a script failed", LOG_FIELDS({"reason", text_of(PQerrorMessage(postgres->connection)), 0}));
	return failure(postgres, NULL, "script", result);
}

static struct error postgres_copy(struct store *store, struct text path)
{
	(void)store;
	return error_of(ERROR_NOT_SUPPORTED, path);
}

static void postgres_close(struct store *store)
{
	disconnect(postgres_of(store));
	arena_destroy(store->arena);
}

static struct error postgres_verify(struct store *store)
{
	(void)store;
	return ok();
}

static const struct engine engine = {
	.kind = STORE_POSTGRES,
	.close = postgres_close,
	.begin = postgres_begin,
	.commit = postgres_commit,
	.rollback = postgres_rollback,
	.savepoint = postgres_savepoint,
	.release = postgres_release,
	.undo = postgres_undo,
	.prepare = postgres_prepare,
	.run = postgres_run,
	.script = postgres_script,
	.copy = postgres_copy,
	.verify = postgres_verify,
};

struct error postgres_store_open(const struct store_options *options, struct store **store)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct postgres_store *postgres = arena_alloc(arena, sizeof(*postgres));
	postgres->store = (struct store){.engine = &engine, .arena = arena};
	postgres->location = text_copy(arena, options->location).at;
	struct error error = connect_now(postgres);
	if (!error_ok(error)) {
		postgres_close(&postgres->store);
		return error;
	}
	*store = &postgres->store;
	return ok();
}

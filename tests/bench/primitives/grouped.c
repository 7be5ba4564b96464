/* The least a durable write over HTTP takes: each connection waits while one writer thread inserts a row for it into an
 * SQLite table with two indexes; all that wait share one transaction, which is on the disk before they are answered.
 * `grouped PORT FILE` */
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ENTRY_TEXT = 40 };

struct call {
	struct MHD_Connection *connection;
	struct call *next;
	bool written;
};

struct server {
	struct MHD_Response *response;
	sqlite3 *database;
	sqlite3_stmt *begin, *insert, *commit;
	pthread_mutex_t mutex;
	pthread_cond_t work;
	struct call *waiting; /* guarded by `mutex` */
};

static void wait_for_writer(struct server *server, struct call *call)
{
	MHD_suspend_connection(call->connection);
	pthread_mutex_lock(&server->mutex);
	call->next = server->waiting;
	server->waiting = call;
	pthread_cond_signal(&server->work);
	pthread_mutex_unlock(&server->mutex);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *target, const char *method,
	const char *version, const char *body, size_t *length, void **state)
{
	(void)target, (void)method, (void)version, (void)body;
	struct server *server = context;
	struct call *call = *state;
	if (call == NULL || *length > 0) {
		*length = 0;
		if (call == NULL)
			*state = call = calloc(1, sizeof(*call));
		return call == NULL ? MHD_NO : MHD_YES;
	}
	if (call->written)
		return MHD_queue_response(connection, MHD_HTTP_OK, server->response);
	call->connection = connection;
	wait_for_writer(server, call);
	return MHD_YES;
}

static void forget(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
	(void)context, (void)connection, (void)code;
	free(*state);
}

static void step(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE) {
		fprintf(stderr, "grouped: %s\n", sqlite3_errmsg(sqlite3_db_handle(statement)));
		exit(1);
	}
	sqlite3_reset(statement);
}

/* One key that grows, and one at random, as an id and a name are. */
static void insert(struct server *server, int64_t number)
{
	char id[ENTRY_TEXT], name[ENTRY_TEXT];
	uint64_t mixed = (uint64_t)number * 0x9E3779B97F4A7C15U;
	int id_length = snprintf(id, sizeof(id), "entry_%026" PRId64, number);
	int name_length = snprintf(name, sizeof(name), "%016" PRIx64, mixed);
	sqlite3_bind_text(server->insert, 1, id, id_length, SQLITE_STATIC);
	sqlite3_bind_text(server->insert, 2, name, name_length, SQLITE_STATIC);
	step(server->insert);
}

static struct call *take_all(struct server *server)
{
	pthread_mutex_lock(&server->mutex);
	while (server->waiting == NULL)
		pthread_cond_wait(&server->work, &server->mutex);
	struct call *calls = server->waiting;
	server->waiting = NULL;
	pthread_mutex_unlock(&server->mutex);
	return calls;
}

static void write_forever(struct server *server)
{
	for (int64_t number = 1;;) {
		struct call *calls = take_all(server);
		step(server->begin);
		for (struct call *call = calls; call != NULL; call = call->next)
			insert(server, number++);
		step(server->commit);
		while (calls != NULL) {
			struct call *call = calls;
			calls = call->next;
			call->written = true;
			MHD_resume_connection(call->connection);
		}
	}
}

static bool open_database(struct server *server, const char *file)
{
	static const char schema[] = "pragma journal_mode = wal; pragma synchronous = full;"
				     "create table entry (id text not null, name text not null);"
				     "create unique index entry_id on entry (id);"
				     "create unique index entry_name on entry (name)";
	return sqlite3_open(file, &server->database) == SQLITE_OK &&
		sqlite3_exec(server->database, schema, NULL, NULL, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(server->database, "begin immediate", -1, &server->begin, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(server->database, "commit", -1, &server->commit, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(server->database, "insert into entry (id, name) values ($1, $2)", -1,
			&server->insert, NULL) == SQLITE_OK;
}

int main(int count, char **arguments)
{
	if (count != 3)
		return 2;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(arguments[1], NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	static char text[] = "{\"ok\":true}";
	struct server server = {.mutex = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};
	server.response = MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	if (!open_database(&server, arguments[2])) {
		fprintf(stderr, "grouped: %s\n", sqlite3_errmsg(server.database));
		return 1;
	}
	if (MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, &server,
		    MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
		    MHD_OPTION_END) == NULL) {
		perror("grouped");
		return 1;
	}
	write_forever(&server);
}

/* HTTP and TLS by libmicrohttpd. */
#include "net/server.h"
#include "base/log.h"
#include "base/time.h"
#include "net/listener.h"
#include "net/reply.h"
#include "net/request.h"
#include "net/tls.h"
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Bodies that one event thread holds at once: so many of the largest, or so much, whichever is more. What is announced
 * does not count, and gets no room, until it is there: a byte must not hold a megabyte. */
enum { BODIES = 4, BODIES_BYTES = 64 * 1024 * 1024 };

/* TLS 1.2 and 1.3 with forward secrecy only. */
static const char tls_priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:%SERVER_PRECEDENCE";

struct http_server {
	struct arena *arena;
	struct http_application application;
	struct request_rules rules;
	struct slot_limits limits;
	struct listener listener;
	struct tls *tls; /* NULL: plain HTTP */
	struct MHD_Daemon *daemon;
	pthread_key_t here;    /* each event thread's struct event_thread */
	pthread_t watch;       /* cuts off who does not come to an end; there if the daemon is */
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t stop;
	bool stopping;
	struct event_thread *threads;
	atomic_bool draining; /* connections end with their next reply */
	atomic_bool closing;  /* nobody waits for the application any more */
};

static void leave_thread(void *context)
{
	struct event_thread *thread = context;
	if (thread->application.leave != NULL)
		thread->application.leave(thread->application.context);
}

static struct event_thread *thread_here(struct http_server *server)
{
	struct event_thread *thread = pthread_getspecific(server->here);
	if (thread != NULL)
		return thread;
	thread = event_thread_create(&server->application, &server->closing, server->limits);
	pthread_setspecific(server->here, thread);
	pthread_mutex_lock(&server->mutex);
	thread->next = server->threads;
	server->threads = thread;
	pthread_mutex_unlock(&server->mutex);
	return thread;
}

/* The first libmicrohttpd tells of a request; after this it takes the target apart in place, and makes a record of each
 * parameter in the connection's memory. When they do not fit there it means to answer 431, has no room for the answer
 * either, and leaves the connection hanging. We read the query ourselves, so it is shown an empty one. */
static void *take_target(void *context, const char *target, struct MHD_Connection *connection)
{
	(void)context;
	struct slot *slot = slot_take(line_of(connection), connection);
	slot->target = text_copy(slot->exchange.arena, text_of(target));
	slot->target_sent = target;
	char *query = strchr((char *)(uintptr_t)target, '?');
	if (query != NULL)
		query[1] = '\0';
	return slot;
}

static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context, (void)connection;
	return strlen(text);
}

/* The rest of the connection cannot be trusted either, so it ends. */
static enum MHD_Result refuse(struct slot *slot, const struct refusal *refusal)
{
	refusal_reply(refusal, &slot->exchange);
	return reply_send(slot, true);
}

static enum MHD_Result begin(
	const struct http_server *server, struct slot *slot, const char *method, const char *version)
{
	slot->read = true;
	slot->exchange.request.secure = server->tls != NULL;
	const struct refusal *refusal = request_read(slot, method, version, &server->rules);
	if (refusal != NULL)
		return refuse(slot, refusal);
	slot->body = builder_in(slot->exchange.arena, (size_t)server->rules.body_bytes);
	return MHD_YES;
}

/* No reply can be sent in the middle of a body. One that is too large is read on, not kept, so that its sender gets to
 * see the refusal; one that does not end is cut off. */
static enum MHD_Result take_body(const struct http_server *server, struct slot *slot, const char *data, size_t *length)
{
	slot->received += (int64_t)*length;
	if (slot->received > 2 * server->rules.body_bytes)
		return MHD_NO;
	if (!slot_keep(slot, (struct text){data, *length}))
		return MHD_NO;
	*length = 0;
	return MHD_YES;
}

static enum MHD_Result answer(const struct http_server *server, struct slot *slot)
{
	return reply_send(slot, atomic_load(&server->draining));
}

static enum MHD_Result complete(const struct http_server *server, struct slot *slot)
{
	if (atomic_load(&slot->state) != SLOT_RECEIVING)
		return slot_wake(slot) ? answer(server, slot) : MHD_NO;
	if (slot->body.overflown)
		return refuse(slot, &refusal_body_too_large);
	slot->exchange.request.body = builder_text(&slot->body);
	return slot_start(slot) ? answer(server, slot) : MHD_YES;
}

/* Called when the head is there, for each part of the body, when the request is complete, and after waking up. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *data, size_t *length, void **held)
{
	(void)connection, (void)url;
	const struct http_server *server = context;
	struct slot *slot = *held;
	if (!slot->read)
		return begin(server, slot, method, version);
	if (*length > 0)
		return take_body(server, slot, data, length);
	return complete(server, slot);
}

static void completed(
	void *context, struct MHD_Connection *connection, void **held, enum MHD_RequestTerminationCode how)
{
	(void)context, (void)connection, (void)how;
	if (*held != NULL)
		slot_close(*held);
	*held = NULL;
}

static int socket_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static void connected(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	struct http_server *server = context;
	bool started = what == MHD_CONNECTION_NOTIFY_STARTED;
	if (started)
		*socket_context = line_open(thread_here(server), server->tls, socket_of(connection));
	else
		line_close(*socket_context);
	if (server->application.figures != NULL)
		atomic_fetch_add(&server->application.figures->connections, started ? 1 : -1);
}

/* Nearly all of it is what strangers send us. */
__attribute__((format(printf, 2, 0))) static void log_line(void *context, const char *format, va_list values)
{
	(void)context;
	char line[256];
	if (!log_wanted(LOG_DEBUG))
		return;
	vsnprintf(line, sizeof(line), format, values);
	log_write(LOG_DEBUG, "http", LOG_FIELDS({"detail", text_trim(text_of(line)), 0}));
}

/* Once a second: libmicrohttpd has a limit for silence only, and each byte begins it anew. */
static void *watch(void *context)
{
	struct http_server *server = context;
	struct timespec next;
	pthread_mutex_lock(&server->mutex);
	while (!server->stopping) {
		for (struct event_thread *thread = server->threads; thread != NULL; thread = thread->next)
			event_thread_cut_off(thread);
		clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_sec++;
		pthread_cond_clockwait(&server->stop, &server->mutex, CLOCK_MONOTONIC, &next);
	}
	pthread_mutex_unlock(&server->mutex);
	return NULL;
}

static void end_watch(struct http_server *server)
{
	pthread_mutex_lock(&server->mutex);
	server->stopping = true;
	pthread_cond_signal(&server->stop);
	pthread_mutex_unlock(&server->mutex);
	pthread_join(server->watch, NULL);
}

static unsigned thread_count(int64_t wanted)
{
	cpu_set_t cores;
	if (wanted > 0)
		return (unsigned)wanted;
	return sched_getaffinity(0, sizeof(cores), &cores) == 0 ? (unsigned)CPU_COUNT(&cores) : 1;
}

static struct error start_daemon(struct http_server *server, const struct http_options *options)
{
	unsigned tls = server->tls == NULL ? 0 : MHD_USE_TLS;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | tls;
	struct MHD_OptionItem items[] = {
		{MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_line, NULL},
		{MHD_OPTION_LISTEN_SOCKET, server->listener.socket, NULL},
		{MHD_OPTION_THREAD_POOL_SIZE, thread_count(options->threads), NULL},
		{MHD_OPTION_CONNECTION_LIMIT, options->connections, NULL},
		{MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds, NULL},
		{MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_address, NULL},
		{MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->head_bytes, NULL},
		{MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
		{MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)take_target, server},
		{MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_escapes, NULL},
		{MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)completed, NULL},
		{MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connected, server},
		{tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, 0, (void *)tls_choose},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_priorities},
		{MHD_OPTION_END, 0, NULL},
	};
	if (pthread_create(&server->watch, NULL, watch, server) != 0)
		return error_internal("the HTTP server cannot start its threads");
	server->daemon =
		MHD_start_daemon(flags, 0, NULL, NULL, handle, server, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
	if (server->daemon != NULL)
		return ok();
	end_watch(server);
	return error_internal("the HTTP server cannot start its threads");
}

static void show_certificate(struct http_server *server)
{
	if (server->application.figures != NULL)
		atomic_store(&server->application.figures->certificate_ends, tls_certificate_ends(server->tls));
}

static struct error open_tls(struct http_server *server, const struct http_options *options)
{
	if ((options->certificate == NULL) != (options->key == NULL))
		return error_internal("server.tls_certificate and server.tls_key must be set together");
	if (options->certificate != NULL)
		return tls_open(options->certificate, options->key, &server->tls);
	if (!server->listener.loopback && !options->allow_plain)
		return error_internal(
			"server.listen: others could read plain HTTP there; set server.tls_certificate and "
			"server.tls_key, or server.allow_plain_http if a proxy in front does TLS");
	return ok();
}

static void destroy(struct http_server *server)
{
	listener_close(&server->listener);
	while (server->threads != NULL) {
		struct event_thread *thread = server->threads;
		server->threads = thread->next;
		event_thread_close(thread);
	}
	if (server->tls != NULL)
		tls_close(server->tls);
	pthread_key_delete(server->here);
	pthread_cond_destroy(&server->stop);
	pthread_mutex_destroy(&server->mutex);
	arena_destroy(server->arena);
}

static struct error start(struct http_server *server, const struct http_options *options)
{
	if (!network_list_read(server->arena, options->trusted_proxies, &server->rules.proxies))
		return error_internal("server.trusted_proxies: write addresses and networks with commas between them");
	struct error error = listener_open(options->listen, &server->listener);
	if (!error_ok(error)) {
		error.subject = text_of(options->listen_setting);
		return error;
	}
	error = open_tls(server, options);
	if (!error_ok(error))
		return error;
	if (server->tls != NULL)
		show_certificate(server);
	return start_daemon(server, options);
}

static struct slot_limits limits_of(const struct http_options *options)
{
	int64_t few = options->body_bytes * BODIES;
	return (struct slot_limits){
		.idle = options->idle_seconds * 1000 * 1000,
		.request = options->request_seconds * 1000 * 1000,
		.bodies = few > BODIES_BYTES ? few : BODIES_BYTES,
	};
}

struct error http_server_start(
	const struct http_options *options, struct http_application application, struct http_server **result)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct http_server *server = arena_alloc(arena, sizeof(*server));
	server->arena = arena;
	server->application = application;
	server->rules.body_bytes = options->body_bytes;
	server->limits = limits_of(options);
	server->listener.socket = -1;
	pthread_mutex_init(&server->mutex, NULL);
	pthread_cond_init(&server->stop, NULL);
	if (pthread_key_create(&server->here, leave_thread) != 0) {
		arena_destroy(arena);
		return error_internal("too many HTTP servers in one process");
	}
	struct error error = start(server, options);
	if (error_ok(error))
		*result = server;
	else
		destroy(server);
	return error;
}

struct error http_server_reload(struct http_server *server)
{
	if (server->tls == NULL)
		return ok();
	struct error error = tls_reload(server->tls);
	if (error_ok(error))
		show_certificate(server);
	return error;
}

int http_server_port(const struct http_server *server)
{
	return server->listener.port;
}

static bool any_thread(struct http_server *server, bool (*matches)(struct event_thread *thread))
{
	bool found = false;
	pthread_mutex_lock(&server->mutex);
	for (struct event_thread *thread = server->threads; thread != NULL && !found; thread = thread->next)
		found = matches(thread);
	pthread_mutex_unlock(&server->mutex);
	return found;
}

static void pause_briefly(void)
{
	const struct timespec moment = {.tv_nsec = 2000000};
	nanosleep(&moment, NULL);
}

static void call_off(struct http_server *server)
{
	atomic_store(&server->closing, true);
	pthread_mutex_lock(&server->mutex);
	for (struct event_thread *thread = server->threads; thread != NULL; thread = thread->next)
		event_thread_abandon(thread);
	pthread_mutex_unlock(&server->mutex);
	while (any_thread(server, event_thread_sleeps))
		pause_briefly();
}

void http_server_stop(struct http_server *server, int64_t seconds)
{
	int64_t deadline = time_monotonic() + seconds * 1000000;
	atomic_store(&server->draining, true);
	MHD_quiesce_daemon(server->daemon);
	shutdown(server->listener.socket, SHUT_RDWR); /* newcomers are turned away, not left to wait */
	while (any_thread(server, event_thread_busy) && time_monotonic() < deadline)
		pause_briefly();
	call_off(server);
	MHD_stop_daemon(server->daemon);
	end_watch(server);
	destroy(server);
}

/* Slots: where exchanges live, and who may touch them when. */
#include "net/slot.h"
#include "base/time.h"
#include <sys/socket.h>

/* Memory of more idle slots than this is given back. */
enum { IDLE_SLOTS = 256 };

struct event_thread *event_thread_create(
	const struct http_application *application, const atomic_bool *closing, struct slot_limits limits)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct event_thread *thread = arena_alloc(arena, sizeof(*thread));
	thread->arena = arena;
	thread->application = *application;
	thread->closing = closing;
	thread->limits = limits;
	pthread_mutex_init(&thread->mutex, NULL);
	return thread;
}

static void release_memory(struct exchange *exchange)
{
	if (exchange->arena == NULL)
		return;
	arena_destroy(exchange->arena);
	arena_destroy(exchange->secrets);
	exchange->arena = exchange->secrets = NULL;
}

static void destroy(struct event_thread *thread)
{
	for (struct slot *slot = thread->slots; slot != NULL; slot = slot->next)
		release_memory(&slot->exchange);
	pthread_mutex_destroy(&thread->mutex);
	arena_destroy(thread->arena);
}

void event_thread_close(struct event_thread *thread)
{
	pthread_mutex_lock(&thread->mutex);
	thread->closed = true;
	bool last = thread->used == 0;
	pthread_mutex_unlock(&thread->mutex);
	if (last)
		destroy(thread);
}

void event_thread_abandon(struct event_thread *thread)
{
	pthread_mutex_lock(&thread->mutex);
	for (struct slot *slot = thread->slots; slot != NULL; slot = slot->next)
		slot_abandon(slot);
	pthread_mutex_unlock(&thread->mutex);
}

static bool any_slot(struct event_thread *thread, bool (*matches)(const struct slot *slot))
{
	bool found = false;
	pthread_mutex_lock(&thread->mutex);
	for (const struct slot *slot = thread->slots; slot != NULL && !found; slot = slot->next)
		found = matches(slot);
	pthread_mutex_unlock(&thread->mutex);
	return found;
}

static bool is_busy(const struct slot *slot)
{
	enum slot_state state = atomic_load(&slot->state);
	return state != SLOT_FREE && state != SLOT_RECEIVING && state != SLOT_CLOSED;
}

static bool is_asleep(const struct slot *slot)
{
	enum slot_state state = atomic_load(&slot->state);
	bool waits = state == SLOT_SUSPENDED || state == SLOT_RESUMED || state == SLOT_ABANDONED;
	return waits || atomic_load(&slot->finishing);
}

bool event_thread_busy(struct event_thread *thread)
{
	return any_slot(thread, is_busy);
}

bool event_thread_sleeps(struct event_thread *thread)
{
	return any_slot(thread, is_asleep);
}

static struct slot *add_slot(struct event_thread *thread)
{
	struct slot *slot = arena_alloc(thread->arena, sizeof(*slot));
	slot->thread = thread;
	slot->exchange.server_private = slot;
	slot->next = thread->slots;
	thread->slots = slot;
	return slot;
}

static struct slot *pop_slot(struct event_thread *thread)
{
	struct slot *slot = thread->free;
	thread->free = slot->next_free;
	thread->idle--;
	return slot;
}

struct slot *slot_take(struct line *line, struct MHD_Connection *connection)
{
	struct event_thread *thread = line->thread;
	pthread_mutex_lock(&thread->mutex);
	struct slot *slot = thread->free == NULL ? add_slot(thread) : pop_slot(thread);
	thread->used++;
	pthread_mutex_unlock(&thread->mutex);
	if (slot->exchange.arena == NULL) {
		slot->exchange.arena = arena_create(ARENA_WIPED);
		slot->exchange.secrets = arena_create(ARENA_WIPED);
	}
	line->slot = slot;
	slot->line = line;
	slot->connection = connection;
	slot->exchange.started = time_monotonic();
	atomic_store(&line->deadline, slot->exchange.started + thread->limits.request);
	atomic_store(&slot->holders, 1);
	atomic_store(&slot->state, SLOT_RECEIVING);
	return slot;
}

static void clear(struct slot *slot)
{
	struct exchange *exchange = &slot->exchange;
	arena_reset(exchange->arena);
	arena_reset(exchange->secrets);
	exchange->request = (struct http_request){.headers = NULL};
	exchange->reply = (struct http_reply){.status = 0};
	atomic_fetch_sub(&slot->thread->bodies, (int64_t)slot->body.length);
	slot->body = (struct builder){.arena = NULL};
	slot->read = false;
	slot->received = 0;
}

static void give_back(struct slot *slot)
{
	struct event_thread *thread = slot->thread;
	clear(slot);
	pthread_mutex_lock(&thread->mutex);
	atomic_store(&slot->state, SLOT_FREE);
	if (thread->idle >= IDLE_SLOTS)
		release_memory(&slot->exchange);
	slot->next_free = thread->free;
	thread->free = slot;
	thread->idle++;
	thread->used--;
	bool last = thread->closed && thread->used == 0;
	pthread_mutex_unlock(&thread->mutex);
	if (last)
		destroy(thread);
}

static void let_go(struct slot *slot)
{
	if (atomic_fetch_sub(&slot->holders, 1) == 1)
		give_back(slot);
}

static bool move(struct slot *slot, enum slot_state from, enum slot_state to)
{
	return atomic_compare_exchange_strong(&slot->state, &from, to);
}

struct slot *slot_of(struct exchange *exchange)
{
	return exchange->server_private;
}

void slot_abandon(struct slot *slot)
{
	if (move(slot, SLOT_SUSPENDED, SLOT_ABANDONED))
		MHD_resume_connection(slot->connection);
}

bool slot_keep(struct slot *slot, struct text data)
{
	atomic_int_least64_t *bodies = &slot->thread->bodies;
	size_t before = slot->body.length;
	if (atomic_load(bodies) + (int64_t)data.length > slot->thread->limits.bodies)
		return false;
	builder_add(&slot->body, data);
	atomic_fetch_add(bodies, (int64_t)(slot->body.length - before));
	return true;
}

bool slot_start(struct slot *slot)
{
	struct http_application *application = &slot->thread->application;
	atomic_store(&slot->line->deadline, 0);
	atomic_store(&slot->holders, 2);
	atomic_store(&slot->state, SLOT_STARTED);
	application->start(application->context, &slot->exchange);
	if (atomic_load(&slot->state) == SLOT_ANSWERED)
		return true;
	MHD_suspend_connection(slot->connection);
	if (!move(slot, SLOT_STARTED, SLOT_SUSPENDED))
		MHD_resume_connection(slot->connection); /* answered meanwhile by a thread that saw nobody asleep */
	else if (atomic_load(slot->thread->closing))
		slot_abandon(slot);
	return false;
}

bool slot_wake(struct slot *slot)
{
	if (move(slot, SLOT_RESUMED, SLOT_ANSWERED) || atomic_load(&slot->state) == SLOT_ANSWERED)
		return true;
	atomic_store(&slot->state, SLOT_CLOSED);
	return false;
}

/* For the next request to begin and, since nobody tells when that was, its head to arrive. */
static void await_request(struct line *line)
{
	const struct slot_limits *limits = &line->thread->limits;
	atomic_store(&line->deadline, time_monotonic() + limits->idle + limits->request);
}

void slot_close(struct slot *slot)
{
	slot->line->slot = NULL;
	await_request(slot->line);
	move(slot, SLOT_ABANDONED, SLOT_CLOSED);
	let_go(slot);
}

struct line *line_open(struct event_thread *thread, struct tls *tls, int socket)
{
	pthread_mutex_lock(&thread->mutex);
	struct line *line = thread->free_lines;
	if (line == NULL)
		line = arena_alloc(thread->arena, sizeof(*line));
	else
		thread->free_lines = line->next;
	*line = (struct line){.thread = thread, .tls = tls, .socket = socket, .next = thread->lines};
	await_request(line);
	if (line->next != NULL)
		line->next->previous = line;
	thread->lines = line;
	pthread_mutex_unlock(&thread->mutex);
	return line;
}

struct line *line_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void line_close(struct line *line)
{
	struct event_thread *thread = line->thread;
	if (line->slot != NULL)
		slot_close(line->slot);
	pthread_mutex_lock(&thread->mutex);
	*(line->previous == NULL ? &thread->lines : &line->previous->next) = line->next;
	if (line->next != NULL)
		line->next->previous = line->previous;
	line->next = thread->free_lines;
	thread->free_lines = line;
	pthread_mutex_unlock(&thread->mutex);
}

/* While a line is among the open ones its socket is not closed; the event thread sees the end and closes both. */
void event_thread_cut_off(struct event_thread *thread)
{
	int64_t now = time_monotonic();
	pthread_mutex_lock(&thread->mutex);
	for (struct line *line = thread->lines; line != NULL; line = line->next) {
		int64_t deadline = atomic_load(&line->deadline);
		if (deadline == 0 || now < deadline)
			continue;
		shutdown(line->socket, SHUT_RDWR);
		atomic_store(&line->deadline, 0);
	}
	pthread_mutex_unlock(&thread->mutex);
}

void exchange_finish(struct exchange *exchange)
{
	struct slot *slot = slot_of(exchange);
	atomic_store(&slot->finishing, true);
	if (!move(slot, SLOT_STARTED, SLOT_ANSWERED) && move(slot, SLOT_SUSPENDED, SLOT_RESUMED))
		MHD_resume_connection(slot->connection);
	atomic_store(&slot->finishing, false);
	let_go(slot);
}

/* One JSON object a line on stderr.
 *
 * A line is made on the stack of the thread that logs. Once log_start was called it goes on a page, and a writer thread
 * turns pages: one fills while the other is written, so that nobody but the writer waits for who reads the log. */
#include "base/log.h"
#include "base/json.h"
#include "base/time.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* PIPE_BUF: a pipe takes this much in one piece, so lines of several processes do not mix. */
#define LONGEST_LINE 4096
#define LONGEST_TEXT 1024
#define LINE_END TEXT(",\"truncated\":true}\n")
#define PAGE_BYTES ((size_t)512 * 1024)
#define COMMON_BYTES (PAGE_BYTES / 8 * 7) /* the rest of a page is for warnings and errors alone */
#define GATHER_NANOSECONDS 1000000	  /* lines that come this soon after others are written together */
#define STOP_SECONDS 5			  /* how long stopping waits for who reads the log */

struct line {
	char bytes[LONGEST_LINE + 1];
	struct builder out;
	struct json_writer writer;
};

struct page {
	char bytes[PAGE_BYTES];
	size_t length;
	int64_t dropped; /* lines there was no room for, after those on the page */
};

struct queue {
	pthread_mutex_t mutex; /* guards what follows, but for the page that is being written */
	pthread_cond_t filled;
	struct page pages[2];
	size_t filling;
	bool running, waiting, stopping;
	pthread_t writer;
};

static _Atomic enum log_level least_level = LOG_INFO;
static atomic_int_fast64_t dropped_lines;
static struct queue queue = {.mutex = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

void log_level_set(enum log_level level)
{
	atomic_store_explicit(&least_level, level, memory_order_relaxed);
}

bool log_wanted(enum log_level level)
{
	return level >= atomic_load_explicit(&least_level, memory_order_relaxed);
}

static void add_field(struct json_writer *writer, const struct log_field *field)
{
	if (!field->text.at && field->integer == LOG_NOTHING)
		return;
	json_write_name(writer, text_of(field->name));
	if (field->text.at != NULL)
		json_write_text(writer, text_slice(field->text, 0, LONGEST_TEXT));
	else
		json_write_integer(writer, field->integer);
}

/* Fields that do not fit any more are left out whole, so that the line stays JSON; false when one was. */
static bool add_fields(struct json_writer *writer, const struct log_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t before = writer->out->length;
		add_field(writer, &fields[i]);
		if (writer->out->overflown) {
			writer->out->length = before;
			writer->out->overflown = false;
			return false;
		}
	}
	return true;
}

static void begin_line(struct line *line, enum log_level level, const char *message)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	char now[TIME_SPELLED];
	time_spell(time_now(), now);
	line->out = builder_on(line->bytes, sizeof(line->bytes));
	line->out.maximum -= LINE_END.length;
	line->writer = json_writer(&line->out);
	json_open_object(&line->writer);
	json_write_member(&line->writer, TEXT("time"), (struct text){now, sizeof(now)});
	json_write_member(&line->writer, TEXT("level"), text_of(names[level]));
	json_write_member(&line->writer, TEXT("message"), text_of(message));
}

static struct text end_line(struct line *line, bool whole)
{
	line->out.maximum += LINE_END.length;
	builder_add(&line->out, whole ? TEXT("}\n") : LINE_END);
	return builder_text(&line->out);
}

/* False when nobody will read it. A descriptor that others made non-blocking is waited for. */
static bool write_all(struct text rest)
{
	struct pollfd writable = {.fd = STDERR_FILENO, .events = POLLOUT};
	while (rest.length > 0) {
		ssize_t written = write(STDERR_FILENO, rest.at, rest.length);
		if (written > 0)
			rest = text_slice(rest, (size_t)written, rest.length);
		else if (written < 0 && errno == EAGAIN)
			poll(&writable, 1, -1);
		else if (written < 0 && errno != EINTR)
			return false;
	}
	return true;
}

/* The writer thread */

static int64_t count_lines(struct text lines)
{
	int64_t count = 0;
	for (size_t i = 0; i < lines.length; i++)
		count += lines.at[i] == '\n';
	return count;
}

static void owe_notice(int64_t lines)
{
	pthread_mutex_lock(&queue.mutex);
	queue.pages[queue.filling].dropped += lines;
	pthread_mutex_unlock(&queue.mutex);
}

static void write_piece(struct text lines)
{
	if (write_all(lines))
		return;
	atomic_fetch_add(&dropped_lines, count_lines(lines));
	owe_notice(count_lines(lines));
}

static void write_lines(struct text rest)
{
	while (rest.length > 0) {
		struct text piece = text_slice(rest, 0, LONGEST_LINE);
		const char *end = memrchr(piece.at, '\n', piece.length);
		piece.length = (size_t)(end - piece.at) + 1;
		write_piece(piece);
		rest = text_slice(rest, piece.length, rest.length);
	}
}

static void write_notice(int64_t dropped)
{
	struct line line;
	begin_line(&line, LOG_WARNING, "log lines were dropped, because nobody read them in time");
	add_field(&line.writer, &(struct log_field){"lines", {NULL, 0}, dropped});
	if (!write_all(end_line(&line, true)))
		owe_notice(dropped);
}

/* The page that was being filled; when it stops, and nothing came meanwhile, it is the last. */
static struct page *turn_page(bool *last)
{
	pthread_mutex_lock(&queue.mutex);
	queue.waiting = true;
	while (queue.pages[queue.filling].length == 0 && !queue.stopping)
		pthread_cond_wait(&queue.filled, &queue.mutex);
	queue.waiting = false;
	struct page *page = &queue.pages[queue.filling];
	queue.filling = 1 - queue.filling;
	*last = page->length == 0;
	if (*last) {
		queue.running = false;
		pthread_cond_signal(&queue.filled);
	}
	pthread_mutex_unlock(&queue.mutex);
	return page;
}

static void *write_pages(void *unused)
{
	const struct timespec moment = {.tv_nsec = GATHER_NANOSECONDS};
	for (bool last = false; !last;) {
		struct page *page = turn_page(&last);
		write_lines((struct text){page->bytes, page->length});
		if (page->dropped > 0)
			write_notice(page->dropped);
		page->length = 0;
		page->dropped = 0;
		nanosleep(&moment, NULL);
	}
	return unused;
}

void log_start(void)
{
	pthread_mutex_lock(&queue.mutex);
	queue.stopping = false;
	queue.running = pthread_create(&queue.writer, NULL, write_pages, NULL) == 0;
	pthread_mutex_unlock(&queue.mutex);
}

void log_stop(void)
{
	struct timespec deadline;
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += STOP_SECONDS;
	pthread_mutex_lock(&queue.mutex);
	bool running = queue.running;
	queue.stopping = true;
	pthread_cond_signal(&queue.filled);
	while (queue.running && pthread_cond_clockwait(&queue.filled, &queue.mutex, CLOCK_MONOTONIC, &deadline) == 0)
		continue;
	bool ended = running && !queue.running;
	pthread_mutex_unlock(&queue.mutex);
	if (ended)
		pthread_join(queue.writer, NULL);
}

int64_t log_dropped(void)
{
	return atomic_load(&dropped_lines);
}

static void put_on(struct page *page, struct text line, size_t room)
{
	if (page->length + line.length > room) {
		page->dropped++;
		atomic_fetch_add(&dropped_lines, 1);
		return;
	}
	memcpy(page->bytes + page->length, line.at, line.length);
	page->length += line.length;
}

/* False when there is no writer. */
static bool give_to_writer(struct text line, enum log_level level)
{
	pthread_mutex_lock(&queue.mutex);
	bool running = queue.running, wake = running && queue.waiting;
	if (running)
		put_on(&queue.pages[queue.filling], line, level >= LOG_WARNING ? PAGE_BYTES : COMMON_BYTES);
	queue.waiting = queue.waiting && !wake;
	pthread_mutex_unlock(&queue.mutex);
	if (wake)
		pthread_cond_signal(&queue.filled);
	return running;
}

void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
	struct line line;
	if (level >= LOG_OFF || !log_wanted(level))
		return;
	begin_line(&line, level, message);
	struct text text = end_line(&line, add_fields(&line.writer, fields, count));
	if (!give_to_writer(text, level))
		(void)write_all(text);
}

/* One JSON object a line on stderr. */
#include "base/log.h"
#include "base/json.h"
#include "base/time.h"
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#define LONGEST_LINE 4096 /* PIPE_BUF: a pipe takes this much in one piece, so lines of several processes do not mix   \
			   */
#define LONGEST_TEXT 1024
#define LINE_END TEXT(",\"truncated\":true}\n")

static _Atomic enum log_level least_level = LOG_INFO;

void log_level_set(enum log_level level)
{
	atomic_store_explicit(&least_level, level, memory_order_relaxed);
}

bool log_wanted(enum log_level level)
{
	return level >= atomic_load_explicit(&least_level, memory_order_relaxed);
}

static void add_time(struct json_writer *writer, struct arena *arena)
{
	struct text now = time_local(arena, time_now());
	json_write_name(writer, TEXT("time"));
	json_write_text(writer, text_print(arena, "%.10sT%.12sZ", now.at, now.at + 11));
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

static void write_all(struct text line)
{
	while (line.length > 0) {
		ssize_t written = write(STDERR_FILENO, line.at, line.length);
		if (written < 0 && errno != EINTR)
			return;
		if (written > 0)
			line = text_slice(line, (size_t)written, line.length);
	}
}

void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	if (level >= LOG_OFF || !log_wanted(level))
		return;
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct builder line = builder_in(arena, LONGEST_LINE - LINE_END.length);
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer);
	add_time(&writer, arena);
	add_field(&writer, &(struct log_field){"level", text_of(names[level]), 0});
	add_field(&writer, &(struct log_field){"message", text_of(message), 0});
	bool whole = add_fields(&writer, fields, count);
	line.maximum = LONGEST_LINE;
	builder_add(&line, whole ? TEXT("}\n") : LINE_END);
	write_all(builder_text(&line));
	arena_destroy(arena);
}

/* The records of a file that is imported. */
#include "cli/import_source.h"
#include "base/encode.h"
#include "crypto/digest.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (2 * SOURCE_RECORD_MOST) /* moving what is left to its beginning is then seldom */
#define END_BYTES ((size_t)64 * 1024)	/* of each end of a file tell which it is */

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* Reading */

static bool fill(struct source *source)
{
	if (source->from > 0) {
		memmove(source->buffer, source->buffer + source->from, source->to - source->from);
		source->to -= source->from;
		source->from = 0;
	}
	ssize_t got;
	do
		got = read(source->file, source->buffer + source->to, BUFFER - source->to);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return false;
	source->ended = got == 0;
	source->to += (size_t)got;
	return true;
}

static void take(struct source *source, size_t length)
{
	source->from += length;
	source->position += (int64_t)length;
}

static bool skip_byte_order_mark(struct source *source)
{
	const size_t length = sizeof(byte_order_mark) - 1;
	while (source->to < length && !source->ended) {
		if (!fill(source))
			return false;
	}
	if (source->to >= length && memcmp(source->buffer, byte_order_mark, length) == 0)
		take(source, length);
	return true;
}

bool source_take(struct arena *arena, int file, bool quotes, struct source *source)
{
	struct stat status;
	*source = (struct source){.file = file, .quotes = quotes, .size = -1};
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		source->size = status.st_size;
	source->buffer = arena_alloc(arena, BUFFER);
	return skip_byte_order_mark(source);
}

bool source_open(struct arena *arena, const char *name, bool quotes, struct source *source)
{
	int file = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	return file >= 0 && source_take(arena, file, quotes, source);
}

void source_close(struct source *source)
{
	if (source->file > STDIN_FILENO)
		close(source->file);
}

struct text source_identity(struct arena *arena, const struct source *source)
{
	if (source->size < 0)
		return (struct text){NULL, 0};
	off_t last = source->size > (int64_t)END_BYTES ? source->size - (int64_t)END_BYTES : 0;
	char *ends = arena_alloc(arena, 2 * END_BYTES);
	ssize_t first_length = pread(source->file, ends, END_BYTES, 0);
	ssize_t last_length = pread(source->file, ends + END_BYTES, END_BYTES, last);
	if (first_length < 0 || last_length < 0)
		return (struct text){NULL, 0};
	struct text told = text_print(arena, "%lld ", (long long)source->size);
	struct builder all = builder_in(arena, told.length + 2 * END_BYTES);
	builder_add(&all, told);
	builder_add(&all, (struct text){ends, 2 * END_BYTES});
	return text_slice(encode_hex(arena, digest(arena, DIGEST_SHA256, builder_text(&all))), 0, 16);
}

/* Going on */

static bool skip_by_reading(struct source *source, int64_t position)
{
	while (source->position < position) {
		if (source->from == source->to && (!fill(source) || source->ended))
			return false;
		size_t left = (size_t)(position - source->position), have = source->to - source->from;
		take(source, left < have ? left : have);
	}
	return source->from > 0 && source->buffer[source->from - 1] == '\n';
}

static bool skip_by_seeking(struct source *source, int64_t position)
{
	char before = 0;
	if (position > source->size || pread(source->file, &before, 1, position - 1) != 1 || before != '\n')
		return false;
	if (lseek(source->file, position, SEEK_SET) < 0)
		return false;
	source->from = source->to = 0;
	source->position = position;
	return true;
}

bool source_skip(struct source *source, int64_t position, int64_t line)
{
	errno = 0;
	source->line = line;
	if (position <= source->position)
		return true;
	return source->size >= 0 ? skip_by_seeking(source, position) : skip_by_reading(source, position);
}

/* Records */

/* Where the record that begins the text ends, with its line end; 0 when it is not whole yet. */
static size_t line_end(struct text text)
{
	const char *end = text.length > 0 ? memchr(text.at, '\n', text.length) : NULL;
	return end ? (size_t)(end - text.at) + 1 : 0;
}

static size_t csv_end(struct text text)
{
	bool quoted = false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"')
			quoted = !quoted;
		else if (text.at[i] == '\n' && !quoted)
			return i + 1;
	}
	return 0;
}

static int64_t count_lines(struct text text)
{
	int64_t lines = 0;
	for (size_t end; (end = line_end(text)) > 0; text = text_slice(text, end, SIZE_MAX))
		lines++;
	return lines;
}

static struct text without_line_end(struct text text)
{
	if (text_ends_with(text, TEXT("\n")))
		text.length--;
	if (text_ends_with(text, TEXT("\r")))
		text.length--;
	return text;
}

static enum source_result pass_over_line(struct source *source)
{
	for (;;) {
		struct text rest = {source->buffer + source->from, source->to - source->from};
		size_t end = line_end(rest);
		take(source, end > 0 ? end : rest.length);
		source->line += end > 0;
		if (end > 0 || source->ended)
			return SOURCE_TOO_LONG;
		if (!fill(source))
			return SOURCE_FAILED;
	}
}

/* The limit is passed over as well: a record may have run into others because a quote was not closed. */
static enum source_result pass_over(struct source *source)
{
	source->line += count_lines((struct text){source->buffer + source->from, SOURCE_RECORD_MOST});
	take(source, SOURCE_RECORD_MOST);
	return pass_over_line(source);
}

enum source_result source_next(struct source *source, struct text *record, int64_t *line)
{
	*line = source->line + 1;
	for (;;) {
		struct text rest = {source->buffer + source->from, source->to - source->from};
		size_t end = source->quotes ? csv_end(rest) : line_end(rest);
		if (end == 0 && source->ended)
			end = rest.length;
		if ((end == 0 && rest.length >= SOURCE_RECORD_MOST) || end > SOURCE_RECORD_MOST)
			return pass_over(source);
		if (end == 0 && source->ended)
			return SOURCE_END;
		if (end > 0) {
			*record = without_line_end(text_slice(rest, 0, end));
			source->line += source->quotes ? count_lines(text_slice(rest, 0, end)) : 1;
			take(source, end);
			return SOURCE_RECORD;
		}
		if (!fill(source))
			return SOURCE_FAILED;
	}
}

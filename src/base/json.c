/* JSON in by jansson on the call's arena, JSON out by a writer. */
#include "base/json.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST 32
#define MOST_VALUES 100000 /* an empty object takes a hundred times the bytes it has on the wire */

/* jansson takes its allocator once for the whole process and hands it no context. Where this thread allocates can
 * therefore only stand in a variable of the thread; it is set and read in this file alone. */
static _Thread_local struct arena *current_arena;

static void *allocate(size_t size)
{
	return current_arena == NULL ? malloc(size) : arena_alloc(current_arena, size);
}

static void give_back(void *pointer)
{
	if (current_arena == NULL)
		free(pointer);
}

static void install_allocator(void)
{
	json_set_alloc_funcs(allocate, give_back);
}

void json_use_arena(struct arena *arena)
{
	static pthread_once_t installed = PTHREAD_ONCE_INIT;
	pthread_once(&installed, install_allocator);
	current_arena = arena;
}

static bool opens(char character)
{
	return character == '[' || character == '{';
}

static bool closes(char character)
{
	return character == ']' || character == '}';
}

/* What must be refused before jansson allocates anything for it. Inside strings a backslash hides the next byte. */
static const char *find_excess(struct text text)
{
	size_t depth = 0, values = 1;
	bool quoted = false;
	for (size_t i = 0; i < text.length; i++) {
		char character = text.at[i];
		if (character == '"')
			quoted = !quoted;
		if (quoted) {
			i += character == '\\';
			continue;
		}
		depth += opens(character);
		depth -= closes(character) && depth > 0;
		values += opens(character) || character == ',';
		if (depth > DEEPEST)
			return "nested too deeply";
		if (values > MOST_VALUES)
			return "too many values";
	}
	return NULL;
}

static const char *problem_of(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		return "duplicate key";
	case json_error_invalid_utf8:
		return "invalid UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "NUL in a string";
	case json_error_numeric_overflow:
		return "number out of range";
	case json_error_premature_end_of_input:
		return "unexpected end";
	default:
		return "bad syntax";
	}
}

bool json_read(struct text text, json_t **value, const char **problem)
{
	*problem = find_excess(text);
	if (*problem != NULL)
		return false;
	json_error_t error;
	const char *at = text.at == NULL ? "" : text.at;
	*value = json_loadb(at, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (*value != NULL)
		return true;
	*problem = problem_of(&error);
	return false;
}

struct json_writer json_writer(struct builder *out)
{
	return (struct json_writer){out, false};
}

static void begin_value(struct json_writer *writer)
{
	if (writer->comma)
		builder_add_char(writer->out, ',');
	writer->comma = true;
}

static void open_with(struct json_writer *writer, char bracket)
{
	begin_value(writer);
	builder_add_char(writer->out, bracket);
	writer->comma = false;
}

static void close_with(struct json_writer *writer, char bracket)
{
	builder_add_char(writer->out, bracket);
	writer->comma = true;
}

void json_open_object(struct json_writer *writer)
{
	open_with(writer, '{');
}

void json_close_object(struct json_writer *writer)
{
	close_with(writer, '}');
}

void json_open_array(struct json_writer *writer)
{
	open_with(writer, '[');
}

void json_close_array(struct json_writer *writer)
{
	close_with(writer, ']');
}

static void add_escape(struct builder *out, char character)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	for (size_t i = 0; i < sizeof(plain) - 1; i++) {
		if (character == plain[i]) {
			builder_add_char(out, '\\');
			builder_add_char(out, letters[i]);
			return;
		}
	}
	builder_print(out, "\\u%04x", (unsigned)character);
}

/* What may stand in a string as it is. */
static const bool plain[256] = {
	[0x20 ... '"' - 1] = true,
	['"' + 1 ... '\\' - 1] = true,
	['\\' + 1 ... 0x7f] = true,
};

#define EACH_BYTE(value) ((uint64_t)(value) * 0x0101010101010101)

/* A byte below `least` (at most 0x80) leaves its uppermost bit; so may those after it, and bytes that have it anyway. */
static uint64_t below(uint64_t bytes, unsigned least)
{
	return bytes - EACH_BYTE(least);
}

/* Eight bytes at once: none below a blank, none beyond ASCII, and none that is a quotation mark or a backslash. */
static bool all_plain(const char *at)
{
	uint64_t bytes;
	memcpy(&bytes, at, sizeof(bytes));
	uint64_t marks = below(bytes, 0x20) | below(bytes ^ EACH_BYTE('"'), 1) | below(bytes ^ EACH_BYTE('\\'), 1);
	return ((bytes | marks) & EACH_BYTE(0x80)) == 0;
}

static size_t plain_run(struct text text)
{
	size_t run = 0;
	while (text.length - run >= sizeof(uint64_t) && all_plain(text.at + run))
		run += sizeof(uint64_t);
	while (run < text.length && plain[(unsigned char)text.at[run]])
		run++;
	return run;
}

/* The first character of the text, which cannot stand there as it is or is not ASCII; what is left. */
static struct text add_special(struct builder *out, struct text text)
{
	size_t length = text_character(text);
	if (length == 0)
		builder_add(out, TEXT("\xef\xbf\xbd"));
	else if (length == 1)
		add_escape(out, text.at[0]);
	else
		builder_add(out, text_slice(text, 0, length));
	return text_slice(text, length == 0 ? 1 : length, text.length);
}

static void add_escaped(struct builder *out, struct text text)
{
	builder_add_char(out, '"');
	while (text.length > 0) {
		size_t run = plain_run(text);
		builder_add(out, text_slice(text, 0, run));
		text = text_slice(text, run, text.length);
		if (text.length > 0)
			text = add_special(out, text);
	}
	builder_add_char(out, '"');
}

/* Nearly always nothing in it has to be escaped. */
static void add_quoted(struct builder *out, struct text text)
{
	if (plain_run(text) < text.length) {
		add_escaped(out, text);
		return;
	}
	char *at = builder_extend(out, text.length + 2);
	if (at == NULL)
		return;
	*at++ = '"';
	if (text.length > 0)
		at = mempcpy(at, text.at, text.length);
	*at = '"';
}

void json_write_name(struct json_writer *writer, struct text name)
{
	begin_value(writer);
	add_quoted(writer->out, name);
	builder_add_char(writer->out, ':');
	writer->comma = false;
}

void json_write_text(struct json_writer *writer, struct text text)
{
	begin_value(writer);
	add_quoted(writer->out, text);
}

void json_write_integer(struct json_writer *writer, int64_t integer)
{
	begin_value(writer);
	builder_add_integer(writer->out, integer);
}

void json_write_boolean(struct json_writer *writer, bool boolean)
{
	json_write_raw(writer, boolean ? TEXT("true") : TEXT("false"));
}

void json_write_raw(struct json_writer *writer, struct text json)
{
	begin_value(writer);
	builder_add(writer->out, json);
}

void json_write_member(struct json_writer *writer, struct text name, struct text value)
{
	json_write_name(writer, name);
	json_write_text(writer, value);
}

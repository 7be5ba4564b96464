/* JSON in and out.
 *
 * In: jansson, on the call's arena, duplicate keys rejected, depth and size bounded (a byte limit is the caller's).
 * Out: a writer into a builder that escapes what must be escaped and nothing else; output is UTF-8. */
#pragma once
#include "base/field.h"
#include <jansson.h>

/* Directs this thread's jansson allocations into `arena` until the next call; NULL restores malloc. json_decref is then
 * not needed for values read meanwhile. */
void json_use_arena(struct arena *arena);
/* Any JSON value; false with `problem` (a literal) on bad syntax, duplicate keys, NUL in strings, depth above 32, more
 * than 100,000 values. */
bool json_read(struct text text, json_t **value, const char **problem);

struct json_writer {
	struct builder *out;
	bool comma;
};

struct json_writer json_writer(struct builder *out);
void json_open_object(struct json_writer *writer);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_write_name(struct json_writer *writer, struct text name);
/* Bytes that are not UTF-8 become U+FFFD; text that is not there is empty. */
void json_write_text(struct json_writer *writer, struct text text);
void json_write_integer(struct json_writer *writer, int64_t integer);
void json_write_boolean(struct json_writer *writer, bool boolean);
void json_write_raw(struct json_writer *writer, struct text json);
/* A name and its text. */
void json_write_member(struct json_writer *writer, struct text name, struct text value);

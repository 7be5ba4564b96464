/* One JSON object a line on stderr: time, level, message, then the fields given. Lines of concurrent threads do not mix.
 * Text is escaped; control characters cannot forge lines. Secrets are never passed in: callers log ids, not values.
 *
 * Between log_start and log_stop a thread of its own writes, about a millisecond later and in order, so that a reader who
 * stands still holds up nobody. When a bounded memory is full, lines are dropped (warnings and errors last); how many is
 * said in their place once there is a reader again. Before and after, lines are written by who logs them. Nothing is
 * allocated for a line. */
#pragma once
#include "base/text.h"

enum log_level {
	LOG_DEBUG,
	LOG_INFO,
	LOG_WARNING,
	LOG_ERROR,
	LOG_OFF,
};

struct log_field {
	const char *name;
	struct text text; /* used when it is there */
	int64_t integer;  /* otherwise this, unless it is LOG_NOTHING: then the field is left out */
};

#define LOG_NOTHING INT64_MIN

void log_level_set(enum log_level level);
bool log_wanted(enum log_level level);
void log_start(void);
/* Writes what is left, unless nobody reads it for five seconds. */
void log_stop(void);
int64_t log_dropped(void); /* lines so far */
void log_write(enum log_level level, const char *message, const struct log_field *fields, size_t count);
#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__}), sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)

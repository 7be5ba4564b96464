/* The records of a file that is imported, one after another, in constant memory: lines, or the records of a CSV file
 * (RFC 4180), which may hold line ends between quotes. A byte order mark at the beginning is passed over. */
#pragma once
#include "base/arena.h"
#include "base/text.h"

#define SOURCE_RECORD_MOST ((size_t)1 << 20) /* bytes of one record */

enum source_result {
	SOURCE_RECORD,
	SOURCE_TOO_LONG, /* a record with more bytes than are taken; it was passed over, up to the end of its line */
	SOURCE_END,
	SOURCE_FAILED, /* it cannot be read: errno */
};

struct source {
	int file;
	bool quotes;	  /* CSV */
	int64_t size;	  /* bytes in all, -1 when that is not known */
	int64_t position; /* bytes before the next record */
	int64_t line;	  /* lines before the next record */
	char *buffer;
	size_t from, to; /* what is read and not yet taken */
	bool ended;
};

/* `name` is a file, or "-" for the standard input. False with errno. */
bool source_open(struct arena *arena, const char *name, bool quotes, struct source *source);
/* The same for what is open; source_close closes it. */
bool source_take(struct arena *arena, int file, bool quotes, struct source *source);
/* Which file it is: a hash of its size, beginning and end. Not there for what cannot be read twice. */
struct text source_identity(struct arena *arena, const struct source *source);
/* Goes on at a position where a former run stopped. False, with errno 0 when no line ends there. */
bool source_skip(struct source *source, int64_t position, int64_t line);
/* The next record without its line end, good until the next call; its first line is `*line`. */
enum source_result source_next(struct source *source, struct text *record, int64_t *line);
void source_close(struct source *source);

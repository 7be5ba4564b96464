/* How far something long has come: a bar on a terminal, otherwise a line in the log every few seconds. */
#pragma once
#include "base/text.h"

struct progress {
	const char *what;	/* "import" */
	int64_t whole;		/* of what `done` counts; -1 when nobody knows */
	int64_t before;		/* what was done by a former run */
	int64_t started, shown; /* time_monotonic */
	bool terminal;
};

struct progress progress_begin(const char *what, int64_t whole, int64_t before);
/* Cheap: shows something only when it is time to. */
void progress_show(struct progress *progress, int64_t rows, int64_t done);
/* Makes room for other lines. */
void progress_clear(const struct progress *progress);
/* Seconds since the beginning. */
double progress_seconds(const struct progress *progress);

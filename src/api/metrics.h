/* Counters and latencies by operation and outcome, for /metrics (Prometheus text format). */
#pragma once
#include "api/operation.h"

struct metrics;

struct metrics *metrics_create(struct arena *arena);
/* `operation` NULL: the request led to none. */
void metrics_count(struct metrics *metrics, const struct operation *operation, int status, int64_t microseconds);

/* One that is not about calls. */
struct metric {
	const char *name, *type, *help;
	double value;
	const char *labels; /* with their braces; NULL: none */
};
struct text metrics_text(struct metrics *metrics, struct arena *arena, const struct metric *others, size_t count);

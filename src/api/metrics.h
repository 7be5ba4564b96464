/* Counters and latencies by operation and outcome, for /metrics (Prometheus text format). */
#pragma once
#include "api/operation.h"

struct metrics;

struct metrics *metrics_create(struct arena *arena);
/* `operation` NULL: the request led to none. */
void metrics_count(struct metrics *metrics, const struct operation *operation, int status, int64_t microseconds);
struct metric_gauge {
	const char *name, *help;
	int64_t value;
};
struct text metrics_text(struct metrics *metrics, struct arena *arena, const struct metric_gauge *gauges, size_t count);

/* One row of atomic counters for each operation; nothing is locked. */
#include "api/metrics.h"
#include <stdatomic.h>

#define BUCKETS 8
static const int64_t bounds[BUCKETS] = {100, 500, 1000, 5000, 25000, 100000, 500000, 2000000}; /* microseconds */

struct row {
	atomic_int_fast64_t by_status[6]; /* first digit of the status */
	atomic_int_fast64_t buckets[BUCKETS + 1];
	atomic_int_fast64_t sum;
};

struct metrics {
	struct row *rows; /* by operation id; the last one is for requests that led to no operation */
};

struct metrics *metrics_create(struct arena *arena)
{
	struct metrics *metrics = arena_alloc(arena, sizeof(*metrics));
	metrics->rows = arena_array(arena, operation_count + 1, sizeof(*metrics->rows));
	return metrics;
}

void metrics_count(struct metrics *metrics, const struct operation *operation, int status, int64_t microseconds)
{
	struct row *row = &metrics->rows[operation ? operation->id : operation_count];
	int kind = status / 100 < 6 ? status / 100 : 5;
	size_t bucket = 0;
	while (bucket < BUCKETS && microseconds > bounds[bucket])
		bucket++;
	atomic_fetch_add_explicit(&row->by_status[kind], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&row->buckets[bucket], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&row->sum, microseconds, memory_order_relaxed);
}

static int64_t read_counter(const atomic_int_fast64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static void print_calls(struct builder *out, const struct row *row, const char *family, const char *name)
{
	for (int kind = 0; kind < 6; kind++) {
		int64_t calls = read_counter(&row->by_status[kind]);
		if (calls > 0)
			builder_print(out, "muster_calls_total{family=\"%s\",operation=\"%s\",status=\"%dxx\"} %lld\n",
				family, name, kind, (long long)calls);
	}
}

static void print_latency(struct builder *out, const struct row *row, const char *family, const char *name)
{
	int64_t below = 0;
	for (size_t i = 0; i <= BUCKETS; i++)
		below += read_counter(&row->buckets[i]);
	if (below == 0)
		return;
	builder_print(out, "muster_call_seconds_count{family=\"%s\",operation=\"%s\"} %lld\n", family, name,
		(long long)below);
	builder_print(out, "muster_call_seconds_sum{family=\"%s\",operation=\"%s\"} %.6f\n", family, name,
		(double)read_counter(&row->sum) / 1e6);
	below = 0;
	for (size_t i = 0; i <= BUCKETS; i++) {
		below += read_counter(&row->buckets[i]);
		if (i < BUCKETS)
			builder_print(out,
				"muster_call_seconds_bucket{family=\"%s\",operation=\"%s\",le=\"%g\"} %lld\n", family,
				name, (double)bounds[i] / 1e6, (long long)below);
		else
			builder_print(out,
				"muster_call_seconds_bucket{family=\"%s\",operation=\"%s\",le=\"+Inf\"} %lld\n", family,
				name, (long long)below);
	}
}

typedef void print_row(struct builder *out, const struct row *row, const char *family, const char *name);

static void print_all(const struct metrics *metrics, struct builder *out, print_row *print)
{
	for (size_t f = 0; families[f]; f++) {
		for (size_t i = 0; i < families[f]->count; i++) {
			const struct operation *operation = &families[f]->operations[i];
			print(out, &metrics->rows[operation->id], families[f]->name, operation->name);
		}
	}
	print(out, &metrics->rows[operation_count], "none", "none");
}

struct text metrics_text(struct metrics *metrics, struct arena *arena, const struct metric *others, size_t count)
{
	struct builder out = builder_in(arena, 16u << 20);
	builder_add(&out,
		TEXT("# HELP muster_calls_total Calls by operation and status.\n# TYPE muster_calls_total counter\n"));
	print_all(metrics, &out, print_calls);
	builder_add(&out, TEXT("# HELP muster_call_seconds Time to answer.\n# TYPE muster_call_seconds histogram\n"));
	print_all(metrics, &out, print_latency);
	for (size_t i = 0; i < count; i++)
		builder_print(&out, "# HELP %s %s\n# TYPE %s %s\n%s%s %.15g\n", others[i].name, others[i].help,
			others[i].name, others[i].type, others[i].name, others[i].labels ? others[i].labels : "",
			others[i].value);
	return builder_text(&out);
}

/* A few threads for work that is slow on purpose: password hashing, outgoing HTTP. Nothing else ever waits behind it.
 * The pool refuses a task when those before it would make it wait longer than `wait` milliseconds, judged by how long
 * tasks took lately; the caller then sheds with its throttling error and Retry-After. */
#pragma once
#include "base/error.h"

struct pool;

struct task {
	struct task *next;
	void (*run)(struct task *task);
};

struct pool_options {
	const char *name;              /* of the threads */
	int64_t threads;               /* 0: half as many as there are cores, at least one */
	int64_t wait;                  /* milliseconds */
	void (*leave)(void *context);  /* runs on each thread before it ends; may be NULL */
	void *context;
};

struct error pool_start(const struct pool_options *options, struct pool **pool) must_check;
void pool_stop(struct pool *pool); /* runs what is queued first */
bool pool_submit(struct pool *pool, struct task *task, int64_t *retry_after_seconds) must_check;

struct pool_figures {
	int64_t queued, running; /* tasks now */
	int64_t done;            /* since the start */
};
struct pool_figures pool_figures(struct pool *pool);

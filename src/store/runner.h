/* Who runs what against the database, and on which thread.
 *
 * SQLite: reads are run by the caller's own thread on its own read-only connection (runner_here gives it); writes go to
 * one writer thread, which takes all jobs that wait into one transaction, a savepoint each, commits with
 * synchronous=FULL, and only then reports each as committed.
 * PostgreSQL: every job goes to a pool of threads with one connection each and its own transaction; a job that lost a
 * race (ERROR_STORE_CONFLICT) is run again, five times at most.
 * A queue is bounded: runner_submit says false when it is full and the caller sheds.
 *
 * A job is embedded in the caller's own struct and lives until `done` was called, exactly once, on a runner's thread. */
#pragma once
#include "store/store.h"

struct runner;

enum job_kind {
	JOB_READ,  /* no transaction */
	JOB_WRITE, /* inside a transaction; may be run more than once */
};

struct job {
	struct job *next;
	enum job_kind kind;
	/* Does the work. ok() keeps its changes, any other error undoes them. ERROR_STORE_CONFLICT asks for another run. */
	struct error (*run)(struct job *job, struct store *store);
	/* `outcome` is what run returned, or the error of a commit that failed: then nothing of it was kept. */
	void (*done)(struct job *job, struct error outcome);
};

struct runner_options {
	struct store_options store;
	size_t threads; /* PostgreSQL: connections of the pool */
	size_t queue;   /* jobs that may wait */
};

struct error runner_start(const struct runner_options *options, struct runner **runner) must_check;
/* Runs what is queued, then stops. */
void runner_stop(struct runner *runner);
/* The calling thread's own connection for reads, opened on first use and closed by runner_leave; NULL on PostgreSQL. */
struct store *runner_here(struct runner *runner);
void runner_leave(struct runner *runner);
bool runner_submit(struct runner *runner, struct job *job) must_check;

struct runner_figures {
	int64_t queued, jobs, transactions, conflicts, failures;
};
struct runner_figures runner_figures(struct runner *runner); /* for /metrics */
bool runner_ready(struct runner *runner);                    /* the database answered lately: for /readyz */

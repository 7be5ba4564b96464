/* Who runs what against the database, and on which thread.
 *
 * SQLite: reads are run by the caller's own thread on its own read-only connection (runner_here gives it); writes go to
 * one writer thread, which takes all jobs that wait into one transaction, commits with synchronous=FULL, and only then
 * reports each as committed. If that commit fails, every job of the transaction gets its error. When a job fails after it
 * changed something, all of them are run again with a savepoint each, and those of the next transactions at once so. A
 * JOB_READ that is submitted is run by the writer thread too, among the writes.
 * PostgreSQL: every job goes to a pool of threads with one connection each; a write has its own transaction.
 * A job that lost a race (ERROR_STORE_CONFLICT) is run again, six times at most, and then without other writes of this
 * process beside it.
 * A queue is bounded: runner_submit says false when it is full and the caller sheds.
 *
 * A job is embedded in the caller's own struct and lives until `done` was called, exactly once, on a runner's thread. */
#pragma once
#include "store/store.h"

struct runner;

enum job_kind {
	JOB_READ,  /* no transaction of its own */
	JOB_WRITE, /* inside a transaction */
};

struct job {
	struct job *next;
	enum job_kind kind;
	/* Does the work; may be called more than once. Neither begins nor ends a transaction: ok() keeps its changes, any
	 * other error undoes them.
	 * ERROR_STORE_CONFLICT asks for another run. */
	struct error (*run)(struct job *job, struct store *store);
	/* `outcome` is what run returned, or the error of a commit that failed: then nothing of it was kept. */
	void (*done)(struct job *job, struct error outcome);
};

struct runner_options {
	struct store_options store;
	size_t threads; /* PostgreSQL: connections of the pool */
	size_t queue;   /* jobs that may wait */
};

/* Opens all connections. */
struct error runner_start(const struct runner_options *options, struct runner **runner) must_check;
/* Runs what is queued, then stops. Other threads have left, or ended, before. */
void runner_stop(struct runner *runner);
/* The calling thread's own connection for reads, opened on first use and closed by runner_leave or when the thread ends;
 * NULL when it cannot be opened. On PostgreSQL it is only for threads that may wait, such as those of the slow pool. */
struct store *runner_here(struct runner *runner);
void runner_leave(struct runner *runner);
/* Before a read that takes long: while SQLite's log of writes is long and still has to be carried into the database, waits
 * for that, but not for more than some seconds. One long read after the other would never let it begin anew. */
void runner_rest(struct runner *runner);
/* False when the queue is full or the runner stops: then neither run nor done is called. */
bool runner_submit(struct runner *runner, struct job *job) must_check;

struct runner_figures {
	int64_t queued;       /* jobs that wait now */
	int64_t jobs;         /* done since the start */
	int64_t transactions; /* committed */
	int64_t conflicts;    /* jobs run again */
	int64_t failures;     /* jobs that ended because the database was unavailable or others were always faster */
};
struct runner_figures runner_figures(struct runner *runner); /* for /metrics */
enum runner_state {
	RUNNER_READY,
	RUNNER_READS, /* the database takes no changes, as when its disk is full */
	RUNNER_AWAY,  /* the database does not answer */
};
/* For /readyz: how the database answered when it was last asked. Asks it again, without waiting for the answer, when it
 * failed or that was some seconds ago. */
enum runner_state runner_state(struct runner *runner);

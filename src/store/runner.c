/* Who runs what against the database, and on which thread. */
#include "store/runner.h"
#include "base/random.h"
#include "base/time.h"
#include "store/queue.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define BATCH_MOST ((size_t)256)
#define RUNS_MOST 6
#define CAREFUL_BATCHES 16
#define WAIT_NANOSECONDS ((uint64_t)2000000)
#define ANSWER_FRESH_MICROSECONDS (5 * INT64_C(1000000))
#define REST_MICROSECONDS (3 * INT64_C(1000000))
#define SILENCE_MICROSECONDS (3 * INT64_C(1000000))

struct worker {
	struct runner *runner;
	struct store *store;
	pthread_t thread;
	int careful; /* so many of the next batches have savepoints */
};

/* A write that changes nothing, to learn whether the database still takes them. */
struct probe {
	struct job job;
	struct runner *runner;
	atomic_bool under_way;
	bool begun;		    /* its transaction was: so the database answers */
	atomic_int_least64_t asked; /* monotonic time */
};

struct runner {
	struct arena *arena;
	struct store_options options;
	struct queue queue;
	struct worker *workers;
	size_t worker_count;
	pthread_key_t reader; /* each thread's connection for reads */
	pthread_rwlock_t
		alone; /* held for writing by a job that lost races and must not lose another one to its like */
	struct probe probe;
	atomic_bool answering, writing; /* the database, when it was last asked */
	atomic_int_least64_t answered;	/* monotonic time */
	atomic_int_least64_t jobs, transactions, conflicts, failures;
};

static bool is_failure(struct error error)
{
	return error.code == ERROR_STORE_UNAVAILABLE || error.code == ERROR_STORE_CONFLICT;
}

/* That a write fails says nothing of reads; the probe finds out. */
static void learn(struct runner *runner, enum job_kind kind, bool available)
{
	if (kind == JOB_WRITE)
		atomic_store(&runner->writing, available);
	if (kind == JOB_READ || available)
		atomic_store(&runner->answering, available);
	atomic_store(&runner->answered, time_monotonic());
}

static void report(struct runner *runner, struct job *job, struct error outcome)
{
	atomic_fetch_add(&runner->jobs, 1);
	atomic_fetch_add(&runner->failures, is_failure(outcome));
	learn(runner, job->kind, outcome.code != ERROR_STORE_UNAVAILABLE);
	job->done(job, outcome);
}

static struct error commit(struct runner *runner, struct store *store)
{
	struct error error = store_commit(store);
	atomic_fetch_add(&runner->transactions, error_ok(error));
	return error;
}

static struct error run_in_transaction(struct runner *runner, struct store *store, struct job *job)
{
	struct error error = store_begin(store);
	if (!error_ok(error))
		return error;
	error = job->run(job, store);
	if (error_ok(error))
		return commit(runner, store);
	store_rollback(store);
	return error;
}

static struct error run_once(struct runner *runner, struct store *store, struct job *job, bool alone)
{
	if (job->kind == JOB_READ)
		return job->run(job, store);
	if (alone)
		pthread_rwlock_wrlock(&runner->alone);
	else
		pthread_rwlock_rdlock(&runner->alone);
	struct error error = run_in_transaction(runner, store, job);
	pthread_rwlock_unlock(&runner->alone);
	return error;
}

/* Other servers on the same database may be racing: do not meet them again in step. */
static void wait_a_little(void)
{
	nanosleep(&(struct timespec){.tv_nsec = (long)random_below(WAIT_NANOSECONDS)}, NULL);
}

static struct error run_until_settled(struct runner *runner, struct store *store, struct job *job)
{
	struct error error = run_once(runner, store, job, false);
	for (int runs = 1; error.code == ERROR_STORE_CONFLICT && runs < RUNS_MOST; runs++) {
		atomic_fetch_add(&runner->conflicts, 1);
		wait_a_little();
		error = run_once(runner, store, job, true);
	}
	return error;
}

static struct error run_after_savepoint(struct store *store, struct job *job, struct error *outcome)
{
	struct error error = store_savepoint(store);
	if (!error_ok(error))
		return error;
	*outcome = job->run(job, store);
	if (error_ok(*outcome))
		return store_release(store);
	store_undo(store);
	return ok();
}

/* What it returns is the error of the transaction as a whole. */
static struct error run_in_batch(struct runner *runner, struct store *store, struct job *job, struct error *outcome)
{
	struct error error = run_after_savepoint(store, job, outcome);
	for (int runs = 1; error_ok(error) && outcome->code == ERROR_STORE_CONFLICT && runs < RUNS_MOST; runs++) {
		atomic_fetch_add(&runner->conflicts, 1);
		error = run_after_savepoint(store, job, outcome);
	}
	return error;
}

/* Jobs seldom fail, and most that do have changed nothing yet, while a savepoint for each costs a copy of every page
 * that it changes. False when something has to be undone: then it takes savepoints. */
static bool run_freely(struct worker *worker, struct job *const *jobs, size_t count, struct error *outcomes)
{
	for (size_t i = 0; i < count; i++) {
		int64_t before = store_changes(worker->store);
		outcomes[i] = jobs[i]->run(jobs[i], worker->store);
		bool conflict = outcomes[i].code == ERROR_STORE_CONFLICT;
		atomic_fetch_add(&worker->runner->conflicts, conflict);
		if (conflict || (!error_ok(outcomes[i]) && store_changes(worker->store) != before))
			return false;
	}
	return true;
}

static struct error run_carefully(struct worker *worker, struct job *const *jobs, size_t count, struct error *outcomes)
{
	struct error error = ok();
	for (size_t i = 0; i < count && error_ok(error); i++)
		error = run_in_batch(worker->runner, worker->store, jobs[i], &outcomes[i]);
	return error;
}

static struct error run_all(struct worker *worker, struct job *const *jobs, size_t count, struct error *outcomes)
{
	struct error error = store_begin(worker->store);
	if (!error_ok(error))
		return error;
	if (worker->careful == 0) {
		if (run_freely(worker, jobs, count, outcomes))
			return ok();
		worker->careful = CAREFUL_BATCHES;
		store_rollback(worker->store);
		error = store_begin(worker->store);
	}
	worker->careful--;
	return error_ok(error) ? run_carefully(worker, jobs, count, outcomes) : error;
}

static void run_batch(struct worker *worker, struct job *const *jobs, size_t count)
{
	struct error outcomes[BATCH_MOST];
	struct error error = run_all(worker, jobs, count, outcomes);
	if (error_ok(error))
		error = commit(worker->runner, worker->store);
	store_rollback(worker->store);
	for (size_t i = 0; i < count; i++)
		report(worker->runner, jobs[i], error_ok(error) ? outcomes[i] : error);
}

static void *work(void *context)
{
	struct worker *worker = context;
	struct runner *runner = worker->runner;
	struct job *jobs[BATCH_MOST];
	size_t most = store_engine(worker->store) == STORE_SQLITE ? BATCH_MOST : 1;
	for (;;) {
		size_t count = queue_take(&runner->queue, jobs, most);
		if (count == 0)
			return NULL;
		if (count == 1)
			report(runner, jobs[0], run_until_settled(runner, worker->store, jobs[0]));
		else
			run_batch(worker, jobs, count);
	}
}

static void close_reader(void *store)
{
	store_close(store);
}

static void destroy(struct runner *runner)
{
	for (size_t i = 0; i < runner->worker_count; i++)
		store_close(runner->workers[i].store);
	pthread_key_delete(runner->reader);
	pthread_rwlock_destroy(&runner->alone);
	queue_destroy(&runner->queue);
	arena_destroy(runner->arena);
}

void runner_stop(struct runner *runner)
{
	if (runner == NULL)
		return;
	runner_leave(runner);
	queue_close(&runner->queue);
	for (size_t i = 0; i < runner->worker_count; i++)
		pthread_join(runner->workers[i].thread, NULL);
	destroy(runner);
}

/* Neither engine writes in an empty transaction; one in which SQLite notes a number of its that we do not use, or
 * PostgreSQL gives itself a number, is not empty. */
static const struct statement something = {
	.name = "probe",
	.sql = {"pragma application_id = 0", "select txid_current()"},
	.id = STATEMENT_FIRST - 1,
};

static struct error probe_run(struct job *job, struct store *store)
{
	struct probe *probe = (struct probe *)job;
	struct arena *arena = arena_create(ARENA_PLAIN);
	probe->begun = true;
	enum error_code code = store_change(store, arena, &something, NULL, NULL).code;
	arena_destroy(arena);
	return code == ERROR_NONE ? ok() : (struct error){code, {NULL, 0}, "the database takes no changes"};
}

static void probe_done(struct job *job, struct error outcome)
{
	struct probe *probe = (struct probe *)job;
	(void)outcome;
	atomic_store(&probe->runner->answering, probe->begun);
	atomic_store(&probe->under_way, false);
}

static void make_alone_lock(struct runner *runner)
{
	pthread_rwlockattr_t attributes;
	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&runner->alone, &attributes);
	pthread_rwlockattr_destroy(&attributes);
}

static size_t thread_count(const struct runner_options *options)
{
	return options->store.engine == STORE_SQLITE || options->threads == 0 ? 1 : options->threads;
}

static struct runner *create(const struct runner_options *options)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct runner *runner = arena_alloc(arena, sizeof(*runner));
	runner->arena = arena;
	runner->options = options->store;
	runner->options.location = text_copy(arena, options->store.location);
	runner->workers = arena_array(arena, thread_count(options), sizeof(*runner->workers));
	runner->probe =
		(struct probe){.job = {.kind = JOB_WRITE, .run = probe_run, .done = probe_done}, .runner = runner};
	runner->answering = runner->writing = true;
	runner->answered = time_monotonic();
	queue_open(&runner->queue, options->queue);
	make_alone_lock(runner);
	if (pthread_key_create(&runner->reader, close_reader) != 0)
		abort(); /* a process has a thousand of them */
	return runner;
}

static struct error start_worker(struct runner *runner)
{
	struct worker *worker = &runner->workers[runner->worker_count];
	worker->runner = runner;
	struct error error = store_open(&runner->options, &worker->store);
	if (!error_ok(error))
		return error;
	if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
		store_close(worker->store);
		return error_internal("cannot start a thread for the database");
	}
	runner->worker_count++;
	return ok();
}

struct error runner_start(const struct runner_options *options, struct runner **runner)
{
	*runner = create(options);
	struct error error = ok();
	for (size_t i = 0; i < thread_count(options) && error_ok(error); i++)
		error = start_worker(*runner);
	if (error_ok(error))
		return ok();
	runner_stop(*runner);
	*runner = NULL;
	return error;
}

struct store *runner_here(struct runner *runner)
{
	struct store *store = pthread_getspecific(runner->reader);
	if (store != NULL)
		return store;
	struct store_options options = runner->options;
	options.read_only = options.engine == STORE_SQLITE;
	if (!error_ok(store_open(&options, &store)))
		return NULL;
	if (pthread_setspecific(runner->reader, store) == 0)
		return store;
	store_close(store);
	return NULL;
}

void runner_rest(struct runner *runner)
{
	const struct timespec moment = {.tv_nsec = 5 * 1000 * 1000};
	int64_t deadline = time_monotonic() + REST_MICROSECONDS;
	while (store_log_is_long(runner->workers[0].store) && time_monotonic() < deadline)
		nanosleep(&moment, NULL);
}

void runner_leave(struct runner *runner)
{
	store_close(pthread_getspecific(runner->reader));
	pthread_setspecific(runner->reader, NULL);
}

bool runner_submit(struct runner *runner, struct job *job)
{
	return queue_put(&runner->queue, job);
}

struct runner_figures runner_figures(struct runner *runner)
{
	return (struct runner_figures){
		.queued = (int64_t)queue_count(&runner->queue),
		.jobs = atomic_load(&runner->jobs),
		.transactions = atomic_load(&runner->transactions),
		.conflicts = atomic_load(&runner->conflicts),
		.failures = atomic_load(&runner->failures),
	};
}

static void ask(struct runner *runner)
{
	if (atomic_exchange(&runner->probe.under_way, true))
		return;
	runner->probe.begun = false;
	atomic_store(&runner->probe.asked, time_monotonic());
	if (!queue_put(&runner->queue, &runner->probe.job))
		atomic_store(&runner->probe.under_way, false);
}

/* It was asked, and neither that nor anything else has been answered since. */
static bool is_silent(struct runner *runner)
{
	return atomic_load(&runner->probe.under_way) &&
		time_monotonic() - atomic_load(&runner->probe.asked) > SILENCE_MICROSECONDS &&
		atomic_load(&runner->answered) < atomic_load(&runner->probe.asked);
}

enum runner_state runner_state(struct runner *runner)
{
	bool answering = atomic_load(&runner->answering) && !is_silent(runner), writing = atomic_load(&runner->writing);
	bool fresh = time_monotonic() - atomic_load(&runner->answered) <= ANSWER_FRESH_MICROSECONDS;
	if (!answering || !writing || !fresh)
		ask(runner);
	if (!answering && runner->options.engine == STORE_POSTGRES)
		return RUNNER_AWAY;
	return answering && writing ? RUNNER_READY : RUNNER_READS;
}

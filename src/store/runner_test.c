#include "store/runner.h"
#include "store/fixture.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define CALLERS 4
#define JOBS_OF_ONE 100

struct row {
	int64_t number;
};
static const struct field number_fields[] = {{.name = "number", .kind = FIELD_INTEGER}};
static const struct shape number_shape = {"number", sizeof(struct row), number_fields, 1};
static const struct statement note_number = {
	.name = "note_number",
	.sql = {"insert into noted (number) values (?1) on conflict do nothing",
		"insert into noted (number) values ($1) on conflict do nothing"},
	.bind = &number_shape,
	.writes = true,
	.id = STATEMENT_FIRST,
};
static const struct statement count_noted = {
	.name = "count_noted",
	.sql = {"select count(*) as number from noted", "select count(*) as number from noted"},
	.row = &number_shape,
	.id = STATEMENT_FIRST + 1,
};
static const struct statement read_total = {
	.name = "read_total",
	.sql = {"select number from total", "select number from total"},
	.row = &number_shape,
	.id = STATEMENT_FIRST + 2,
};
static const struct statement write_total = {
	.name = "write_total",
	.sql = {"update total set number = ?1", "update total set number = $1"},
	.bind = &number_shape,
	.writes = true,
	.id = STATEMENT_FIRST + 3,
};

struct work {
	struct job job;
	struct row row;
	struct arena *arena;
	int conflicts; /* how often it still asks for another run */
	int runs;
	struct error refusal; /* what it returns when it comes to the end */
	struct error outcome;
	atomic_int done;
};

static struct error note(struct job *job, struct store *store)
{
	struct work *work = (struct work *)job;
	work->runs++;
	struct error error = store_change(store, work->arena, &note_number, &work->row, NULL);
	if (!error_ok(error))
		return error;
	if (work->conflicts > 0) {
		work->conflicts--;
		return error_of(ERROR_STORE_CONFLICT, TEXT("fake"));
	}
	return work->refusal;
}

/* Looks, then acts: right only if nobody gets between. */
static struct error add_one(struct job *job, struct store *store)
{
	struct work *work = (struct work *)job;
	bool found;
	struct error error = store_one(store, work->arena, &read_total, NULL, (struct store_row){&work->row, &found});
	if (!error_ok(error))
		return error;
	work->row.number++;
	return store_change(store, work->arena, &write_total, &work->row, NULL);
}

static struct error count(struct job *job, struct store *store)
{
	struct work *work = (struct work *)job;
	bool found;
	return store_one(store, work->arena, &count_noted, NULL, (struct store_row){&work->row, &found});
}

static void done(struct job *job, struct error outcome)
{
	struct work *work = (struct work *)job;
	work->outcome = outcome;
	atomic_fetch_add(&work->done, 1);
}

static struct runner *start(struct fixture *fixture)
{
	struct runner *runner;
	struct runner_options options = {fixture->options, 4, 1000};
	const char *tables = "create table noted (number bigint not null primary key);"
			     "create table total (number bigint not null); insert into total values (0)";
	assert_true(error_ok(store_script(fixture->store, tables)));
	assert_true(error_ok(runner_start(&options, &runner)));
	return runner;
}

static void submit(struct runner *runner, struct fixture *fixture, struct work *work)
{
	work->arena = arena_create(ARENA_PLAIN);
	arena_defer(fixture->arena, (void (*)(void *))arena_destroy, work->arena);
	work->job.done = done;
	if (work->job.run == NULL)
		work->job.run = note;
	assert_true(runner_submit(runner, &work->job));
}

static int64_t noted(struct fixture *fixture)
{
	bool found;
	struct row row;
	assert_true(error_ok(
		store_one(fixture->store, fixture->arena, &count_noted, NULL, (struct store_row){&row, &found})));
	return row.number;
}

struct caller {
	pthread_t thread;
	struct runner *runner;
	struct work works[JOBS_OF_ONE];
};

static void *submit_all(void *context)
{
	struct caller *caller = context;
	for (size_t i = 0; i < JOBS_OF_ONE; i++)
		while (!runner_submit(caller->runner, &caller->works[i].job))
			usleep(100);
	return NULL;
}

static struct caller *call_from_many_threads(struct fixture *fixture, struct runner *runner, struct work pattern)
{
	struct caller *callers = arena_array(fixture->arena, CALLERS, sizeof(*callers));
	for (size_t i = 0; i < CALLERS * JOBS_OF_ONE; i++) {
		struct work *work = &callers[i / JOBS_OF_ONE].works[i % JOBS_OF_ONE];
		work->job = pattern.job;
		work->row.number = (int64_t)i;
		work->arena = arena_create(ARENA_PLAIN);
		arena_defer(fixture->arena, (void (*)(void *))arena_destroy, work->arena);
		if (i % 10 == 3)
			work->refusal = pattern.refusal;
	}
	for (size_t i = 0; i < CALLERS; i++) {
		callers[i].runner = runner;
		assert_int_equal(pthread_create(&callers[i].thread, NULL, submit_all, &callers[i]), 0);
	}
	for (size_t i = 0; i < CALLERS; i++)
		pthread_join(callers[i].thread, NULL);
	return callers;
}

static void jobs_that_fail_leave_the_others_alone(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	struct work pattern = {.job = {NULL, JOB_WRITE, note, done}, .refusal = error_of(ERROR_THROTTLED, TEXT("x"))};
	struct caller *callers = call_from_many_threads(fixture, runner, pattern);
	runner_stop(runner);
	for (size_t i = 0; i < CALLERS * JOBS_OF_ONE; i++) {
		struct work *work = &callers[i / JOBS_OF_ONE].works[i % JOBS_OF_ONE];
		assert_int_equal(work->done, 1);
		assert_int_equal(work->outcome.code, i % 10 == 3 ? ERROR_THROTTLED : ERROR_NONE);
	}
	assert_int_equal(noted(fixture), CALLERS * JOBS_OF_ONE * 9 / 10);
}

static void jobs_that_look_and_then_act_do_not_lose_each_other(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	call_from_many_threads(fixture, runner, (struct work){.job = {NULL, JOB_WRITE, add_one, done}});
	struct work *last = arena_alloc(fixture->arena, sizeof(*last));
	while (runner_figures(runner).jobs < CALLERS * JOBS_OF_ONE)
		usleep(1000);
	last->job = (struct job){.kind = JOB_WRITE, .run = add_one};
	submit(runner, fixture, last);
	struct runner_figures figures = runner_figures(runner);
	runner_stop(runner);
	assert_int_equal(last->row.number, CALLERS * JOBS_OF_ONE + 1);
	assert_int_equal(figures.failures, 0);
}

static void writes_that_wait_share_a_transaction(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_SQLITE)
		skip();
	struct runner *runner = start(fixture);
	/* While this connection has the write lock, the writer thread waits and its queue fills. */
	assert_true(error_ok(store_begin(fixture->store)));
	struct work *works = arena_array(fixture->arena, 100, sizeof(*works));
	for (int i = 0; i < 100; i++) {
		works[i] = (struct work){.job = {.kind = JOB_WRITE}, .row = {i}};
		submit(runner, fixture, &works[i]);
	}
	store_rollback(fixture->store);
	while (runner_figures(runner).jobs < 100)
		usleep(1000);
	struct runner_figures figures = runner_figures(runner);
	runner_stop(runner);
	assert_in_range(figures.transactions, 1, 2);
	assert_int_equal(noted(fixture), 100);
}

static struct error break_transaction(struct job *job, struct store *store)
{
	(void)job;
	return store_script(store, "rollback");
}

static void when_the_commit_fails_nobody_is_told_success(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->options.engine != STORE_SQLITE)
		skip();
	struct runner *runner = start(fixture);
	assert_true(error_ok(store_begin(fixture->store)));
	struct work *works = arena_array(fixture->arena, 12, sizeof(*works));
	for (int i = 0; i < 12; i++) {
		works[i] = (struct work){.job = {.kind = JOB_WRITE}, .row = {i}};
		if (i == 6)
			works[i].job.run = break_transaction;
		submit(runner, fixture, &works[i]);
		while (i == 0 && runner_figures(runner).queued > 0)
			usleep(100); /* the first is a transaction of its own */
	}
	store_rollback(fixture->store);
	runner_stop(runner);
	assert_true(error_ok(works[0].outcome));
	for (int i = 1; i < 12; i++) {
		assert_int_equal(works[i].done, 1);
		assert_false(error_ok(works[i].outcome));
	}
	assert_int_equal(noted(fixture), 1);
}

static void a_job_that_lost_a_race_runs_again(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	struct work twice = {.job = {.kind = JOB_WRITE}, .row = {1}, .conflicts = 2};
	struct work always = {.job = {.kind = JOB_WRITE}, .row = {2}, .conflicts = 1000};
	submit(runner, fixture, &twice);
	submit(runner, fixture, &always);
	while (runner_figures(runner).jobs < 2)
		usleep(1000);
	struct runner_figures figures = runner_figures(runner);
	runner_stop(runner);
	assert_true(error_ok(twice.outcome));
	assert_int_equal(twice.runs, 3);
	assert_int_equal(always.outcome.code, ERROR_STORE_CONFLICT);
	assert_int_equal(always.runs, 6);
	assert_int_equal(figures.conflicts, 7);
	assert_int_equal(figures.failures, 1);
	assert_int_equal(noted(fixture), 1);
}

static void reads_can_be_submitted(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	struct work write = {.job = {.kind = JOB_WRITE}, .row = {5}};
	submit(runner, fixture, &write);
	while (runner_figures(runner).jobs < 1)
		usleep(1000);
	struct work read = {.job = {.kind = JOB_READ, .run = count}};
	submit(runner, fixture, &read);
	runner_stop(runner);
	assert_true(error_ok(read.outcome));
	assert_int_equal(read.row.number, 1);
}

static void *read_here(void *context)
{
	struct runner *runner = context;
	struct store *here = runner_here(runner);
	if (here == NULL || runner_here(runner) != here)
		return NULL;
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct row row = {-1};
	bool found;
	struct error error = store_one(here, arena, &count_noted, NULL, (struct store_row){&row, &found});
	arena_destroy(arena);
	return error_ok(error) && row.number == 0 ? here : NULL;
}

static void each_thread_reads_on_its_own_connection(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	pthread_t thread;
	void *there;
	assert_int_equal(pthread_create(&thread, NULL, read_here, runner), 0);
	void *here = read_here(runner);
	pthread_join(thread, &there);
	assert_non_null(here);
	assert_non_null(there);
	assert_ptr_not_equal(here, there);
	runner_leave(runner);
	assert_non_null(read_here(runner));
	runner_stop(runner);
}

static void a_full_queue_refuses(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner;
	struct runner_options options = {fixture->options, 1, 0};
	struct work work = {.job = {NULL, JOB_WRITE, note, done}};
	assert_true(error_ok(runner_start(&options, &runner)));
	assert_false(runner_submit(runner, &work.job));
	runner_stop(runner);
	assert_int_equal(work.done, 0);
}

static void readiness_follows_the_database(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner = start(fixture);
	assert_int_equal(runner_state(runner), RUNNER_READY);
	struct work work = {.job = {.kind = JOB_WRITE}, .refusal = error_of(ERROR_STORE_UNAVAILABLE, TEXT("fake"))};
	submit(runner, fixture, &work);
	while (runner_figures(runner).failures == 0)
		usleep(1000);
	for (int i = 0; i < 5000 && runner_state(runner) != RUNNER_READY; i++)
		usleep(1000); /* it asks the database itself */
	assert_int_equal(runner_state(runner), RUNNER_READY);
	runner_stop(runner);
}

static void a_database_that_is_not_there_is_said_at_the_start(void **state)
{
	struct fixture *fixture = *state;
	struct runner *runner;
	struct runner_options options = {fixture->options, 2, 10};
	options.store.location = TEXT("/nowhere/at/all.sqlite");
	if (fixture->options.engine == STORE_POSTGRES)
		options.store.location = TEXT("host=/nowhere");
	assert_int_equal(runner_start(&options, &runner).code, ERROR_STORE_UNAVAILABLE);
	assert_null(runner);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		on_database(jobs_that_fail_leave_the_others_alone),
		on_database(jobs_that_look_and_then_act_do_not_lose_each_other),
		on_database(writes_that_wait_share_a_transaction),
		on_database(when_the_commit_fails_nobody_is_told_success),
		on_database(a_job_that_lost_a_race_runs_again),
		on_database(reads_can_be_submitted),
		on_database(each_thread_reads_on_its_own_connection),
		on_database(a_full_queue_refuses),
		on_database(readiness_follows_the_database),
		on_database(a_database_that_is_not_there_is_said_at_the_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The pool for slow work. */
#include "net/pool.h"
#include "tests/unit/unit.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

struct counted {
	struct task task;
	atomic_int *count;
	int64_t lasts; /* milliseconds */
};

static void pause_milliseconds(int64_t milliseconds)
{
	struct timespec moment = {milliseconds / 1000, milliseconds % 1000 * 1000000};
	nanosleep(&moment, NULL);
}

static void run(struct task *task)
{
	struct counted *counted = (struct counted *)task;
	if (counted->lasts > 0)
		pause_milliseconds(counted->lasts);
	atomic_fetch_add(counted->count, 1);
}

static void count_one(void *count)
{
	atomic_fetch_add((atomic_int *)count, 1);
}

static struct pool *start(int64_t threads, int64_t wait, atomic_int *left)
{
	struct pool *pool;
	struct pool_options options = {
		.name = "test", .threads = threads, .wait = wait, .leave = left == NULL ? NULL : count_one, .context = left};
	assert_true(error_ok(pool_start(&options, &pool)));
	return pool;
}

static void what_is_queued_runs_before_the_pool_stops(void **state)
{
	(void)state;
	atomic_int count = 0, left = 0;
	struct counted tasks[50];
	struct pool *pool = start(2, 60000, &left);
	int64_t retry;
	for (size_t i = 0; i < 50; i++) {
		tasks[i] = (struct counted){.task.run = run, .count = &count, .lasts = 1};
		assert_true(pool_submit(pool, &tasks[i].task, &retry));
	}
	pool_stop(pool);
	assert_int_equal(count, 50);
	assert_int_equal(left, 2);
}

static void a_task_that_would_wait_too_long_is_refused(void **state)
{
	(void)state;
	atomic_int count = 0;
	struct counted tasks[100];
	struct pool *pool = start(1, 100, NULL);
	int64_t retry = 0;
	size_t taken = 0;
	while (taken < 100) {
		tasks[taken] = (struct counted){.task.run = run, .count = &count, .lasts = 20};
		if (!pool_submit(pool, &tasks[taken].task, &retry))
			break;
		taken++;
	}
	assert_in_range(taken, 4, 8); /* 100 milliseconds of 20 each */
	assert_int_equal(retry, 1);
	assert_in_range(pool_figures(pool).queued, 3, 8);
	pool_stop(pool);
	assert_int_equal(count, (int)taken);
}

static void the_pool_learns_how_long_tasks_take(void **state)
{
	(void)state;
	atomic_int count = 0;
	struct counted quick[200], more[100];
	struct pool *pool = start(1, 100, NULL);
	int64_t retry;
	for (size_t i = 0; i < 200; i++) {
		quick[i] = (struct counted){.task.run = run, .count = &count};
		while (!pool_submit(pool, &quick[i].task, &retry))
			pause_milliseconds(1);
	}
	while (atomic_load(&count) < 200)
		pause_milliseconds(1);
	for (size_t i = 0; i < 100; i++) {
		more[i] = (struct counted){.task.run = run, .count = &count, .lasts = i == 0 ? 20 : 0};
		assert_true(pool_submit(pool, &more[i].task, &retry));
	}
	pool_stop(pool);
}

static void an_idle_thread_takes_a_task_whatever_the_limit(void **state)
{
	(void)state;
	atomic_int count = 0;
	struct counted task = {.task.run = run, .count = &count};
	struct pool *pool = start(1, 0, NULL);
	int64_t retry;
	assert_true(pool_submit(pool, &task.task, &retry));
	pool_stop(pool);
	assert_int_equal(count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_queued_runs_before_the_pool_stops),
		cmocka_unit_test(a_task_that_would_wait_too_long_is_refused),
		cmocka_unit_test(the_pool_learns_how_long_tasks_take),
		cmocka_unit_test(an_idle_thread_takes_a_task_whatever_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

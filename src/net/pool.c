/* Threads for work that is slow on purpose. */
#include "net/pool.h"
#include "base/time.h"
#include <assert.h>
#include <pthread.h>
#include <sched.h>

/* What a task is taken to last before any has run: about a password hash, in microseconds. */
enum { FIRST_GUESS = 20000 };

struct pool {
	struct arena *arena;
	void (*leave)(void *context);
	void *context;
	int64_t thread_count, wait; /* wait in microseconds */
	pthread_t *threads;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t work;
	struct task *first, *last;
	struct pool_figures figures;
	int64_t lasting; /* how long a task takes: a moving average, in microseconds */
	bool stopping;
};

static struct task *next_task(struct pool *pool)
{
	pthread_mutex_lock(&pool->mutex);
	while (pool->first == NULL && !pool->stopping)
		pthread_cond_wait(&pool->work, &pool->mutex);
	struct task *task = pool->first;
	if (task != NULL) {
		pool->first = task->next;
		pool->figures.queued--;
		pool->figures.running++;
	}
	pthread_mutex_unlock(&pool->mutex);
	return task;
}

static void task_over(struct pool *pool, int64_t took)
{
	pthread_mutex_lock(&pool->mutex);
	pool->figures.running--;
	pool->figures.done++;
	pool->lasting += (took - pool->lasting) / 8;
	pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *context)
{
	struct pool *pool = context;
	for (struct task *task = next_task(pool); task != NULL; task = next_task(pool)) {
		int64_t began = time_monotonic();
		task->run(task);
		task_over(pool, time_monotonic() - began);
	}
	if (pool->leave != NULL)
		pool->leave(pool->context);
	return NULL;
}

static int64_t half_the_cores(void)
{
	cpu_set_t cores;
	int count = sched_getaffinity(0, sizeof(cores), &cores) == 0 ? CPU_COUNT(&cores) : 1;
	return count < 2 ? 1 : count / 2;
}

struct error pool_start(const struct pool_options *options, struct pool **result)
{
	assert(options->threads >= 0);
	int64_t threads = options->threads > 0 ? options->threads : half_the_cores();
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct pool *pool = arena_alloc(arena, sizeof(*pool));
	*pool = (struct pool){
		.arena = arena,
		.leave = options->leave,
		.context = options->context,
		.wait = options->wait * 1000,
		.lasting = FIRST_GUESS,
	};
	pool->threads = arena_array(arena, (size_t)threads, sizeof(*pool->threads));
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->work, NULL);
	for (; pool->thread_count < threads; pool->thread_count++) {
		if (pthread_create(&pool->threads[pool->thread_count], NULL, work, pool) != 0) {
			pool_stop(pool);
			return error_internal("cannot start the threads of a pool");
		}
		pthread_setname_np(pool->threads[pool->thread_count], options->name);
	}
	*result = pool;
	return ok();
}

void pool_stop(struct pool *pool)
{
	pthread_mutex_lock(&pool->mutex);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->mutex);
	for (int64_t i = 0; i < pool->thread_count; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->mutex);
	arena_destroy(pool->arena);
}

/* How long a task that came now would wait, in microseconds. */
static int64_t expected_wait(const struct pool *pool)
{
	int64_t ahead = pool->figures.queued + pool->figures.running + 1 - pool->thread_count;
	return ahead <= 0 ? 0 : ahead * pool->lasting / pool->thread_count;
}

static void append(struct pool *pool, struct task *task)
{
	task->next = NULL;
	if (pool->first == NULL)
		pool->first = task;
	else
		pool->last->next = task;
	pool->last = task;
	pool->figures.queued++;
	pthread_cond_signal(&pool->work);
}

bool pool_submit(struct pool *pool, struct task *task, int64_t *retry_after_seconds)
{
	pthread_mutex_lock(&pool->mutex);
	int64_t expected = expected_wait(pool);
	bool taken = !pool->stopping && expected <= pool->wait;
	if (taken)
		append(pool, task);
	pthread_mutex_unlock(&pool->mutex);
	*retry_after_seconds = 1 + (expected <= pool->wait ? 0 : (expected - pool->wait) / 1000000);
	return taken;
}

struct pool_figures pool_figures(struct pool *pool)
{
	pthread_mutex_lock(&pool->mutex);
	struct pool_figures figures = pool->figures;
	pthread_mutex_unlock(&pool->mutex);
	return figures;
}

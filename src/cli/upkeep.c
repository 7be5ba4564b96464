/* A clock that gives small jobs to the runner, one at a time. */
#include "cli/upkeep.h"
#include "base/log.h"
#include "base/time.h"
#include "directory/artefact.h"
#include "directory/audit.h"
#include "directory/removal.h"
#include <pthread.h>
#include <time.h>

#define PERIOD_MILLISECONDS 1000 /* between looking whether there is something to do */
#define ROWS_AT_ONCE 1000
#define DAY_MILLISECONDS (INT64_C(24) * 60 * 60 * 1000)

struct upkeep {
	struct runner *runner;
	const struct settings *settings;
	const struct keyring *keyring;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping, busy;
	int64_t audit_days;  /* 0: for ever */
	struct arena *arena; /* of this struct */

	/* The job under way: */
	struct job job;
	struct arena *scratch;
	struct error (*task)(struct upkeep *upkeep, struct call *call, bool *more);
	int64_t audit_before;
	bool more;
};

static struct error clear_away(struct upkeep *upkeep, struct call *call, bool *more)
{
	(void)upkeep;
	return removal_step(call, more);
}

static struct error sweep(struct upkeep *upkeep, struct call *call, bool *more)
{
	(void)upkeep;
	int64_t swept = 0;
	struct error error = artefact_sweep(call, ROWS_AT_ONCE, &swept);
	*more = swept == ROWS_AT_ONCE;
	return error;
}

static struct error trim_audit(struct upkeep *upkeep, struct call *call, bool *more)
{
	int64_t trimmed = 0;
	*more = false;
	if (upkeep->audit_before == 0)
		return ok();
	struct error error = audit_trim(call, upkeep->audit_before, ROWS_AT_ONCE, &trimmed);
	*more = trimmed == ROWS_AT_ONCE;
	return error;
}

static struct error run_task(struct job *job, struct store *store)
{
	struct upkeep *upkeep = (struct upkeep *)((char *)job - offsetof(struct upkeep, job));
	struct call call = {
		.arena = upkeep->scratch,
		.secrets = upkeep->scratch,
		.store = store,
		.settings = upkeep->settings,
		.keyring = upkeep->keyring,
		.now = time_now(),
	};
	return upkeep->task(upkeep, &call, &upkeep->more);
}

static void task_done(struct job *job, struct error outcome)
{
	struct upkeep *upkeep = (struct upkeep *)((char *)job - offsetof(struct upkeep, job));
	if (!error_ok(outcome))
		log_write(LOG_WARNING, "upkeep failed", LOG_FIELDS({"outcome", text_of(error_names[outcome.code]), 0}));
	arena_reset(upkeep->scratch);
	pthread_mutex_lock(&upkeep->lock);
	upkeep->more = upkeep->more && error_ok(outcome);
	upkeep->busy = false;
	pthread_cond_signal(&upkeep->wake);
	pthread_mutex_unlock(&upkeep->lock);
}

/* Unless the server ends before; called with the lock held, as all below. */
static void rest(struct upkeep *upkeep, int64_t milliseconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (milliseconds % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	while (!upkeep->stopping && pthread_cond_clockwait(&upkeep->wake, &upkeep->lock, CLOCK_MONOTONIC, &until) == 0)
		continue;
}

static void run_job(struct upkeep *upkeep)
{
	upkeep->audit_before = upkeep->audit_days > 0 ? time_now() - upkeep->audit_days * DAY_MILLISECONDS : 0;
	upkeep->more = false;
	upkeep->job = (struct job){.kind = JOB_WRITE, .run = run_task, .done = task_done};
	upkeep->busy = runner_submit(upkeep->runner, &upkeep->job);
	while (upkeep->busy)
		pthread_cond_wait(&upkeep->wake, &upkeep->lock);
}

/* As long as there is more to do it rests for as long as it worked: half of the time at least is left to others. */
static bool work(struct upkeep *upkeep)
{
	struct error (*const tasks[])(struct upkeep *, struct call *, bool *) = {clear_away, sweep, trim_audit};
	bool more = false;
	for (size_t i = 0; i < sizeof(tasks) / sizeof(*tasks) && !upkeep->stopping; i++) {
		int64_t began = time_now();
		upkeep->task = tasks[i];
		run_job(upkeep);
		more = more || upkeep->more;
		int64_t took = time_now() - began;
		if (upkeep->more)
			rest(upkeep, took < PERIOD_MILLISECONDS ? took : PERIOD_MILLISECONDS);
	}
	return more;
}

static void *run(void *context)
{
	struct upkeep *upkeep = context;
	pthread_mutex_lock(&upkeep->lock);
	while (!upkeep->stopping) {
		if (!work(upkeep))
			rest(upkeep, PERIOD_MILLISECONDS);
	}
	pthread_mutex_unlock(&upkeep->lock);
	return NULL;
}

void upkeep_reload(struct upkeep *upkeep)
{
	pthread_mutex_lock(&upkeep->lock);
	upkeep->audit_days = upkeep->settings->audit_keep_days;
	pthread_mutex_unlock(&upkeep->lock);
}

struct error upkeep_start(
	struct runner *runner, const struct settings *settings, const struct keyring *keyring, struct upkeep **upkeep)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct upkeep *made = arena_alloc(arena, sizeof(*made));
	*made = (struct upkeep){
		.runner = runner,
		.settings = settings,
		.keyring = keyring,
		.audit_days = settings->audit_keep_days,
		.arena = arena,
		.scratch = arena_create(ARENA_WIPED),
	};
	pthread_mutex_init(&made->lock, NULL);
	pthread_cond_init(&made->wake, NULL);
	*upkeep = made;
	if (pthread_create(&made->thread, NULL, run, made) != 0)
		return error_internal("cannot start the upkeep thread");
	return ok();
}

void upkeep_stop(struct upkeep *upkeep)
{
	pthread_mutex_lock(&upkeep->lock);
	upkeep->stopping = true;
	pthread_cond_signal(&upkeep->wake);
	pthread_mutex_unlock(&upkeep->lock);
	pthread_join(upkeep->thread, NULL);
	pthread_cond_destroy(&upkeep->wake);
	pthread_mutex_destroy(&upkeep->lock);
	arena_destroy(upkeep->scratch);
	arena_destroy(upkeep->arena);
}

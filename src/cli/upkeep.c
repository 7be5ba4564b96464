/* A clock that submits small jobs to the runner. */
#include "cli/upkeep.h"
#include "base/log.h"
#include "base/time.h"
#include "directory/artefact.h"
#include <pthread.h>
#include <time.h>

#define PERIOD_SECONDS 30
#define SWEEP_MOST 1000

struct upkeep {
	struct runner *runner;
	const struct settings *settings;
	const struct keyring *keyring;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping, busy;
	struct arena *arena; /* of this struct */
	struct arena *scratch;
	struct job job;
};

static struct error sweep(struct job *job, struct store *store)
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
	int64_t swept;
	return artefact_sweep(&call, SWEEP_MOST, &swept);
}

static void swept(struct job *job, struct error outcome)
{
	struct upkeep *upkeep = (struct upkeep *)((char *)job - offsetof(struct upkeep, job));
	if (!error_ok(outcome))
		log_write(LOG_WARNING, "sweep failed", LOG_FIELDS({"outcome", text_of(error_names[outcome.code]), 0}));
	arena_reset(upkeep->scratch);
	pthread_mutex_lock(&upkeep->lock);
	upkeep->busy = false;
	pthread_cond_signal(&upkeep->wake);
	pthread_mutex_unlock(&upkeep->lock);
}

/* Waits for the end of the period or of the server; called with the lock held. */
static void rest(struct upkeep *upkeep)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PERIOD_SECONDS;
	while (!upkeep->stopping && pthread_cond_clockwait(&upkeep->wake, &upkeep->lock, CLOCK_MONOTONIC, &until) == 0)
		continue;
}

static void *run(void *context)
{
	struct upkeep *upkeep = context;
	pthread_mutex_lock(&upkeep->lock);
	while (!upkeep->stopping) {
		rest(upkeep);
		if (upkeep->stopping || upkeep->busy)
			continue;
		upkeep->job = (struct job){.kind = JOB_WRITE, .run = sweep, .done = swept};
		upkeep->busy = true;
		if (!runner_submit(upkeep->runner, &upkeep->job))
			upkeep->busy = false;
	}
	while (upkeep->busy)
		pthread_cond_wait(&upkeep->wake, &upkeep->lock);
	pthread_mutex_unlock(&upkeep->lock);
	return NULL;
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

/* Which stage runs on which thread. */
#include "api/service.h"
#include "api/door.h"
#include "api/platform.h"
#include "base/random.h"
#include "base/time.h"
#include <stddef.h>
#include <time.h>

#define LIMIT_KEYS 65536
#define NONCES (1u << 20)
#define NONCE_WINDOW (30 * 60 * 1000)
#define PATIENT_WAIT 5000 /* milliseconds that a read which looks at very much may stand in line */

static struct visit *visit_of_job(struct job *job)
{
	return (struct visit *)((char *)job - offsetof(struct visit, job));
}

static struct visit *visit_of_task(struct task *task)
{
	return (struct visit *)((char *)task - offsetof(struct visit, task));
}

static void finish(struct visit *visit, struct error outcome)
{
	struct service *service = visit->service;
	visit->outcome = outcome;
	operation_finish(visit);
	atomic_fetch_sub(&service->under_way, 1);
}

static void shed(struct visit *visit, atomic_int_fast64_t *counter, int64_t seconds)
{
	atomic_fetch_add(counter, 1);
	visit->retry_after = seconds;
	finish(visit, error_of(ERROR_THROTTLED, text_of(visit->operation->name)));
}

/* On the runner's threads */

static struct error run_job(struct job *job, struct store *store)
{
	struct visit *visit = visit_of_job(job);
	visit->call.store = store;
	if (!visit->entered) {
		struct error error = operation_enter(visit);
		if (!error_ok(error))
			return error;
	}
	if (operation_is_slow(visit) || (visit->operation->writes && job->kind == JOB_READ))
		return ok();
	return operation_run(visit);
}

static void submit_slow(struct visit *visit);
static void submit(struct visit *visit);

static void job_done(struct job *job, struct error outcome)
{
	struct visit *visit = visit_of_job(job);
	if (!error_ok(outcome) || visit->out)
		finish(visit, outcome);
	else if (operation_is_slow(visit))
		submit_slow(visit);
	else
		submit(visit);
}

/* An operation that may have a slow stage is entered outside a transaction first. */
static void submit(struct visit *visit)
{
	bool enter_alone = visit->operation->slow && !visit->entered;
	visit->job.kind = visit->operation->writes && !enter_alone ? JOB_WRITE : JOB_READ;
	visit->job.run = run_job;
	visit->job.done = job_done;
	if (!runner_submit(visit->service->runner, &visit->job))
		shed(visit, &visit->service->shed_by_store, 1);
}

/* The slow stage */

static void prepare(struct task *task)
{
	struct visit *visit = visit_of_task(task);
	bool too_late = atomic_load(&visit->service->stopping);
	visit->call.store = too_late ? NULL : runner_here(visit->service->runner);
	if (!visit->call.store) {
		finish(visit, error_of(ERROR_STORE_UNAVAILABLE, TEXT("")));
		return;
	}
	struct error error = visit->operation->prepare(&visit->call, visit->in);
	visit->prepared = true;
	if (!error_ok(error)) {
		finish(visit, error);
		return;
	}
	submit(visit);
}

static void submit_task(struct visit *visit, struct pool *pool)
{
	int64_t seconds = 1;
	if (!pool_submit(pool, &visit->task, &seconds))
		shed(visit, &visit->service->shed_by_pool, seconds);
}

static void submit_slow(struct visit *visit)
{
	visit->task.run = prepare;
	submit_task(visit, visit->service->pool);
}

/* On the event thread */

/* What can be done with a reader's connection: everything for a read, the first half of a write. */
static struct error read_here(struct visit *visit)
{
	struct error error = operation_enter(visit);
	if (!error_ok(error) || visit->operation->writes || operation_is_slow(visit))
		return error;
	return operation_run(visit);
}

/* One transaction, so that all of a call's statements see the same state; it also spares taking locks for each. */
static struct error read_in_transaction(struct visit *visit, struct error (*stage)(struct visit *visit))
{
	struct store *store = runner_here(visit->service->runner);
	if (!store)
		return error_of(ERROR_STORE_UNAVAILABLE, TEXT(""));
	struct error error = store_begin(store);
	if (!error_ok(error))
		return error;
	visit->call.store = store;
	error = stage(visit);
	store_rollback(store);
	return error;
}

/* A read that looks at so much that others would wait for the event thread: it is run again beside it. */
static void run_patiently(struct task *task)
{
	struct visit *visit = visit_of_task(task);
	bool too_late = atomic_load(&visit->service->stopping);
	visit->call.patient = true;
	runner_rest(visit->service->runner);
	finish(visit,
		too_late ? error_of(ERROR_STORE_UNAVAILABLE, TEXT("")) : read_in_transaction(visit, operation_run));
}

static void submit_patient(struct visit *visit)
{
	visit->task.run = run_patiently;
	submit_task(visit, visit->service->patient);
}

static void enter_here(struct visit *visit)
{
	struct error error = read_in_transaction(visit, read_here);
	if (error.code == ERROR_NEEDS_PATIENCE)
		submit_patient(visit);
	else if (!error_ok(error) || visit->out)
		finish(visit, error);
	else if (operation_is_slow(visit))
		submit_slow(visit);
	else
		submit(visit);
}

static struct visit *visit_create(struct service *service, struct exchange *exchange)
{
	struct visit *visit = arena_alloc(exchange->arena, sizeof(*visit));
	visit->service = service;
	visit->exchange = exchange;
	visit->call = (struct call){
		.arena = exchange->arena,
		.secrets = exchange->secrets,
		.settings = service->settings,
		.keyring = service->keyring,
		.now = time_now(),
		.request_id = random_uuid(exchange->arena),
		.source = exchange->request.address,
		.patient = !service->serialized,
	};
	return visit;
}

static void start(void *context, struct exchange *exchange)
{
	struct service *service = context;
	if (platform_answer(service, exchange)) {
		exchange_finish(exchange);
		return;
	}
	atomic_fetch_add(&service->under_way, 1);
	struct visit *visit = visit_create(service, exchange);
	struct error error = door_route(visit);
	if (!error_ok(error)) {
		finish(visit, error);
		return;
	}
	visit->operation = visit->match.operation;
	visit->call.operation = text_join(exchange->arena,
		TEXT_PARTS(text_of(visit->match.family->product), TEXT(":"), text_of(visit->operation->name)));
	if (service->serialized)
		enter_here(visit);
	else
		submit(visit);
}

static void leave(void *context)
{
	struct service *service = context;
	runner_leave(service->runner);
}

struct http_application service_application(struct service *service)
{
	return (struct http_application){service, start, leave, &service->http};
}

struct http_application service_management(struct service *service)
{
	return (struct http_application){service, platform_manage, leave, NULL};
}

void service_leave(struct service *service)
{
	atomic_store(&service->leaving, true);
}

struct error service_start(struct arena *arena, const struct service_options *options, struct service **service)
{
	const struct settings *settings = options->settings;
	struct service *made = arena_alloc(arena, sizeof(*made));
	*made = (struct service){
		.settings = settings,
		.keyring = options->keyring,
		.runner = options->runner,
		.router = router_create(arena),
		.calls = limit_create(LIMIT_KEYS, settings->limit_calls_per_second, 1000),
		.failures = limit_create(LIMIT_KEYS, settings->limit_failures_per_minute, 60 * 1000),
		.address_failures = limit_create(LIMIT_KEYS, settings->limit_address_failures_per_minute, 60 * 1000),
		.metrics = metrics_create(arena),
		.nonces = nonce_table_create(arena, NONCES, NONCE_WINDOW),
		.managed_elsewhere = settings->server_management_listen.length > 0,
		.serialized = options->engine == STORE_SQLITE,
		.started = time_now(),
		.version = options->version,
	};
	struct pool_options pool_options = {
		.name = "slow",
		.threads = settings->password_threads,
		.wait = settings->password_wait_milliseconds,
		.leave = leave,
		.context = made,
	};
	struct pool_options patient_options = {
		.name = "patient",
		.threads = 1,
		.wait = PATIENT_WAIT,
		.leave = leave,
		.context = made,
	};
	struct error error = pool_start(&pool_options, &made->pool);
	if (!error_ok(error))
		return error;
	error = pool_start(&patient_options, &made->patient);
	if (!error_ok(error))
		pool_stop(made->pool);
	*service = made;
	return error;
}

void service_stop(struct service *service)
{
	const struct timespec moment = {.tv_nsec = 5 * 1000 * 1000};
	atomic_store(&service->stopping, true);
	while (atomic_load(&service->under_way) > 0)
		nanosleep(&moment, NULL);
	pool_stop(service->pool);
	pool_stop(service->patient);
	limit_destroy(service->calls);
	limit_destroy(service->failures);
	limit_destroy(service->address_failures);
	nonce_table_destroy(service->nonces);
}

void service_reload(struct service *service)
{
	limit_change(service->calls, service->settings->limit_calls_per_second);
	limit_change(service->failures, service->settings->limit_failures_per_minute);
	limit_change(service->address_failures, service->settings->limit_address_failures_per_minute);
}

/* Sends the messages of the outbox. */
#include "api/courier.h"
#include "base/json.h"
#include "base/log.h"
#include "base/time.h"
#include "directory/notification.h"
#include "net/client.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#define PERIOD_SECONDS 1
#define SEND_TIMEOUT (30 * 1000)
#define ANSWER_MOST 65536

struct courier {
	struct runner *runner;
	const struct settings *settings;
	const struct keyring *keyring;
	struct arena *memory; /* of one message */
	pthread_t thread;
	atomic_bool stopping; /* changed under the lock, so that nobody misses it */
	pthread_mutex_t lock; /* guards the rest of this group */
	pthread_cond_t wake;
	bool busy;
	struct job job;
	struct error outcome; /* of the job */
	struct notification notification;
	bool found;
};

/* On the runner's threads */

static struct courier *courier_of(struct job *job)
{
	return (struct courier *)((char *)job - offsetof(struct courier, job));
}

static struct call call_of(struct courier *courier, struct store *store)
{
	return (struct call){
		.arena = courier->memory,
		.secrets = courier->memory,
		.store = store,
		.settings = courier->settings,
		.keyring = courier->keyring,
		.now = time_now(),
	};
}

static struct error lease(struct job *job, struct store *store)
{
	struct courier *courier = courier_of(job);
	struct call call = call_of(courier, store);
	return notification_lease(&call, &courier->notification, &courier->found);
}

static struct error settle(struct job *job, struct store *store)
{
	struct courier *courier = courier_of(job);
	struct call call = call_of(courier, store);
	return notification_done(&call, courier->notification.id);
}

static void done(struct job *job, struct error outcome)
{
	struct courier *courier = courier_of(job);
	pthread_mutex_lock(&courier->lock);
	courier->outcome = outcome;
	courier->busy = false;
	pthread_cond_signal(&courier->wake);
	pthread_mutex_unlock(&courier->lock);
}

/* On the courier's own */

static struct error perform(struct courier *courier, struct error (*run)(struct job *job, struct store *store))
{
	courier->job = (struct job){.kind = JOB_WRITE, .run = run, .done = done};
	courier->busy = true;
	if (!runner_submit(courier->runner, &courier->job))
		return error_of(ERROR_STORE_UNAVAILABLE, TEXT(""));
	pthread_mutex_lock(&courier->lock);
	while (courier->busy)
		pthread_cond_wait(&courier->wake, &courier->lock);
	pthread_mutex_unlock(&courier->lock);
	return courier->outcome;
}

static struct error send_mail(struct courier *courier)
{
	const struct mail mail = {
		.server = courier->settings->mail_url,
		.from = courier->settings->mail_from,
		.to = courier->notification.address,
		.subject = courier->notification.subject,
		.body = courier->notification.body,
		.stop = &courier->stopping,
	};
	return client_mail(courier->memory, &mail);
}

static struct text message_json(struct courier *courier)
{
	struct builder out = builder_in(courier->memory, ANSWER_MOST);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_name(&writer, TEXT("phone"));
	json_write_text(&writer, courier->notification.address);
	json_write_name(&writer, TEXT("text"));
	json_write_text(&writer, courier->notification.body);
	json_close_object(&writer);
	return builder_text(&out);
}

static struct error send_text_message(struct courier *courier)
{
	const struct outgoing request = {
		.url = courier->settings->sms_url,
		.method = TEXT("POST"),
		.content_type = TEXT("application/json"),
		.body = message_json(courier),
		.trusted = true,
		.timeout = SEND_TIMEOUT,
		.stop = &courier->stopping,
		.most = ANSWER_MOST,
	};
	int64_t status;
	struct text answer;
	struct error error = client_send(courier->memory, &request, &status, &answer);
	if (error_ok(error) && (status < 200 || status > 299))
		return error_internal("the SMS service refused the message");
	return error;
}

/* False when there is nothing to do now. */
static bool deliver_next(struct courier *courier)
{
	courier->found = false;
	struct error error = perform(courier, lease);
	if (!error_ok(error) || !courier->found)
		return false;
	struct notification *notification = &courier->notification;
	bool mail = notification->channel == NOTIFICATION_CHANNEL_EMAIL;
	error = mail ? send_mail(courier) : send_text_message(courier);
	if (error_ok(error))
		error = perform(courier, settle);
	if (!error_ok(error))
		log_write(LOG_WARNING, "a message was not sent",
			LOG_FIELDS({"id", notification->id, 0}, {"realm", notification->realm, 0},
				{"channel", text_of(mail ? "email" : "sms"), 0},
				{"attempts", {NULL, 0}, notification->attempts},
				{"cause", text_of(error.cause), LOG_NOTHING}));
	return true;
}

static void rest(struct courier *courier)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PERIOD_SECONDS;
	pthread_mutex_lock(&courier->lock);
	while (!atomic_load(&courier->stopping) &&
		pthread_cond_clockwait(&courier->wake, &courier->lock, CLOCK_MONOTONIC, &until) == 0)
		continue;
	pthread_mutex_unlock(&courier->lock);
}

static void *run(void *context)
{
	struct courier *courier = context;
	while (!atomic_load(&courier->stopping)) {
		bool delivered = deliver_next(courier);
		arena_reset(courier->memory);
		if (!delivered)
			rest(courier);
	}
	return NULL;
}

struct error courier_start(struct arena *arena, struct runner *runner, const struct settings *settings,
	const struct keyring *keyring, struct courier **courier)
{
	struct courier *made = arena_alloc(arena, sizeof(*made));
	made->runner = runner;
	made->settings = settings;
	made->keyring = keyring;
	made->memory = arena_create(ARENA_WIPED);
	pthread_mutex_init(&made->lock, NULL);
	pthread_cond_init(&made->wake, NULL);
	if (pthread_create(&made->thread, NULL, run, made) != 0)
		return error_internal("cannot start the thread that sends messages");
	*courier = made;
	return ok();
}

void courier_stop(struct courier *courier)
{
	pthread_mutex_lock(&courier->lock);
	atomic_store(&courier->stopping, true);
	pthread_cond_signal(&courier->wake);
	pthread_mutex_unlock(&courier->lock);
	pthread_join(courier->thread, NULL);
	pthread_cond_destroy(&courier->wake);
	pthread_mutex_destroy(&courier->lock);
	arena_destroy(courier->memory);
}

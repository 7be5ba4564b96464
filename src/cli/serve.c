/* Start, signals, stop. */
#include "api/courier.h"
#include "api/service.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include "cli/supervisor.h"
#include "cli/upkeep.h"
#include "cli/version.h"
#include "directory/access_key.h"
#include "net/server.h"
#include "store/migrate.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define STOP_SECONDS 30 /* what stopping may take beside draining */
#define OTHER_FILES 256 /* beside connections: those of SQLite for each thread, and what the libraries open */

const char cli_serve_help[] =
	"Log lines go to stderr, as JSON. /healthz, /readyz and /metrics are for whoever watches over it.\n";

struct serving {
	struct installation *installation;
	struct runner *runner;
	struct service *service;
	struct http_server *server;
	struct http_server *management; /* NULL: the server answers what it would */
	struct upkeep *upkeep;
	struct courier *courier;
};

static const char *file_or_null(struct installation *installation, struct text file)
{
	return file.length > 0 ? text_copy(installation->arena, file).at : NULL;
}

/* Each connection is a file, of which shells give a program few, but let it ask for more. As many connections as are wanted
 * or as there are files for. */
static int64_t connections_allowed(const struct settings *settings)
{
	struct rlimit files;
	int64_t wanted = settings->server_connections, others = OTHER_FILES + settings->data_connections;
	rlim_t enough = (rlim_t)(wanted + others);
	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= enough)
		return wanted;
	files.rlim_cur = files.rlim_max < enough ? files.rlim_max : enough;
	if (setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur == enough)
		return wanted;
	int64_t allowed = (int64_t)files.rlim_cur - others;
	log_write(LOG_WARNING, "fewer connections than server.connections, for want of files",
		LOG_FIELDS({"connections", {NULL, 0}, allowed}, {"files", {NULL, 0}, (int64_t)files.rlim_cur}));
	return allowed < 1 ? 1 : allowed;
}

static struct error start_server(struct serving *serving)
{
	struct installation *installation = serving->installation;
	const struct settings *settings = &installation->settings;
	struct http_options options = {
		.listen = settings->server_listen,
		.listen_setting = "server.listen",
		.certificate = file_or_null(installation, settings->server_tls_certificate),
		.key = file_or_null(installation, settings->server_tls_key),
		.allow_plain = settings->server_allow_plain_http,
		.threads = settings->server_threads,
		.connections = connections_allowed(settings),
		.idle_seconds = settings->server_idle_seconds,
		.request_seconds = settings->server_request_seconds,
		.connections_per_address = settings->server_connections_per_address,
		.head_bytes = settings->server_head_bytes,
		.body_bytes = settings->server_body_bytes,
		.trusted_proxies = settings->server_trusted_proxies,
	};
	return http_server_start(&options, service_application(serving->service), &serving->server);
}

/* It serves machines that watch, so one thread and few connections will do. */
static struct error start_management(struct serving *serving)
{
	const struct settings *settings = &serving->installation->settings;
	struct http_options options = {
		.listen = settings->server_management_listen,
		.listen_setting = "server.management_listen",
		.allow_plain = true,
		.threads = 1,
		.connections = 64,
		.idle_seconds = settings->server_idle_seconds,
		.request_seconds = settings->server_request_seconds,
		.head_bytes = settings->server_head_bytes,
		.body_bytes = 1024,
	};
	if (options.listen.length == 0)
		return ok();
	return http_server_start(&options, service_management(serving->service), &serving->management);
}

static struct error start_service(struct serving *serving)
{
	struct installation *installation = serving->installation;
	const struct settings *settings = &installation->settings;
	struct runner_options runner_options = {
		.store = installation_store(installation, false),
		.threads = (size_t)settings->data_connections,
		.queue = (size_t)settings->data_queue,
	};
	struct error error = runner_start(&runner_options, &serving->runner);
	if (!error_ok(error))
		return error;
	struct service_options options = {
		.settings = settings,
		.keyring = installation->keyring,
		.runner = serving->runner,
		.engine = runner_options.store.engine,
		.version = MUSTER_VERSION,
	};
	return service_start(installation->arena, &options, &serving->service);
}

static struct error start(struct serving *serving)
{
	struct installation *installation = serving->installation;
	int64_t pending;
	struct error error = migrate(installation->store, migrations, false, &pending);
	if (error_ok(error))
		error = access_key_check_seal(&installation->call);
	if (!error_ok(error))
		return error;
	installation->settings.server_issuer = installation_endpoint(installation);
	error = start_service(serving);
	if (error_ok(error))
		error = upkeep_start(serving->runner, &installation->settings, installation->keyring, &serving->upkeep);
	if (error_ok(error))
		error = courier_start(installation->arena, serving->runner, &installation->settings,
			installation->keyring, &serving->courier);
	if (error_ok(error))
		error = start_server(serving);
	return error_ok(error) ? start_management(serving) : error;
}

/* Draining may take as long as the settings say, whatever patience the supervisor has by itself. */
static void tell_stopping(struct serving *serving, int64_t seconds)
{
	supervisor_tell(text_print(serving->installation->arena, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%lld",
		(long long)(seconds + STOP_SECONDS) * 1000000)
				.at);
}

static void stop(struct serving *serving)
{
	int64_t seconds = serving->installation->settings.server_drain_seconds;
	tell_stopping(serving, seconds);
	if (serving->service)
		service_leave(serving->service);
	if (serving->server)
		http_server_stop(serving->server, seconds);
	if (serving->management)
		http_server_stop(serving->management, 0);
	if (serving->courier)
		courier_stop(serving->courier);
	if (serving->upkeep)
		upkeep_stop(serving->upkeep);
	if (serving->service)
		service_stop(serving->service);
	if (serving->runner)
		runner_stop(serving->runner);
}

/* Only what may change while running is taken over; nothing of it when the certificate is no good. */
static struct error take_over(struct serving *serving, const struct settings *fresh)
{
	struct settings *settings = &serving->installation->settings;
	struct error error = http_server_reload(serving->server);
	if (!error_ok(error))
		return error;
	settings->limit_calls_per_second = fresh->limit_calls_per_second;
	settings->limit_failures_per_minute = fresh->limit_failures_per_minute;
	settings->limit_address_failures_per_minute = fresh->limit_address_failures_per_minute;
	settings->audit_keep_days = fresh->audit_keep_days;
	log_level_set((enum log_level)(fresh->log_level - 1));
	service_reload(serving->service);
	upkeep_reload(serving->upkeep);
	return ok();
}

/* Settings with a mistake change nothing. */
static void reload(struct serving *serving)
{
	struct settings fresh;
	struct text problem;
	struct arena *arena = arena_create(ARENA_WIPED);
	supervisor_tell(text_print(arena, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)time_monotonic()).at);
	if (!installation_read_settings(serving->installation, arena, &fresh, &problem)) {
		log_write(LOG_ERROR, "settings were not read again", LOG_FIELDS({"problem", problem, 0}));
	} else {
		struct error error = take_over(serving, &fresh);
		log_write(error_ok(error) ? LOG_INFO : LOG_ERROR, "reloaded",
			LOG_FIELDS({"outcome", text_of(error_names[error.code]), 0},
				{"cause", text_of(error.cause), LOG_NOTHING}));
	}
	supervisor_tell("READY=1");
	arena_destroy(arena);
}

static sigset_t watched_signals(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	return signals;
}

static void wait_for_end(struct serving *serving, const sigset_t *signals)
{
	int number;
	while (sigwait(signals, &number) == 0 && number == SIGHUP)
		reload(serving);
	log_write(LOG_INFO, "stopping", NULL, 0);
}

static int serve(struct installation *installation, struct arguments *arguments)
{
	if (!arguments_are_none(arguments))
		return 2;
	struct serving serving = {.installation = installation};
	/* Blocked before any thread exists, so that only this one takes them. */
	sigset_t signals = watched_signals();
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!installation_connect(installation, true) || !installation_lock(installation))
		return 1;
	log_start();
	struct error error = start(&serving);
	if (!error_ok(error)) {
		stop(&serving);
		log_stop();
		return cli_fail("cannot start", error);
	}
	log_write(LOG_INFO, "listening",
		LOG_FIELDS({"address", installation->settings.server_listen, 0},
			{"port", {NULL, 0}, http_server_port(serving.server)},
			{"management_port", {NULL, 0},
				serving.management ? http_server_port(serving.management) : LOG_NOTHING}));
	supervisor_tell("READY=1");
	wait_for_end(&serving, &signals);
	stop(&serving);
	log_stop();
	return 0;
}

int cli_serve(int count, char **at)
{
	return installation_run(count, at, serve);
}

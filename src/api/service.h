/* The application behind the HTTP server: every request becomes a visit, and each stage of it runs on the thread where it
 * belongs. Handlers know nothing of threads.
 *
 *   SQLite:      enter and reads on the event thread, slow stage in the pool, writes on the writer thread; a read that
 *                looks at very much ends there early, and is run again by a thread for such.
 *   PostgreSQL:  everything on the runner's threads, slow stage in the pool.
 *
 * Beside the operations it answers /healthz, /readyz, /metrics and /openapi/<family>.json. */
#pragma once
#include "api/metrics.h"
#include "api/nonce.h"
#include "api/route.h"
#include "net/limit.h"
#include "net/pool.h"
#include "net/server.h"
#include "store/runner.h"
#include <stdatomic.h>

struct service {
	const struct settings *settings;
	const struct keyring *keyring;
	struct runner *runner;
	struct pool *pool;    /* slow stages */
	struct pool *patient; /* SQLite: reads that look at very much */
	const struct router *router;
	struct limit *calls, *failures, *address_failures;
	struct metrics *metrics;
	struct nonce_table *nonces;
	bool managed_elsewhere; /* a server of its own answers /readyz and /metrics */
	bool serialized; /* SQLite: reads run where they arrive */
	struct http_figures http;
	atomic_int_fast64_t shed_by_store, shed_by_pool; /* calls told to try again */
	struct {
		atomic_int_fast64_t authentication, held_back, permission;
	} refused;
	int64_t started; /* milliseconds since 1970 */
	const char *version;
	atomic_int_fast64_t under_way; /* visits that have not been answered */
	atomic_bool leaving;           /* soon nobody is to send calls any more */
	atomic_bool stopping;          /* nobody waits for their answers any more */
};

struct service_options {
	const struct settings *settings;
	const struct keyring *keyring;
	struct runner *runner;
	enum store_engine engine;
	const char *version; /* of the program, for /metrics */
};

/* The service and all it owns live in `arena`; settings may be changed (SIGHUP) by service_reload only. */
struct error service_start(struct arena *arena, const struct service_options *options, struct service **service)
	must_check;
/* Nothing new may come in, and nobody waits any more: what has not begun its slow stage is given up, and all else runs to
 * its end. The runner still runs. */
void service_stop(struct service *service);
void service_reload(struct service *service);
struct http_application service_application(struct service *service);
/* Of the management server, with server.management_listen. */
struct http_application service_management(struct service *service);
/* From now on /readyz says no. */
void service_leave(struct service *service);

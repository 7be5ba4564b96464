/* HTTP and TLS by libmicrohttpd: epoll, one event thread for each core. A whole request (body capped) becomes an exchange;
 * the application answers it at once on the event thread, or later from any other thread while the connection is
 * suspended. The server knows nothing of what the application does.
 *
 * Refused here, before the application sees it, as JSON {"RequestId","Code","Message"}: malformed requests, more than
 * one Host, a Transfer-Encoding beside a Content-Length, bodies or headers that are too large, request lines that are not
 * valid percent-encoded UTF-8. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include <stdatomic.h>

struct http_header {
	struct text name, value; /* request: name in lower case */
};

struct http_request {
	struct text method;
	struct text path;    /* as sent, still percent-encoded, without the query */
	struct text query;   /* as sent, without '?'; empty when there is none */
	struct text host;    /* lower case, without the port; for routing to an instance, never for links */
	struct http_header *headers;
	size_t header_count;
	struct text body;
	struct text address; /* of the caller, as text: the peer's, or what a trusted proxy says */
	bool secure;         /* came over TLS */
};

struct http_reply {
	int status;
	struct text content_type;
	struct http_header headers[8];
	size_t header_count;
	struct text body;
};

struct exchange {
	struct http_request request;
	struct http_reply reply;
	struct arena *arena;   /* both are reset when the reply has been sent */
	struct arena *secrets;
	int64_t started;       /* time_monotonic() */
	void *server_private;
};

/* Kept up to date by the server, for whoever watches over it. */
struct http_figures {
	atomic_int_fast64_t connections;      /* open now */
	atomic_int_fast64_t certificate_ends; /* seconds since 1970; 0 without TLS */
};

struct http_application {
	void *context;
	/* Must lead to exactly one exchange_finish(exchange), from here or later from any thread. */
	void (*start)(void *context, struct exchange *exchange);
	/* Called once on each event thread before it ends. */
	void (*leave)(void *context);
	struct http_figures *figures; /* may be NULL */
};

struct http_options {
	struct text listen;             /* host:port, [v6]:port */
	const char *listen_setting;     /* its name, for errors */
	const char *certificate, *key;  /* PEM files; NULL: plain HTTP */
	bool allow_plain;               /* plain HTTP on an address that is not loopback */
	int64_t threads, connections, idle_seconds, request_seconds;
	int64_t head_bytes, body_bytes;  /* libmicrohttpd writes zeroes over all of head_bytes after each request */
	int64_t connections_per_address; /* 0: no limit of its own */
	struct text trusted_proxies;     /* networks whose X-Forwarded-For is believed; see network.h */
};

struct http_server;

struct error http_server_start(const struct http_options *options, struct http_application application,
	struct http_server **server) must_check;
/* Reads certificate and key again; on failure the old ones stay. */
struct error http_server_reload(struct http_server *server) must_check;
/* The port in use, for `listen` with port 0. */
int http_server_port(const struct http_server *server);
/* Stops accepting, waits up to `seconds` for exchanges under way, then closes everything. */
void http_server_stop(struct http_server *server, int64_t seconds);

void exchange_finish(struct exchange *exchange);
/* The header's value, or text that is not there. `count` (may be NULL) is how often it was sent. */
struct text http_header(const struct http_request *request, const char *name, size_t *count);
void http_reply_header(struct http_reply *reply, const char *name, struct text value);

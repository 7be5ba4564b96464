/* Outgoing HTTP and mail by libcurl: protocol allow-list, no redirects, and no connection to a loopback, private,
 * link-local or otherwise special address unless the administrator named it in settings (`trusted`). Runs in the slow
 * pool; bounded in time and size. */
#pragma once
#include "base/error.h"
#include <stdatomic.h>

struct outgoing_header {
	struct text name, value;
};

struct outgoing {
	struct text url;
	struct text method;       /* GET, POST, PUT, PATCH or DELETE */
	struct text content_type; /* of the body */
	struct text body;         /* may be absent, as POST's may be empty */
	const struct outgoing_header *headers; /* further ones */
	size_t header_count;
	const char *authorities;  /* PEM file of who may vouch for the server; NULL: the system's */
	bool trusted;             /* the URL comes from the administrator's settings */
	int64_t timeout;          /* milliseconds */
	const atomic_bool *stop;  /* once it is set, the attempt is given up within a second; may be NULL */
	size_t most;              /* bytes of the answer */
};

struct error client_send(struct arena *arena, const struct outgoing *request, int64_t *status, struct text *body)
	must_check;

/* Scheme (in lower case) and host of a URL as it would be called; false when it is none, or lacks either. */
bool client_url(struct arena *arena, struct text url, struct text *scheme, struct text *host);

struct mail {
	struct text server;  /* smtp://… or smtps://… from settings */
	struct text from, to, subject, body;
	const atomic_bool *stop; /* as above */
};
struct error client_mail(struct arena *arena, const struct mail *mail) must_check;

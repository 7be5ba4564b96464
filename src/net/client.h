/* Outgoing HTTP and mail by libcurl: protocol allow-list, no redirects, and no connection to a loopback, private,
 * link-local or otherwise special address unless the administrator named it in settings (`trusted`). Runs in the slow
 * pool; bounded in time and size. */
#pragma once
#include "base/error.h"

struct outgoing {
	struct text url;
	struct text method;       /* GET or POST */
	struct text content_type; /* of the body */
	struct text body;
	bool trusted;             /* the URL comes from the administrator's settings */
	int64_t timeout;          /* milliseconds */
	size_t most;              /* bytes of the answer */
};

struct error client_send(struct arena *arena, const struct outgoing *request, int64_t *status, struct text *body)
	must_check;

struct mail {
	struct text server;  /* smtp://… or smtps://… from settings */
	struct text from, to, subject, body;
};
struct error client_mail(struct arena *arena, const struct mail *mail) must_check;

/* One call to a Muster over HTTP, as whoever the credentials say. Families with tokens get one first, by
 * client_credentials. */
#pragma once
#include "api/operation.h"
#include "base/encode.h"

struct caller {
	struct arena *arena;
	const char *authorities;                /* PEM file to check an endpoint of https:// by; NULL: the system's */
	struct text endpoint;                   /* http://host:port or https://host:port, nothing after it */
	struct text key, secret;                /* for signed calls */
	struct text instance;                   /* for parameters that are not given */
	struct text application, client_secret; /* likewise, and for tokens */
};

struct answer {
	int64_t status;
	struct text body;
};

/* False, after a message, when no call could be made or none was answered. */
bool call_send(const struct caller *caller, const struct operation *operation, struct parameter_list values,
	struct answer *answer);
/* Says on stderr how a call was refused, in the words of its door. */
void call_print_refusal(const struct answer *answer);

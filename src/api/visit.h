/* One request on its way through an operation. Lives in the exchange's arena. */
#pragma once
#include "api/operation.h"
#include "api/route.h"
#include "base/encode.h"
#include "net/pool.h"
#include "net/server.h"
#include "store/runner.h"

struct service;
struct door;

/* Of a call with a client token. */
struct repetition {
	struct text key; /* not there: there is no token, or nobody asked yet */
	struct text request;
};

struct visit {
	struct job job;
	struct task task;
	struct service *service;
	struct exchange *exchange;
	const struct door *door;
	const struct operation *operation; /* NULL until routed */
	struct call call;

	struct route_match match;          /* path parameters, rest */
	struct parameter_list query;       /* as sent */
	struct parameter_list parameters;  /* query and form body together, sorted by name */
	struct json_t *body;               /* the JSON body, or NULL */
	struct text nonce;                 /* what must not come again, of a signed request */
	bool nonce_taken;                  /* it did not come before, as far as this node knows */

	struct text site, claim;           /* whose failure it would be; see failure.h */

	void *in, *out;
	struct repetition repetition;
	bool entered;                      /* authenticated, permitted, decoded */
	bool prepared;                     /* the slow stage is over */
	struct text answer;                /* encoded, once it ran */
	struct error outcome;
	int64_t retry_after;               /* seconds, with ERROR_THROTTLED */
};

/* The contract at run time: what a generated row says of an operation, and the one function that runs any of them.
 *
 * operation_run: rate limit, authenticate, permission, decode and validate, run, encode, audit, metric, log line. Nothing
 * of this is in a handler, so none can forget it. */
#pragma once
#include "base/error.h"
#include "base/field.h"
#include "directory/call.h"

enum authentication {
	AUTHENTICATION_NONE,
	AUTHENTICATION_BEARER,
	AUTHENTICATION_SIGNATURE,
};

struct rendering { /* how one dialect says one error */
	int status;         /* 0: not said in this dialect, use the fallback's */
	const char *code, *message, *message_zh;
};

struct dialect {
	const char *name;
	const struct dialect *fallback;
	const struct rendering *renderings; /* by enum error_code */
};

struct family;

struct operation {
	const char *name, *doc;
	const struct family *family;
	const char *method, *const *paths; /* rest: one path for each prefix; NULL-terminated */
	bool writes;
	bool slow;                         /* has a prepare stage … */
	const size_t *slow_offsets;        /* … only when one of these request fields was sent, ended by SIZE_MAX; NULL: always */
	const char *idempotent;            /* wire name of the client token, or NULL */
	size_t idempotent_offset;
	enum authentication authentication;
	const struct dialect *dialect;
	const char *permission;            /* core name, "user:manage"; NULL: none needed */
	const char *const *refuses;        /* parameters answered with parameter_unsupported; NULL-terminated, or NULL */
	const struct shape *request, *response;
	struct error (*prepare)(struct call *call, const void *in);
	struct error (*run)(struct call *call, const void *in, void *out);
	const enum error_code *errors;     /* declared, ended by ERROR_NONE */
	bool supported;                    /* false: answered with not_supported */
	size_t id;                         /* index over all families, for metrics */
};

enum family_style {
	FAMILY_REST,
	FAMILY_RPC,
};

struct permission_name {
	const char *name, *wire;
};

struct family {
	const char *name, *product, *version, *doc;
	enum family_style style;
	const struct dialect *dialect;
	bool empty_when_unset;
	const struct permission_name *permissions; /* ended by {NULL, NULL} */
	const struct operation *operations;
	size_t count;
	const char *openapi; /* the document served at /openapi/<name>.json */
};

/* Generated in contract/families.c. */
extern const struct family *const families[]; /* NULL-terminated */
extern const size_t operation_count;
extern const char errors_page[]; /* HTML, each error's name an anchor; served at /errors */

struct visit;

/* First half: rate limit, authentication, permission, decoding. Uses visit->call.store for reads only. */
struct error operation_enter(struct visit *visit) must_check;
/* Whether the operation's slow stage is needed before the second half. */
bool operation_is_slow(const struct visit *visit);
/* Second half, inside the transaction when the operation writes: run, audit, encode. May be run again after a conflict. */
struct error operation_run(struct visit *visit) must_check;
/* The reply of a visit that is over, whatever its outcome; metric and log line. */
void operation_finish(struct visit *visit);

/* Failure as a value.
 *
 * A function that can fail returns `struct error`; `error_ok` tests it. Outputs come last and are ignored on failure.
 * `contract/errors.json` says for each code what it means, at what level it is logged, and how each door renders it. */
#pragma once
#include "base/text.h"
#include "contract/errors.h" /* generated: enum error_code, ERROR_NONE = 0 */

#define must_check __attribute__((warn_unused_result))

struct error {
	enum error_code code;
	struct text subject; /* what it is about: a parameter's wire name, an id, a scope; lives in the call's arena */
	const char *cause;   /* for the log only, never for the caller; NULL, literal or in the call's arena */
};

static inline bool error_ok(struct error error)
{
	return error.code == ERROR_NONE;
}

static inline struct error ok(void)
{
	return (struct error){ERROR_NONE, {NULL, 0}, NULL};
}

static inline struct error error_of(enum error_code code, struct text subject)
{
	return (struct error){code, subject, NULL};
}

/* An internal failure: the caller learns nothing but that it failed. */
static inline struct error error_internal(const char *cause)
{
	return (struct error){ERROR_INTERNAL, {NULL, 0}, cause};
}

/* From a request line to an operation. The table is made once from the contract and never changes. */
#pragma once
#include "api/operation.h"

#define ROUTE_PARAMETERS 8

struct route_match {
	const struct operation *operation;
	const struct family *family;     /* whose error form to use, also when no operation was found */
	struct text names[ROUTE_PARAMETERS];  /* of the path's parameters */
	struct text values[ROUTE_PARAMETERS]; /* decoded */
	size_t count;
};

struct router;

struct router *router_create(struct arena *arena);
/* By method and raw path. ERROR_OPERATION_NOT_FOUND, ERROR_METHOD_NOT_ALLOWED; `match->family` is set in any case. */
struct error route_path(const struct router *router, struct arena *arena, struct text method, struct text path,
	struct route_match *match) must_check;
/* By version and action. ERROR_VERSION_UNKNOWN, ERROR_OPERATION_NOT_FOUND; `match->family` is set in any case. */
struct error route_action(const struct router *router, struct text version, struct text action,
	struct route_match *match) must_check;
/* The value of a path parameter, or text that is not there. */
struct text route_value(const struct route_match *match, const char *name);

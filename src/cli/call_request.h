/* The HTTP request of one operation, from named values and the operation's table alone. What the server checks is not
 * checked here; only what cannot be placed, or has no JSON, is refused.
 *
 * Names of nested values have dots, and items of lists their numbers, from 1: "customFields.1.fieldName". In a JSON body a
 * list, a map or an object can also be given whole, as JSON. */
#pragma once
#include "api/operation.h"
#include "base/encode.h"

struct call_request {
	struct text method;
	struct text path;             /* as on the request line, without the query */
	struct parameter_list query;  /* not encoded */
	struct parameter_list headers;
	struct text content_type;     /* not there without a body */
	struct text body;
};

/* Room that `headers` has beside those of the operation, for authentication. */
#define CALL_HEADERS 10

/* False with a sentence for whoever typed the values. Values that are not there are left to the server, but for those
 * that the path needs. json_use_arena(arena) was called. */
bool call_request_make(struct arena *arena, const struct operation *operation, struct parameter_list values,
	struct call_request *request, struct text *problem);
void call_request_header(struct call_request *request, const char *name, struct text value);

/* name=value&name=value, percent-encoded. */
struct text call_form(struct arena *arena, struct parameter_list values);
/* The request's field with that name, or NULL. */
const struct field *call_field(const struct operation *operation, const char *name);

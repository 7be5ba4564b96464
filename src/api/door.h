/* What is particular to one family of operations: who the caller is, and how answers and errors look. */
#pragma once
#include "api/visit.h"

struct door {
	const char *family;
	/* Reads what stands in the request beside the path: parameters, body, format. */
	struct error (*read)(struct visit *visit) must_check;
	/* The credential that the caller claims to have, before anything is known of it; empty when it claims none. */
	struct text (*claim)(struct visit *visit);
	/* Fills call->actor, call->realm and call->application, or refuses. Not called where the operation needs none. */
	struct error (*authenticate)(struct visit *visit) must_check;
	/* Called instead where the operation needs no authentication: only says which realm it is about. */
	struct error (*locate)(struct visit *visit) must_check;
	/* visit->out as the reply's body, in visit->answer. */
	void (*answer)(struct visit *visit);
	/* The body of an error; status, code and message come from the contract. */
	struct text (*refuse)(struct visit *visit, const struct rendering *rendering, struct text code, struct text message);
	struct text (*content_type)(const struct visit *visit);
};

extern const struct door door_developer, door_eiam, door_ims, door_tenant;
extern const struct door *const doors[]; /* NULL-terminated */

/* Finds the family and the operation, by path or (for "/") by action, and sets visit->door in any case. */
struct error door_route(struct visit *visit) must_check;

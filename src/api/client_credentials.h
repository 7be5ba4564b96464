/* Who a caller of a token endpoint says it is (RFC 6749 section 2.3): by HTTP Basic or by parameters, never by both. */
#pragma once
#include "directory/call.h"

struct client_credentials {
	struct text id;	    /* not there: the caller named none */
	struct text secret; /* empty when the caller sent none */
};

/* `sent` is what came as parameters, `authorization` the header as it came. ERROR_CLIENT_UNKNOWN for a header that is
 * not well-formed Basic; ERROR_PARAMETER_INVALID for two ways at once. */
struct error client_credentials_read(struct call *call, struct client_credentials sent, struct text authorization,
	struct client_credentials *client) must_check;
/* The id in a header of HTTP Basic, or text that is not there. */
struct text client_credentials_id(struct call *call, struct text authorization);

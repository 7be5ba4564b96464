/* Whether a signed request was signed by whom it says, lately and only once (reference: the vendors' V1.0 and V3
 * signatures). The door collects what was sent; nothing here is believed that is not covered by the signature. */
#pragma once
#include "base/encode.h"
#include "directory/call.h"

#define SIGNATURE_WINDOW (15 * 60 * 1000) /* milliseconds, both ways */

struct request_header {
	struct text name, value; /* name in lower case */
};

struct signed_request {
	struct text method, path, body;
	struct parameter_list query;      /* of the URL alone, decoded */
	struct parameter_list parameters; /* of URL and form, sorted by name */
	const struct request_header *headers;
	size_t header_count;
};

/* Fills call->actor and call->realm (the account). `nonce` is what must not come again: the key's id and the nonce.
 * Errors: ERROR_ACCESS_KEY_UNKNOWN, …_INACTIVE, ERROR_SIGNATURE_MISMATCH (subject: our string to sign),
 * ERROR_SIGNATURE_INCOMPLETE, ERROR_SIGNATURE_METHOD_INVALID, ERROR_TIMESTAMP_MALFORMED, ERROR_TIMESTAMP_EXPIRED,
 * ERROR_SECURITY_TOKEN_MALFORMED, ERROR_PARAMETER_MISSING. */
struct error request_signature_verify(struct call *call, const struct signed_request *request, struct text *nonce)
	must_check;

/* How a call says who makes it: the V3 signature of the RPC doors (ACS3-HMAC-SHA256), and HTTP Basic and Bearer (RFC 7617,
 * RFC 6750). They add headers to a request. */
#pragma once
#include "cli/call_request.h"

struct call_signer {
	struct text host;        /* as the Host header says it */
	struct text key, secret; /* access key */
	struct text date;        /* 2006-01-02T15:04:05Z */
	struct text nonce;
};

void call_sign(struct arena *arena, const struct call_signer *signer, const struct operation *operation,
	struct call_request *request);
void call_authorize_basic(struct arena *arena, struct text name, struct text secret, struct call_request *request);
void call_authorize_bearer(struct arena *arena, struct text token, struct call_request *request);

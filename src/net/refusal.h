/* Requests that are refused before the application sees them. */
#pragma once
#include "net/server.h"

struct refusal {
	int status;
	const char *code, *message;
};

/* How the message is framed. Two frontends that read the end of a request differently let one caller speak for another,
 * so everything doubtful is refused (RFC 9112 sections 6.1 and 6.3). NULL: nothing is wrong. */
const struct refusal *refuse_framing(const struct http_request *request, bool http10, int64_t body_bytes);
/* Headers that must be single, their names and values, Host (RFC 9110 sections 5.1, 5.5 and 7.2). */
const struct refusal *refuse_headers(const struct http_request *request);
/* The path must be absolute, valid percent-encoding of UTF-8 without control characters, and without segments that
 * read "." or ".." when decoded. An encoded slash stays as it is: the router works on the raw path. The query may not
 * have control characters or invalid UTF-8 in the raw; its parameters are the application's to judge. */
const struct refusal *refuse_target(struct arena *scratch, const struct http_request *request);

extern const struct refusal refusal_malformed;
extern const struct refusal refusal_body_too_large;
extern const struct refusal refusal_too_many_headers;

/* {"RequestId","Code","Message"}, and a log line with that id. */
void refusal_reply(const struct refusal *refusal, struct exchange *exchange);

/* Reading the head of a request out of libmicrohttpd. */
#pragma once
#include "net/network.h"
#include "net/slot.h"

struct request_rules {
	int64_t body_bytes;
	struct network_list proxies;
};

/* Fills method, path, query, headers, host and address of the slot's request, as copies in its arena. NULL, or why the
 * request is refused; what was read by then stays. */
const struct refusal *request_read(
	struct slot *slot, const char *method, const char *version, const struct request_rules *rules);

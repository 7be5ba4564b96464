/* Networks named in settings, and whose calls the proxies in them pass on. */
#pragma once
#include "net/server.h"

struct network {
	uint8_t prefix[16]; /* IPv4 stands in ::ffff:0:0/96 */
	unsigned bits;
};

struct network_list {
	struct network *at;
	size_t count;
};

/* Addresses and networks (192.0.2.1, 10.0.0.0/8, 2001:db8::/32) with commas between them, 64 at most. */
bool network_list_read(struct arena *arena, struct text list, struct network_list *networks);
/* Whose call it is: the peer's, or, when the peer is one of the proxies, the rightmost address in X-Forwarded-For that
 * is none of them. Each proxy appends whom it heard, so what stands left of that is hearsay. A header that is not a
 * list of addresses, with or without ports, leaves the peer's. Addresses are spelled in one way only. */
struct text network_caller(struct arena *arena, const struct network_list *proxies, const struct http_request *request);
/* What one site has of addresses: the address itself, or its /64 when it is one of IPv6. */
struct text network_site(struct arena *arena, struct text address);

/* What kind of network address a peer has. */
#pragma once
#include "base/text.h"
#include <sys/socket.h>

bool address_is_loopback(const struct sockaddr *address);
/* Whether it is an ordinary unicast address of the public internet. Not so: loopback, private, link-local, shared,
 * documentation, multicast and reserved ranges of the IANA special-purpose registries (RFC 6890), addresses that carry
 * an IPv4 address inside an IPv6 one, metadata services of clouds, and families other than IPv4 and IPv6. */
bool address_is_public(const struct sockaddr *address);
/* As people write it; an IPv4 address mapped into IPv6 is written as IPv4. Empty for other families. */
struct text address_text(struct arena *arena, const struct sockaddr *address);

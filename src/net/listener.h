/* The listening socket. */
#pragma once
#include "base/error.h"

struct listener {
	int socket;
	int port;      /* in use, also when 0 was asked for */
	bool loopback; /* nobody but this machine can reach it */
};

/* `listen` is host:port or [v6]:port; the host is an address or a name of this machine. The cause of an error says what
 * to do about it. */
struct error listener_open(struct text listen, struct listener *listener) must_check;
/* Whether it is written in one of these two ways; the host may be unknown still. */
bool listener_understands(struct text listen);
void listener_close(struct listener *listener);

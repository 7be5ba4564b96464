/* Sends the messages of the outbox, one after the other, in a thread of its own. Several nodes may do it at once: each
 * message is leased. What cannot be sent comes again by itself, ever later, for a day. */
#pragma once
#include "base/settings.h"
#include "directory/call.h"
#include "store/runner.h"

struct courier;

/* The courier lives in `arena`. */
struct error courier_start(struct arena *arena, struct runner *runner, const struct settings *settings,
	const struct keyring *keyring, struct courier **courier) must_check;
/* A message that is being sent is given up; it comes again at the next start. */
void courier_stop(struct courier *courier);

/* Who fails to authenticate too often is told to wait. */
#include "api/failure.h"
#include "api/door.h"
#include "api/service.h"
#include "base/time.h"
#include "net/network.h"

#define LONGEST_CLAIM 64

static struct text key_of(const struct visit *visit)
{
	return text_join(visit->call.arena, TEXT_PARTS(visit->site, TEXT("|"), visit->claim));
}

static bool has_failed_enough(struct visit *visit)
{
	struct service *service = visit->service;
	struct arena *arena = visit->call.arena;
	int64_t now = time_monotonic() / 1000;
	visit->site = network_site(arena, visit->exchange->request.address);
	if (!limit_peek(service->address_failures, visit->site, now))
		return true;
	visit->claim = visit->door->claim(visit);
	return visit->claim.length > 0 && !limit_peek(service->failures, key_of(visit), now);
}

bool failure_allowed(struct visit *visit)
{
	if (!has_failed_enough(visit))
		return true;
	atomic_fetch_add(&visit->service->refused.held_back, 1);
	return false;
}

void failure_count(const struct visit *visit)
{
	struct service *service = visit->service;
	int64_t now = time_monotonic() / 1000;
	atomic_fetch_add(&service->refused.authentication, 1);
	(void)limit_take(service->address_failures, visit->site, now);
	if (visit->claim.length > 0)
		(void)limit_take(service->failures, key_of(visit), now);
}

struct text failure_claim(const struct visit *visit)
{
	bool shown = visit->operation && visit->operation->authentication != AUTHENTICATION_BEARER &&
		visit->call.actor.kind == ACTOR_NONE && !error_ok(visit->outcome);
	return shown ? text_slice(visit->claim, 0, LONGEST_CLAIM) : (struct text){NULL, 0};
}

/* Who fails to authenticate too often is told to wait. */
#include "api/failure.h"
#include "api/door.h"
#include "api/service.h"
#include "base/time.h"
#include "net/network.h"

bool failure_allowed(struct visit *visit)
{
	struct service *service = visit->service;
	struct arena *arena = visit->call.arena;
	int64_t now = time_monotonic() / 1000;
	struct text site = network_site(arena, visit->exchange->request.address), claim = visit->door->claim(visit);
	visit->site = site;
	if (!limit_peek(service->address_failures, site, now))
		return false;
	if (claim.length == 0)
		return true;
	visit->claim = text_join(arena, TEXT_PARTS(site, TEXT("|"), claim));
	return limit_peek(service->failures, visit->claim, now);
}

void failure_count(const struct visit *visit)
{
	int64_t now = time_monotonic() / 1000;
	(void)limit_take(visit->service->address_failures, visit->site, now);
	if (visit->claim.at)
		(void)limit_take(visit->service->failures, visit->claim, now);
}

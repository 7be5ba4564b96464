/* What an operator's tools ask for: /healthz (the process answers), /readyz (the database answers too), /metrics,
 * /openapi/<family>.json, and /errors, where every error is explained. */
#pragma once
#include "api/service.h"

/* False when the request is for none of these, or for one that the management server alone answers. */
bool platform_answer(struct service *service, struct exchange *exchange);
/* All of what the management server answers; `context` is the service. */
void platform_manage(void *context, struct exchange *exchange);

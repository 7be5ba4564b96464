/* Anything issued for one later use. Only a hash of what was handed out is stored; it is consumed by a conditional update,
 * so single use is atomic on both engines. Expired ones are swept in small steps. */
#pragma once
#include "directory/call.h"

/* `value` is what was handed out, or what must not come twice. False in `fresh` when it is there already. */
struct error artefact_store(struct call *call, const struct artefact *artefact, struct text value, bool *fresh)
	must_check;
/* Finds an unexpired one, used or not. */
struct error artefact_find(struct call *call, enum artefact_kind kind, struct text value, struct artefact *artefact,
	bool *found) must_check;
/* Uses it up; false in `used` when it is unknown, expired or used already. */
struct error artefact_consume(struct call *call, enum artefact_kind kind, struct text value, struct artefact *artefact,
	bool *used) must_check;
/* Deletes up to `most` expired ones. */
struct error artefact_sweep(struct call *call, int64_t most, int64_t *swept) must_check;

/* Client tokens: the same token again gives the first answer. `key` is account, operation and token; `request` is what was
 * asked. `answer` is not there the first time. ERROR_IDEMPOTENT_MISMATCH when the request was another one. */
struct error artefact_recall(struct call *call, struct text key, struct text request, struct text *answer) must_check;
struct error artefact_remember(struct call *call, struct text key, struct text request, struct text answer) must_check;

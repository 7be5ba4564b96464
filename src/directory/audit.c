/* Who did what to which target, from where, with what outcome. */
#include "directory/audit.h"
#include "base/random.h"
#include "directory/audit_sql.h"
#include <assert.h>

static_assert((int)AUDIT_EVENT_ACTOR_KIND_LOCAL == (int)ACTOR_LOCAL, "actors are counted alike");

struct error audit_write(struct call *call, const char *outcome)
{
	struct audit_event event = {
		.id = random_id(call->arena, "event_", call->now),
		.time = call->now,
		.realm = call->realm,
		.account = call->actor.account,
		.actor_kind = (enum audit_event_actor_kind)call->actor.kind,
		.actor = call->actor.id,
		.credential = call->actor.credential,
		.action = call->operation,
		.target_kind = text_of(call->target.kind),
		.target = call->target.id,
		.source = call->source,
		.outcome = text_of(outcome),
		.request_id = call->request_id,
	};
	return sql_audit_event_insert(call, &event, NULL);
}

struct error audit_recent(struct call *call, int64_t most, struct audit_event_list *events)
{
	return sql_audit_events_newest(call, (struct sql_audit_events_newest){most}, events);
}

struct error audit_trim(struct call *call, int64_t before, int64_t most, int64_t *trimmed)
{
	return sql_audit_events_trim(call, (struct sql_audit_events_trim){before, most}, trimmed);
}

void audit_target(struct call *call, const char *kind, struct text id)
{
	call->target = (struct audit_target){kind, id};
}

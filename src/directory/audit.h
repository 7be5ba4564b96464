/* Who did what to which target, from where, with what outcome: written in the transaction of the change. Values are never
 * part of it. Calls that were refused changed nothing; they are in the log, under the same request id. */
#pragma once
#include "directory/call.h"

/* `outcome`: "success" or the name of the error. */
struct error audit_write(struct call *call, const char *outcome) must_check;
/* Newest first, for the command line. */
struct error audit_recent(struct call *call, int64_t most, struct audit_event_list *events) must_check;
/* Deletes up to `most` of the oldest events that are older than `before`. */
struct error audit_trim(struct call *call, int64_t before, int64_t most, int64_t *trimmed) must_check;
/* Says what was changed; called by the core once it knows the id. */
void audit_target(struct call *call, const char *kind, struct text id);

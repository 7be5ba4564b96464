/* Organizational units: a tree under `ou_root`, twenty levels at most. Names are unique among siblings, external ids
 * within (source type, source id). Every function respects the caller's scope (see scope.h). */
#pragma once
#include "directory/call.h"
#include "directory/page.h"
#include "directory/span.h"

#define UNIT_ROOT "ou_root"
#define UNIT_DEPTH_MAXIMUM 20 /* the root is not counted */

struct unit_new {
	struct text parent, name, external_id, description; /* the last two may be absent; external id: its own id */
};
/* ERROR_UNIT_NAME_TAKEN, ERROR_EXTERNAL_ID_TAKEN, ERROR_UNIT_TOO_DEEP. */
struct error unit_create(struct call *call, const struct unit_new *new, struct text *id) must_check;
#define UNIT_PLACES_MOST 4
/* The counted lists that a unit stands in; without a parent those of the realm. Gives their number. */
size_t unit_places(struct call *call, const struct unit *unit, int64_t amount, struct span_change *places);
/* The root of a new realm. */
struct error unit_create_root(struct call *call, struct text realm, struct text name) must_check;
struct error unit_get(struct call *call, struct text id, struct unit *unit) must_check;
/* Those of `ids` that exist, in order of their ids, whatever the scope. */
struct error unit_rows(struct call *call, struct text_list ids, struct unit_list *units) must_check;
/* ERROR_UNIT_LOOKUP_FAILED. */
struct error unit_by_external_id(struct call *call, enum unit_source_type type, struct text source,
	struct text external_id, struct text *id) must_check;
/* Only what is there changes; an empty description clears it. */
struct unit_change {
	struct text name, description;
};
struct error unit_change(struct call *call, struct text id, const struct unit_change *change) must_check;
/* ERROR_UNIT_CYCLE, ERROR_UNIT_IS_ROOT, ERROR_UNIT_TOO_DEEP, ERROR_UNIT_NAME_TAKEN. Both places must be in scope. */
struct error unit_move(struct call *call, struct text id, struct text parent) must_check;
/* ERROR_UNIT_NOT_EMPTY while it has users or units; ERROR_UNIT_IS_ROOT. */
struct error unit_delete(struct call *call, struct text id) must_check;
/* Deletes everything below it: units, and the users whose primary unit is below it; other users leave those units. */
struct error unit_empty(struct call *call, struct text id) must_check;
/* From the top down, without the unit itself, only those in scope. */
struct error unit_ancestors(struct call *call, struct text id, struct unit_list *ancestors) must_check;

struct unit_filter {
	struct text parent;	  /* direct children; not there: any */
	struct text name, prefix; /* whole name; beginning of the name */
	struct text_list ids;
	struct page page;
};
struct error unit_list(struct call *call, const struct unit_filter *filter, struct unit_list *units,
	struct page_result *result) must_check;

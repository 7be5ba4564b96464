/* Everything below a unit is taken away. */
#include "directory/audit.h"
#include "directory/removal.h"
#include "directory/scope.h"
#include "directory/span.h"
#include "directory/unit.h"
#include "directory/unit_height.h"
#include "directory/unit_sql.h"

struct error unit_empty(struct call *call, struct text id)
{
	const struct key_list below[] = {{SPAN_CHILDREN, id}, {SPAN_CHILD_NAMES, id}};
	audit_target(call, "unit", id);
	struct error error = scope_require_unit(call, id);
	if (error_ok(error))
		error = sql_unit_empty(call, (struct sql_unit_empty){call->realm, id}, NULL);
	if (error_ok(error))
		error = unit_height_lower(call, id);
	if (error_ok(error))
		error = span_drop(call, below, 2);
	return error_ok(error) ? removal_begin(call, REMOVAL_UNIT, id) : error;
}

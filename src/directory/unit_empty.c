/* Everything below a unit goes at once, with as many statements whether it is much or little. */
#include "directory/audit.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/unit.h"
#include "directory/unit_empty_sql.h"
#include "directory/unit_sql.h"
#include "directory/user_places.h"

#define RESIDENTS_AT_ONCE 1000

static struct error delete_residents(struct call *call, struct text_list users)
{
	struct text realm = call->realm;
	struct error error = user_places_leave(call, users);
	if (error_ok(error))
		error = sql_resident_delete_ownership(call, (struct sql_resident_delete_ownership){realm, users}, NULL);
	if (error_ok(error))
		error = sql_resident_delete_notifications(
			call, (struct sql_resident_delete_notifications){realm, users}, NULL);
	return error_ok(error) ? sql_resident_delete(call, (struct sql_resident_delete){realm, users}, NULL) : error;
}

static struct error delete_all_residents(struct call *call, struct text_list units)
{
	struct sql_resident_some bind = {call->realm, units, RESIDENTS_AT_ONCE};
	struct identifier_list residents = {NULL, 0};
	struct error error = sql_resident_some(call, bind, &residents);
	while (error_ok(error) && residents.count > 0) {
		error = delete_residents(call, texts_of(call, residents));
		if (error_ok(error))
			error = sql_resident_some(call, bind, &residents);
	}
	return error;
}

static struct error drop_owned(struct call *call, struct text_list units)
{
	struct key_list *owned = arena_array(call->arena, units.count * 3, sizeof(*owned));
	for (size_t i = 0; i < units.count; i++) {
		owned[i * 3] = (struct key_list){SPAN_UNIT_USERS, units.at[i]};
		owned[i * 3 + 1] = (struct key_list){SPAN_CHILDREN, units.at[i]};
		owned[i * 3 + 2] = (struct key_list){SPAN_CHILD_NAMES, units.at[i]};
	}
	return span_drop(call, owned, units.count * 3);
}

static struct error count_out(struct call *call, struct text_list ids)
{
	struct unit_list units = {NULL, 0};
	struct error error = sql_unit_by_ids(call, (struct sql_unit_by_ids){call->realm, ids}, &units);
	struct span_change *changes = arena_array(call->arena, units.count * UNIT_PLACES_MOST, sizeof(*changes));
	size_t count = 0;
	for (size_t i = 0; i < units.count; i++)
		count += unit_places(call, &units.at[i], -1, changes + count);
	return error_ok(error) ? span_change(call, changes, count) : error;
}

static struct error delete_units(struct call *call, struct text_list units)
{
	struct error error = count_out(call, units);
	if (error_ok(error))
		error = drop_owned(call, units);
	if (error_ok(error))
		error = sql_unit_leave_all(call, (struct sql_unit_leave_all){call->realm, units}, NULL);
	if (error_ok(error))
		error = sql_unit_delete(call, (struct sql_unit_delete){call->realm, units}, NULL);
	return error_ok(error) ? scope_forget_units(call, units) : error;
}

struct error unit_empty(struct call *call, struct text id)
{
	struct identifier_list below = {NULL, 0};
	struct sql_unit_below bind = {call->realm, id, UNIT_DEPTH_MAXIMUM};
	audit_target(call, "unit", id);
	struct error error = scope_require_unit(call, id);
	if (error_ok(error))
		error = sql_unit_below(call, bind, &below);
	if (!error_ok(error) || below.count == 0)
		return error;
	struct text_list units = texts_of(call, below);
	error = delete_all_residents(call, units);
	return error_ok(error) ? delete_units(call, units) : error;
}

/* Everything below a unit goes at once, with as many statements whether it is much or little. */
#include "directory/audit.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/tally.h"
#include "directory/unit.h"
#include "directory/unit_empty_sql.h"
#include "directory/unit_sql.h"

#define RESIDENTS_AT_ONCE 1000

static struct error leave_groups(struct call *call, struct text_list users)
{
	struct tally grouped = {0};
	bool found;
	struct error error =
		sql_resident_in_groups(call, (struct sql_resident_in_groups){call->realm, users}, &grouped, &found);
	if (error_ok(error))
		error = tally_add(call, TALLY_GROUPED_USERS, call->realm, -grouped.count);
	if (error_ok(error))
		error = sql_resident_leave_groups(
			call, (struct sql_resident_leave_groups){call->realm, TALLY_GROUP_USERS, users}, NULL);
	if (!error_ok(error))
		return error;
	struct sql_resident_delete_tallies bind = {call->realm, TALLY_USER_GROUPS, users};
	return sql_resident_delete_tallies(call, bind, NULL);
}

static struct error forget_residents(struct call *call, struct text_list users)
{
	struct text realm = call->realm;
	struct sql_resident_leave_units units = {realm, TALLY_UNIT_USERS, users};
	struct error error = sql_resident_leave_units(call, units, NULL);
	if (error_ok(error))
		error = leave_groups(call, users);
	if (error_ok(error))
		error = sql_resident_delete_ownership(call, (struct sql_resident_delete_ownership){realm, users}, NULL);
	if (error_ok(error))
		error = sql_resident_delete_notifications(
			call, (struct sql_resident_delete_notifications){realm, users}, NULL);
	return error;
}

static struct error delete_residents(struct call *call, struct text_list users)
{
	int64_t deleted = 0;
	struct error error = forget_residents(call, users);
	if (error_ok(error))
		error = sql_resident_delete(call, (struct sql_resident_delete){call->realm, users}, &deleted);
	return error_ok(error) ? tally_add(call, TALLY_USERS, call->realm, -deleted) : error;
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

static struct error delete_units(struct call *call, struct text_list units)
{
	int64_t deleted = 0;
	struct sql_unit_delete_tallies tallies = {call->realm, TALLY_UNIT_USERS, TALLY_UNIT_CHILDREN, units};
	struct error error = sql_unit_leave_all(call, (struct sql_unit_leave_all){call->realm, units}, NULL);
	if (error_ok(error))
		error = sql_unit_delete(call, (struct sql_unit_delete){call->realm, units}, &deleted);
	if (error_ok(error))
		error = sql_unit_delete_tallies(call, tallies, NULL);
	if (error_ok(error))
		error = scope_forget_units(call, units);
	return error_ok(error) ? tally_add(call, TALLY_UNITS, call->realm, -deleted) : error;
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
	if (error_ok(error))
		error = delete_units(call, units);
	return error_ok(error) ? tally_drop(call, TALLY_UNIT_CHILDREN, id) : error;
}

/* Which units a user is in. */
#include "directory/audit.h"
#include "directory/scope.h"
#include "directory/tally.h"
#include "directory/user_record.h"
#include "directory/user_units_sql.h"

static struct error count_members(struct call *call, struct unit_membership_list units, int64_t amount)
{
	struct error error = ok();
	for (size_t i = 0; i < units.count && error_ok(error); i++)
		error = tally_add(call, TALLY_UNIT_USERS, units.at[i].unit, amount);
	return error;
}

struct error user_join_unit(struct call *call, struct text id, struct text unit, bool main)
{
	int64_t joined;
	struct error error =
		sql_user_unit_join(call, (struct sql_user_unit_join){call->realm, id, unit, main}, &joined);
	return error_ok(error) && joined > 0 ? tally_add(call, TALLY_UNIT_USERS, unit, 1) : error;
}

static struct error join(struct call *call, struct text id, struct text_list units)
{
	struct unit_membership_list joined;
	struct error error = sql_user_units_join(call, (struct sql_user_units_join){call->realm, id, units}, &joined);
	return error_ok(error) ? count_members(call, joined, 1) : error;
}

static struct error leave(struct call *call, struct text id, struct text_list units)
{
	struct unit_membership_list left;
	struct error error = sql_user_units_leave(call, (struct sql_user_units_leave){call->realm, id, units}, &left);
	return error_ok(error) ? count_members(call, left, -1) : error;
}

struct error user_forget_units(struct call *call, struct text id)
{
	struct unit_membership_list units;
	struct error error = sql_user_units(call, (struct sql_user_units){call->realm, id}, &units);
	return error_ok(error) ? count_members(call, units, -1) : error;
}

/* Every one of them; the error names the first that is not. */
static struct error require_units(struct call *call, struct text_list units)
{
	struct text_list inside;
	struct error error = scope_filter_units(call, units, &inside);
	if (!error_ok(error))
		return error;
	for (size_t i = 0; i < units.count; i++) {
		if (i >= inside.count || !text_equal(units.at[i], inside.at[i]))
			return error_of(ERROR_UNIT_NOT_IN_SCOPE, units.at[i]);
	}
	return ok();
}

static struct error change_units(struct call *call, struct text id, struct text_list units, struct user *user)
{
	struct error error = user_row(call, id, user);
	audit_target(call, "user", id);
	return error_ok(error) ? require_units(call, units) : error;
}

struct error user_add_to_units(struct call *call, struct text id, struct text_list units)
{
	struct user user;
	struct error error = change_units(call, id, units, &user);
	return error_ok(error) ? join(call, id, units) : error;
}

struct error user_remove_from_units(struct call *call, struct text id, struct text_list units)
{
	struct user user;
	struct error error = change_units(call, id, units, &user);
	for (size_t i = 0; i < units.count && error_ok(error); i++) {
		if (text_equal(units.at[i], user.primary_unit))
			error = error_of(ERROR_PRIMARY_UNIT_FIXED, units.at[i]);
	}
	return error_ok(error) ? leave(call, id, units) : error;
}

struct error user_set_primary_unit(struct call *call, struct text id, struct text unit)
{
	struct user user;
	struct error error = change_units(call, id, (struct text_list){&unit, 1}, &user);
	if (!error_ok(error) || text_equal(user.primary_unit, unit))
		return error;
	error = scope_require_unit(call, user.primary_unit); /* it is taken out of there */
	if (!error_ok(error))
		return error;
	error = leave(call, id, (struct text_list){&user.primary_unit, 1});
	if (error_ok(error))
		error = user_join_unit(call, id, unit, true);
	if (error_ok(error)) /* it may have been a member already */
		error = sql_user_units_set_main(call, (struct sql_user_units_set_main){call->realm, id, unit}, NULL);
	user.primary_unit = unit;
	return error_ok(error) ? user_store(call, &user) : error;
}

/* Which units a user is in. */
#include "directory/audit.h"
#include "directory/scope.h"
#include "directory/span.h"
#include "directory/user_record.h"
#include "directory/user_units_sql.h"

static struct error count(struct call *call, struct text id, struct unit_membership_list units, int64_t amount)
{
	struct span_change *changes = arena_array(call->arena, units.count, sizeof(*changes));
	for (size_t i = 0; i < units.count; i++)
		changes[i] = (struct span_change){{SPAN_UNIT_USERS, units.at[i].unit}, id, amount, 0};
	return span_change(call, changes, units.count);
}

/* Makes the user a member of those it is not in; they are in scope. */
static struct error join(struct call *call, struct text id, struct text_list units)
{
	struct unit_membership_list joined;
	struct error error = sql_user_units_join(call, (struct sql_user_units_join){call->realm, id, units}, &joined);
	return error_ok(error) ? count(call, id, joined, 1) : error;
}

static struct error join_as_main(struct call *call, struct text id, struct text unit)
{
	struct unit_membership one = {.unit = unit};
	int64_t joined;
	struct error error =
		sql_user_unit_join(call, (struct sql_user_unit_join){call->realm, id, unit, true}, &joined);
	return error_ok(error) && joined > 0 ? count(call, id, (struct unit_membership_list){&one, 1}, 1) : error;
}

static struct error leave(struct call *call, struct text id, struct text_list units)
{
	struct unit_membership_list left;
	struct error error = sql_user_units_leave(call, (struct sql_user_units_leave){call->realm, id, units}, &left);
	return error_ok(error) ? count(call, id, left, -1) : error;
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
		error = join_as_main(call, id, unit);
	if (error_ok(error)) /* it may have been a member already */
		error = sql_user_units_set_main(call, (struct sql_user_units_set_main){call->realm, id, unit}, NULL);
	user.primary_unit = unit;
	return error_ok(error) ? user_store(call, &user) : error;
}

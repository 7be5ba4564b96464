/* How the units below a unit go, with the users who have their primary unit there: from the bottom up. */
#include "directory/removal_step.h"
#include "directory/removal_unit_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/unit.h"
#include "directory/unit_sql.h"
#include "directory/user_places.h"

/* Users */

struct error removal_delete_users(struct call *call, struct text_list users)
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

/* Units */

static struct error drop_lists(struct call *call, struct text_list units)
{
	struct key_list *owned = arena_array(call->arena, units.count * 3, sizeof(*owned));
	for (size_t i = 0; i < units.count; i++) {
		owned[i * 3] = (struct key_list){SPAN_UNIT_USERS, units.at[i]};
		owned[i * 3 + 1] = (struct key_list){SPAN_CHILDREN, units.at[i]};
		owned[i * 3 + 2] = (struct key_list){SPAN_CHILD_NAMES, units.at[i]};
	}
	return span_drop(call, owned, units.count * 3);
}

/* Out of the lists of the realm: those of their parents are gone. */
static struct error count_out(struct call *call, struct text_list ids)
{
	struct unit_list units = {NULL, 0};
	struct error error = sql_removal_unit_rows(call, (struct sql_removal_unit_rows){call->realm, ids}, &units);
	struct span_change *changes = arena_array(call->arena, units.count * UNIT_PLACES_MOST, sizeof(*changes));
	size_t count = 0;
	for (size_t i = 0; i < units.count; i++) {
		units.at[i].parent = (struct text){NULL, 0};
		count += unit_places(call, &units.at[i], -1, changes + count);
	}
	return error_ok(error) ? span_change(call, changes, count) : error;
}

static struct error delete_units(struct call *call, struct text_list units)
{
	struct error error = count_out(call, units);
	if (error_ok(error))
		error = drop_lists(call, units);
	if (error_ok(error))
		error = sql_unit_delete(call, (struct sql_unit_delete){call->realm, units}, NULL);
	return error_ok(error) ? scope_forget_units(call, units) : error;
}

/* Those who live there, those who only come there, and then the units, which have none below them. */
static struct error clear_leaves(struct call *call, struct text_list units, int64_t *budget)
{
	int64_t gone = 0;
	struct identifier_list residents = {NULL, 0};
	struct sql_resident_some bind = {call->realm, units, *budget / REMOVAL_COST + 1};
	struct error error = sql_resident_some(call, bind, &residents);
	*budget -= (int64_t)residents.count * REMOVAL_COST;
	if (error_ok(error) && residents.count > 0)
		error = removal_delete_users(call, texts_of(call, residents));
	if (!error_ok(error) || *budget <= 0)
		return error;
	struct sql_removal_visitors_leave visitors = {call->realm, units, *budget};
	error = sql_removal_visitors_leave(call, visitors, &gone);
	*budget -= gone;
	if (!error_ok(error) || *budget <= 0)
		return error;
	*budget -= (int64_t)units.count * REMOVAL_COST;
	return delete_units(call, units);
}

static struct error clear_lowest(struct call *call, struct text unit, int64_t *budget, bool *found)
{
	struct unit deepest = {0};
	struct identifier_list leaves = {NULL, 0};
	struct error error =
		sql_removal_deepest(call, (struct sql_removal_deepest){call->realm, unit}, &deepest, found);
	if (!error_ok(error) || !*found)
		return error;
	struct sql_removal_leaves bind = {
		call->realm, deepest.parent, deepest.parent_emptied, *budget / REMOVAL_COST + 1};
	error = sql_removal_leaves(call, bind, &leaves);
	return error_ok(error) ? clear_leaves(call, texts_of(call, leaves), budget) : error;
}

struct error removal_clear_units(struct call *call, struct text unit, int64_t *budget)
{
	bool found = true;
	struct error error = ok();
	while (error_ok(error) && found && *budget > 0)
		error = clear_lowest(call, unit, budget, &found);
	return error;
}

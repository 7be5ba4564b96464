/* How the units below a unit go, with the users who have their primary unit there: from the bottom up. */
#include "directory/removal_step.h"
#include "directory/removal_unit_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/unit.h"
#include "directory/unit_sql.h"
#include "directory/user_record.h"

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

/* Who lives there is deleted, who only comes there leaves. */
static struct error clear_members(
	struct call *call, struct text_list units, struct unit_membership_list members, int64_t *budget)
{
	struct text_list residents = {arena_array(call->arena, members.count, sizeof(struct text)), 0};
	struct text_list visitors = {arena_array(call->arena, members.count, sizeof(struct text)), 0};
	for (size_t i = 0; i < members.count; i++) {
		struct text_list *list = members.at[i].main ? &residents : &visitors;
		list->at[list->count++] = members.at[i].user;
	}
	*budget -= (int64_t)residents.count * REMOVAL_COST + (int64_t)visitors.count;
	struct sql_removal_visitors_leave bind = {call->realm, units, visitors};
	struct error error = sql_removal_visitors_leave(call, bind, NULL);
	return error_ok(error) ? users_purge(call, residents) : error;
}

/* The units go once nobody is there; none is below them. */
static struct error clear_leaves(struct call *call, struct text_list units, int64_t *budget)
{
	struct unit_membership_list members = {NULL, 0};
	struct sql_removal_members bind = {call->realm, units, *budget / REMOVAL_COST + 1};
	struct error error = sql_removal_members(call, bind, &members);
	if (!error_ok(error) || members.count > 0)
		return error_ok(error) ? clear_members(call, units, members, budget) : error;
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

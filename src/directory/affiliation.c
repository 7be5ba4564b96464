/* The units and groups of a user. Where the store remembers, their names are known by heart. */
#include "directory/affiliation.h"
#include "directory/affiliation_sql.h"
#include "directory/scope.h"
#include <string.h>

#define SEPARATOR '\x01' /* neither names nor descriptions have control characters */

/* Names */

static struct text key_of(struct call *call, const struct affiliation *one)
{
	struct text kind = one->kind == AFFILIATION_KIND_UNIT ? TEXT("unit|") : TEXT("group|");
	return text_join(call->arena, TEXT_PARTS(kind, call->realm, TEXT("|"), one->id));
}

static bool recall(struct call *call, struct affiliation *one)
{
	struct text known;
	if (!store_recall(call->store, STORE_DIRECTORY, call->arena, key_of(call, one), &known))
		return false;
	text_cut(known, SEPARATOR, &one->name, &one->description);
	return true;
}

static void remember(struct call *call, const struct affiliation *one)
{
	struct text value = one->name;
	if (one->description.length > 0)
		value = text_join(call->arena, TEXT_PARTS(one->name, TEXT("\x01"), one->description));
	store_remember(call->store, STORE_DIRECTORY, key_of(call, one), value);
}

static void name_one(struct affiliation_list all, const struct affiliation *named)
{
	for (size_t i = 0; i < all.count; i++) {
		if (all.at[i].kind == named->kind && text_equal(all.at[i].id, named->id)) {
			all.at[i].name = named->name;
			all.at[i].description = named->description;
		}
	}
}

static struct error learn(struct call *call, struct affiliation_list all, struct sql_affiliation_names unknown)
{
	struct affiliation_list found;
	struct error error = sql_affiliation_names(call, unknown, &found);
	for (size_t i = 0; error_ok(error) && i < found.count; i++) {
		name_one(all, &found.at[i]);
		remember(call, &found.at[i]);
	}
	return error;
}

static struct error name_all(struct call *call, struct affiliation_list all)
{
	struct sql_affiliation_names unknown = {.realm = call->realm,
		.units = {arena_array(call->arena, all.count, sizeof(struct text)), 0},
		.groups = {arena_array(call->arena, all.count, sizeof(struct text)), 0}};
	for (size_t i = 0; i < all.count; i++) {
		struct affiliation *one = &all.at[i];
		struct text_list *kind = one->kind == AFFILIATION_KIND_UNIT ? &unknown.units : &unknown.groups;
		if (!one->name.at && !recall(call, one))
			kind->at[kind->count++] = one->id;
	}
	return unknown.units.count + unknown.groups.count > 0 ? learn(call, all, unknown) : ok();
}

/* Both lists. Who has no name is gone, and so is what a user had in it. */
static void take_apart(struct call *call, struct affiliation_list all, struct user *user)
{
	user->units = (struct unit_membership_list){
		arena_array(call->arena, all.count, sizeof(struct unit_membership)), 0};
	user->groups = (struct group_list){arena_array(call->arena, all.count, sizeof(struct group)), 0};
	for (size_t i = 0; i < all.count; i++) {
		const struct affiliation *one = &all.at[i];
		if (!one->name.at)
			continue;
		if (one->kind == AFFILIATION_KIND_UNIT)
			user->units.at[user->units.count++] =
				(struct unit_membership){.unit = one->id, .name = one->name, .main = one->main};
		else
			user->groups.at[user->groups.count++] =
				(struct group){.id = one->id, .name = one->name, .description = one->description};
	}
}

/* Units */

/* Units outside the caller's scope do not exist for it. */
static struct error keep_in_scope(struct call *call, struct user *user)
{
	struct unit_membership_list all = user->units;
	struct text_list inside, units = {arena_array(call->arena, all.count, sizeof(struct text)), all.count};
	for (size_t i = 0; i < all.count; i++)
		units.at[i] = all.at[i].unit;
	struct error error = scope_filter_units(call, units, &inside);
	if (!error_ok(error))
		return error;
	user->units.count = 0;
	for (size_t i = 0; i < all.count; i++) {
		if (text_is_among(all.at[i].unit, inside))
			user->units.at[user->units.count++] = all.at[i];
	}
	if (!text_is_among(user->primary_unit, inside))
		user->primary_unit = (struct text){NULL, 0};
	return ok();
}

static void put_primary_first(struct unit_membership_list units)
{
	for (size_t i = 1; i < units.count; i++) {
		struct unit_membership found = units.at[i];
		if (!found.main)
			continue;
		memmove(&units.at[1], &units.at[0], i * sizeof(found));
		units.at[0] = found;
		return;
	}
}

struct error affiliation_fill(struct call *call, struct text application, struct user *user)
{
	struct affiliation_list all;
	struct sql_affiliations bind = {call->realm, application, user->id, user->primary_unit};
	struct error error = sql_affiliations(call, bind, &all);
	if (error_ok(error))
		error = name_all(call, all);
	if (!error_ok(error))
		return error;
	take_apart(call, all, user);
	put_primary_first(user->units);
	return application.at ? keep_in_scope(call, user) : ok();
}

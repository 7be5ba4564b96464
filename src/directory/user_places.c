/* The counted lists that users stand in. */
#include "directory/user_places.h"
#include "directory/user_places_sql.h"
#include "directory/user_record.h"

static struct span_change of_realm(enum span_kind kind, struct text key, int64_t amount)
{
	return (struct span_change){.list = {.kind = kind}, .key = key, .amount = amount};
}

static struct text display_key(struct call *call, const struct user *user)
{
	return span_key(call, user->display_name_key, user->id);
}

size_t user_places(struct call *call, const struct user *user, struct span_change *places)
{
	size_t count = 0;
	places[count] = of_realm(SPAN_USERS, user->id, 1);
	places[count++].disabled = user->status == USER_STATUS_DISABLED;
	places[count++] = of_realm(SPAN_USER_NAMES, user->name_key, 1);
	if (user->display_name_key.at)
		places[count++] = of_realm(SPAN_DISPLAY_NAMES, display_key(call, user), 1);
	if (!user_is_ram(call))
		places[count++] = (struct span_change){{SPAN_UNIT_USERS, user->primary_unit}, user->id, 1, 0};
	return count;
}

struct error user_places_changed(struct call *call, const struct user *before, const struct user *after)
{
	struct span_change changes[5];
	size_t count = 0;
	if (!text_equal(before->name_key, after->name_key)) {
		changes[count++] = of_realm(SPAN_USER_NAMES, before->name_key, -1);
		changes[count++] = of_realm(SPAN_USER_NAMES, after->name_key, 1);
	}
	bool same = text_equal(before->display_name_key, after->display_name_key);
	if (!same && before->display_name_key.at)
		changes[count++] = of_realm(SPAN_DISPLAY_NAMES, display_key(call, before), -1);
	if (!same && after->display_name_key.at)
		changes[count++] = of_realm(SPAN_DISPLAY_NAMES, display_key(call, after), 1);
	if (before->status != after->status) {
		changes[count] = of_realm(SPAN_USERS, after->id, 0);
		changes[count++].disabled = after->status == USER_STATUS_DISABLED ? 1 : -1;
	}
	return span_change(call, changes, count);
}

static struct span_change leaving(struct call *call, const struct place *place)
{
	bool owned = place->kind == SPAN_UNIT_USERS || place->kind == SPAN_GROUP_USERS || place->kind == SPAN_ACCOUNTS;
	return (struct span_change){
		.list = {(enum span_kind)place->kind, owned ? place->owner : (struct text){NULL, 0}},
		.key = place->kind == SPAN_DISPLAY_NAMES ? span_key(call, place->key, place->id) : place->key,
		.amount = -1,
		.disabled = -place->disabled,
	};
}

struct error user_places_leave(struct call *call, struct text_list users)
{
	struct place_list places = {NULL, 0};
	struct sql_user_places_all bind = {call->realm, users};
	struct error error = sql_user_places_all(call, bind, &places);
	struct span_change *changes = arena_array(call->arena, places.count, sizeof(*changes));
	for (size_t i = 0; i < places.count; i++)
		changes[i] = leaving(call, &places.at[i]);
	return error_ok(error) ? span_change(call, changes, places.count) : error;
}

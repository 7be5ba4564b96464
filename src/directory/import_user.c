/* Users that are imported. */
#include "base/random.h"
#include "directory/custom_field.h"
#include "directory/import_batch.h"
#include "directory/import_sql.h"
#include "directory/password_sql.h"
#include "directory/unit.h"
#include "directory/user_places.h"
#include "directory/user_sql.h"

struct arrival { /* one user on the way in */
	struct importing *importing;
	const struct import_record *record;
	struct user user;
	struct text_list units, groups; /* ids */
};

static struct text or_else(struct text text, struct text standard)
{
	return text.length > 0 ? text : standard;
}

static void set_absent(struct text *text)
{
	if (text->length == 0)
		*text = (struct text){NULL, 0};
}

static struct error missing(const char *field)
{
	return error_of(ERROR_PARAMETER_MISSING, text_of(field));
}

/* The row */

static void complete_texts(struct call *call, struct user *user)
{
	struct text *const optional[] = {&user->display_name, &user->email, &user->phone_number, &user->phone_region,
		&user->description, &user->preferred_language};
	for (size_t i = 0; i < sizeof(optional) / sizeof(*optional); i++)
		set_absent(optional[i]);
	user->realm = call->realm;
	if (user->id.length == 0)
		user->id = random_id(call->arena, "user_", call->now);
	user->external_id = or_else(user->external_id, user->id);
	user->source_id = or_else(user->source_id, call->realm);
	user->name_key = text_fold(call->arena, user->name);
	user->display_name_key = text_fold(call->arena, user->display_name);
	user->email_key = text_fold(call->arena, user->email);
}

static void complete_marks(struct call *call, struct user *user)
{
	user->source_type = user->source_type ? user->source_type : USER_SOURCE_TYPE_BUILD_IN;
	user->status = user->status ? user->status : USER_STATUS_ENABLED;
	user->provision = user->provision ? user->provision : USER_PROVISION_MANUAL;
	user->created = user->created ? user->created : call->now;
	user->updated = user->updated ? user->updated : user->created;
	user->registered = user->registered ? user->registered : user->created;
	user->email_verified = user->email_verified && user->email.at;
	user->phone_verified = user->phone_verified && user->phone_number.at;
}

static struct error describe(struct arrival *arrival)
{
	struct user *user = &arrival->user;
	complete_texts(arrival->importing->call, user);
	complete_marks(arrival->importing->call, user);
	if (user->phone_number.at && !user->phone_region.at)
		return missing("phone_region");
	if (user->phone_region.at && !user->phone_number.at)
		return missing("phone_number");
	return ok();
}

/* References */

static struct error resolve(struct arrival *arrival)
{
	struct importing *importing = arrival->importing;
	const struct import_record *record = arrival->record;
	struct arena *arena = importing->call->arena;
	arrival->units = (struct text_list){arena_array(arena, record->units.count, sizeof(struct text)), 0};
	arrival->groups = (struct text_list){arena_array(arena, record->groups.count, sizeof(struct text)), 0};
	struct text primary = or_else(record->unit_reference, TEXT(UNIT_ROOT));
	struct error error = import_unit_id(importing, "primary_unit", primary, &arrival->user.primary_unit);
	for (size_t i = 0; i < record->units.count && error_ok(error); i++)
		error = import_unit_id(
			importing, "units", record->units.at[i], &arrival->units.at[arrival->units.count++]);
	for (size_t i = 0; i < record->groups.count && error_ok(error); i++)
		error = import_group_id(
			importing, "groups", record->groups.at[i], &arrival->groups.at[arrival->groups.count++]);
	return error;
}

/* Custom values */

static struct error check_values(struct arrival *arrival)
{
	struct importing *importing = arrival->importing;
	struct call *call = importing->call;
	struct error error = importing->fields_known ? ok() : custom_fields_in_use(call, &importing->fields);
	importing->fields_known = error_ok(error);
	if (error_ok(error))
		error = custom_value_check(call, importing->fields, arrival->user.id, arrival->user.custom_values);
	if (!error_ok(error) && error.subject.at)
		error.subject =
			text_print(call->arena, "custom_values.%.*s", (int)error.subject.length, error.subject.at);
	return error;
}

static struct error add_values(struct arrival *arrival)
{
	return custom_value_begin(
		arrival->importing->call, arrival->importing->fields, arrival->user.id, arrival->user.custom_values);
}

/* Storing: nothing of this is refused for what the record says but the row itself, which comes first. */

static struct error taken(struct call *call, const struct user *user)
{
	struct user_list others;
	struct error error = sql_users_in_conflict(call, user, &others);
	if (!error_ok(error))
		return error;
	if (others.count == 0)
		return error_of(ERROR_EXTERNAL_ID_TAKEN, TEXT("id"));
	const struct user *other = &others.at[0];
	if (text_equal(user->name_key, other->name_key))
		return error_of(ERROR_USER_NAME_TAKEN, TEXT("name"));
	if (user->email_key.at && text_equal(user->email_key, other->email_key))
		return error_of(ERROR_USER_EMAIL_TAKEN, TEXT("email"));
	if (user->phone_number.at && text_equal(user->phone_number, other->phone_number) &&
		text_equal(user->phone_region, other->phone_region))
		return error_of(ERROR_USER_PHONE_TAKEN, TEXT("phone_number"));
	return error_of(ERROR_EXTERNAL_ID_TAKEN, TEXT("external_id"));
}

static struct error insert(struct arrival *arrival)
{
	struct importing *importing = arrival->importing;
	int64_t inserted = 0;
	struct error error = sql_user_insert(importing->call, &arrival->user, &inserted);
	if (error_ok(error) && inserted == 0)
		return taken(importing->call, &arrival->user);
	if (!error_ok(error))
		return error;
	struct span_change places[USER_PLACES_MOST];
	size_t number = user_places(importing->call, &arrival->user, places);
	for (size_t i = 0; i < number; i++)
		import_count(importing, places[i]);
	return ok();
}

static struct text pair_of(struct arrival *arrival, struct text place)
{
	struct text user = arrival->user.id;
	return text_print(
		arrival->importing->call->arena, "%.*s %.*s", (int)place.length, place.at, (int)user.length, user.at);
}

static void join_unit(struct arrival *arrival, struct text unit, bool main)
{
	bool fresh;
	struct importing *importing = arrival->importing;
	struct import_entry *pair = import_index_entry(&importing->unit_pairs, pair_of(arrival, unit), &fresh);
	if (!fresh)
		return;
	pair->number = main ? 0 : 1;
	if (!main)
		import_count(importing, (struct span_change){{SPAN_UNIT_USERS, unit}, arrival->user.id, 1, 0});
}

static struct error join_units(struct arrival *arrival)
{
	join_unit(arrival, arrival->user.primary_unit, true);
	for (size_t i = 0; i < arrival->units.count; i++)
		join_unit(arrival, arrival->units.at[i], false);
	return ok();
}

static void join_group(struct arrival *arrival, struct text group)
{
	bool fresh;
	struct importing *importing = arrival->importing;
	import_index_entry(&importing->group_pairs, pair_of(arrival, group), &fresh);
	if (!fresh)
		return;
	import_count(importing, (struct span_change){{SPAN_GROUP_USERS, group}, arrival->user.id, 1, 0});
}

static struct error join_groups(struct arrival *arrival)
{
	struct importing *importing = arrival->importing;
	for (size_t i = 0; i < arrival->groups.count; i++)
		join_group(arrival, arrival->groups.at[i]);
	if (arrival->groups.count > 0)
		import_count(importing, (struct span_change){{.kind = SPAN_GROUPED_USERS}, arrival->user.id, 1, 0});
	return ok();
}

static struct error add_password(struct arrival *arrival)
{
	struct call *call = arrival->importing->call;
	const struct password *password = &arrival->record->password;
	if (password->hash.length == 0)
		return ok();
	struct sql_password_insert bind = {
		.realm = call->realm,
		.user_id = arrival->user.id,
		.created = password->created ? password->created : call->now,
		.hash = password->hash,
		.forced_update = password->forced_update,
	};
	return sql_password_insert(call, bind, NULL);
}

struct error import_user(struct importing *importing, const struct import_record *record)
{
	struct error (*const steps[])(struct arrival *) = {
		describe, resolve, check_values, insert, join_units, join_groups, add_password, add_values};
	struct arrival arrival = {.importing = importing, .record = record, .user = record->user};
	struct error error = ok();
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && error_ok(error); i++)
		error = steps[i](&arrival);
	return error;
}

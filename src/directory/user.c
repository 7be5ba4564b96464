/* Making, reading, changing and deleting users. */
#include "directory/user.h"
#include "base/random.h"
#include "directory/affiliation.h"
#include "directory/audit.h"
#include "directory/custom_field.h"
#include "directory/group.h"
#include "directory/password.h"
#include "directory/scope.h"
#include "directory/user_places.h"
#include "directory/user_record.h"
#include "directory/user_sql.h"
#include "directory/user_units_sql.h"

#define ID_ATTEMPTS 8

/* Making */

struct creation {
	struct call *call;
	const struct user_new *new;
	struct user user;
};

static struct error describe(struct creation *creation)
{
	const struct user_new *new = creation->new;
	struct user *user = &creation->user;
	const struct user_change change = {
		.name = new->name,
		.display_name = new->display_name,
		.phone_region = new->phone_region,
		.phone_number = new->phone_number,
		.phone_verified = new->phone_verified,
		.has_phone_verified = new->has_phone_verified,
		.email = new->email,
		.email_verified = new->email_verified,
		.has_email_verified = new->has_email_verified,
		.description = new->description,
		.mobile_phone = new->mobile_phone,
	};
	*user = (struct user){
		.realm = creation->call->realm,
		.external_id = new->external_id,
		.source_type = USER_SOURCE_TYPE_BUILD_IN,
		.source_id = creation->call->realm,
		.status = USER_STATUS_ENABLED,
		.primary_unit = new->primary_unit,
		.provision = USER_PROVISION_MANUAL,
		.registered = creation->call->now,
		.created = creation->call->now,
		.updated = creation->call->now,
	};
	return user_apply(creation->call, &change, user);
}

static struct error check_quota(struct call *call)
{
	int64_t users;
	struct error error = span_total(call, (struct key_list){.kind = SPAN_USERS}, &users);
	if (error_ok(error) && users >= USER_QUOTA_OF_ACCOUNT)
		return error_of(ERROR_RAM_USER_LIMIT, call->realm);
	return error;
}

static struct error check_place(struct creation *creation)
{
	if (user_is_ram(creation->call))
		return check_quota(creation->call);
	if (creation->user.primary_unit.length == 0)
		return error_of(ERROR_PRIMARY_UNIT_REQUIRED, TEXT("primary_unit"));
	return scope_require_unit(creation->call, creation->user.primary_unit);
}

/* A RAM user's id has too few random digits to be free for certain. */
static struct error insert(struct creation *creation)
{
	struct call *call = creation->call;
	struct user *user = &creation->user;
	bool own_external_id = user->external_id.length == 0;
	for (int i = 0; i < ID_ATTEMPTS; i++) {
		int64_t inserted;
		user->id = user_is_ram(call) ? random_number_id(call->arena, call->now)
					     : random_id(call->arena, "user_", call->now);
		if (own_external_id)
			user->external_id = user->id;
		struct error error = sql_user_insert(call, user, &inserted);
		if (!error_ok(error) || inserted > 0)
			return error;
		error = user_check_free(call, user);
		if (!error_ok(error))
			return error;
	}
	return error_internal("no free id for a user");
}

static struct error place(struct creation *creation)
{
	struct call *call = creation->call;
	const struct user *user = &creation->user;
	if (user_is_ram(call))
		return ok();
	struct sql_user_unit_join bind = {call->realm, user->id, user->primary_unit, true};
	struct error error = sql_user_unit_join(call, bind, NULL);
	if (error_ok(error) && creation->new->units.count > 0)
		error = user_add_to_units(call, creation->user.id, creation->new->units);
	return error;
}

static struct error count(struct creation *creation)
{
	struct span_change places[USER_PLACES_MOST];
	size_t number = user_places(creation->call, &creation->user, places);
	return span_change(creation->call, places, number);
}

static struct error check_tags(struct tag_list tags)
{
	if (tags.count > USER_TAGS_MOST)
		return error_of(ERROR_PARAMETER_LENGTH, TEXT("tags"));
	for (size_t i = 0; i < tags.count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (text_equal(tags.at[i].key, tags.at[j].key))
				return error_of(ERROR_PARAMETER_DUPLICATE, TEXT("tags"));
		}
	}
	return ok();
}

static struct error add_tags(struct creation *creation)
{
	struct call *call = creation->call;
	struct tag_list tags = creation->new->tags;
	struct error error = check_tags(tags);
	for (size_t i = 0; i < tags.count && error_ok(error); i++) {
		struct sql_user_tag_insert bind = {
			.realm = call->realm,
			.user_id = creation->user.id,
			.tag_key = tags.at[i].key,
			.tag_value = tags.at[i].value.at ? tags.at[i].value : TEXT(""),
		};
		error = sql_user_tag_insert(call, bind, NULL);
	}
	return error;
}

static struct error add_values(struct creation *creation)
{
	if (user_is_ram(creation->call))
		return ok();
	return custom_value_apply(creation->call, creation->user.id, creation->new->custom_values, true);
}

static struct error start_password(struct creation *creation)
{
	return user_start_password(creation->call, creation->new, &creation->user);
}

struct error user_create(struct call *call, const struct user_new *new, struct text *id)
{
	struct error (*const steps[])(struct creation *) = {
		describe, check_place, insert, place, count, add_tags, add_values, start_password};
	struct creation creation = {.call = call, .new = new};
	struct error error = ok();
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && error_ok(error); i++)
		error = steps[i](&creation);
	*id = creation.user.id;
	audit_target(call, "user", creation.user.id);
	return error;
}

/* Reading */

/* `application` limits what else may be seen of the user; it is not there when nothing does. */
static struct error find_row(struct call *call, struct text id, struct user *user, struct text *application)
{
	bool found = false;
	struct error error = scope_limit(call, application);
	if (error_ok(error))
		error = sql_user_by_id(call, (struct sql_user_by_id){call->realm, id}, user, &found);
	if (error_ok(error) && !found)
		return error_of(ERROR_USER_NOT_FOUND, id);
	return error_ok(error) && application->at ? scope_require_user(call, id) : error;
}

struct error user_row(struct call *call, struct text id, struct user *user)
{
	struct text application;
	return find_row(call, id, user, &application);
}

struct error user_get(struct call *call, struct text id, struct user *user)
{
	struct text application;
	struct error error = find_row(call, id, user, &application);
	if (!error_ok(error))
		return error;
	user->locked_until = user->locked_until > call->now ? user->locked_until : 0;
	if (user_is_ram(call))
		return sql_users_tags(call, (struct sql_users_tags){call->realm, {&id, 1}}, &user->tags);
	error = affiliation_fill(call, application, user);
	if (error_ok(error))
		error = custom_value_list(call, id, &user->custom_values);
	if (error_ok(error))
		error = password_describe(call, user);
	return error;
}

/* Changing */

struct error user_change(struct call *call, struct text id, const struct user_change *change)
{
	struct user user, before;
	struct error error = user_row(call, id, &user);
	before = user;
	if (error_ok(error))
		error = user_apply(call, change, &user);
	if (error_ok(error))
		error = user_check_free(call, &user);
	if (error_ok(error))
		error = user_store(call, &user);
	if (error_ok(error))
		error = user_places_changed(call, &before, &user);
	if (error_ok(error) && change->custom_values.count > 0)
		error = custom_value_apply(call, id, change->custom_values, false);
	return error;
}

struct error user_set_status(struct call *call, struct text id, enum user_status status)
{
	struct user user, before;
	struct error error = user_row(call, id, &user);
	if (!error_ok(error))
		return error;
	audit_target(call, "user", id);
	before = user;
	user.status = status;
	if (before.status == status)
		return ok();
	error = user_store(call, &user);
	return error_ok(error) ? user_places_changed(call, &before, &user) : error;
}

struct error user_unlock(struct call *call, struct text id)
{
	struct user user;
	struct error error = user_row(call, id, &user);
	if (!error_ok(error))
		return error;
	user.locked_until = 0;
	user.failures = 0;
	return user_store(call, &user);
}

/* Deleting */

static struct error forget_belongings(struct call *call, struct text_list ids)
{
	if (user_is_ram(call))
		return sql_users_delete_access_keys(
			call, (struct sql_users_delete_access_keys){call->realm, ids}, NULL);
	struct error error =
		sql_users_delete_ownership(call, (struct sql_users_delete_ownership){call->realm, ids}, NULL);
	if (error_ok(error))
		error = sql_users_delete_notifications(
			call, (struct sql_users_delete_notifications){call->realm, ids}, NULL);
	return error;
}

struct error users_purge(struct call *call, struct text_list ids)
{
	struct error error = user_places_leave(call, ids);
	if (error_ok(error))
		error = forget_belongings(call, ids);
	return error_ok(error) ? sql_users_delete(call, (struct sql_users_delete){call->realm, ids}, NULL) : error;
}

struct error user_delete(struct call *call, struct text id)
{
	struct user user;
	audit_target(call, "user", id);
	struct error error = user_row(call, id, &user);
	return error_ok(error) ? users_purge(call, (struct text_list){&id, 1}) : error;
}

struct error users_delete(struct call *call, struct text_list ids)
{
	struct error error = scope_require_users(call, ids);
	if (!error_ok(error))
		audit_target(call, "user", error.subject);
	return error_ok(error) ? users_purge(call, ids) : error;
}

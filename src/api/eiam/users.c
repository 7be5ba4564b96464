/* Users of an instance, as administrators see them. */
#include "directory/user.h"
#include "api/eiam/request.h"
#include "api/subject.h"
#include "contract/eiam.h"
#include "directory/audit.h"

static const struct subject_name names[] = {
	{"name", "Username"},
	{"phone_region", "PhoneRegion"},
	{"phone_number", "PhoneNumber"},
	{"phone_verified", "PhoneNumberVerified"},
	{"email", "Email"},
	{"email_verified", "EmailVerified"},
	{"channels", "UserNotificationChannels"},
	{NULL, NULL},
};

/* Making */

static const struct password_start *start_of(struct call *call, const struct eiam_create_user_request *in)
{
	const struct eiam_password_initialization_config *config = &in->password_initialization_config;
	if (!in->has_password_initialization_config || config->password_initialization_policy_priority == 0)
		return NULL;
	struct password_start *start = arena_alloc(call->arena, sizeof(*start));
	start->custom = config->password_initialization_policy_priority ==
		EIAM_PASSWORD_INITIALIZATION_CONFIG_PASSWORD_INITIALIZATION_POLICY_PRIORITY_CUSTOM;
	start->random = config->password_initialization_type == POLICY_INITIALIZATION_TYPE_RANDOM;
	start->forced_update = config->password_forced_update_status == POLICY_INITIALIZATION_FORCED_UPDATE_ENABLED;
	start->channels = config->user_notification_channels;
	return start;
}

static struct user_new user_of(struct call *call, const struct eiam_create_user_request *in)
{
	return (struct user_new){
		.name = in->username,
		.display_name = in->display_name,
		.phone_region = in->phone_region,
		.phone_number = in->phone_number,
		.phone_verified = in->phone_number_verified,
		.has_phone_verified = in->has_phone_number_verified,
		.email = in->email,
		.email_verified = in->email_verified,
		.has_email_verified = in->has_email_verified,
		.external_id = in->user_external_id,
		.description = in->description,
		.password = in->password,
		.password_start = start_of(call, in),
		.primary_unit = in->primary_organizational_unit_id,
		.units = in->organizational_unit_ids,
		.custom_values = in->custom_fields,
	};
}

struct error eiam_create_user_prepare(struct call *call, const struct eiam_create_user_request *in)
{
	struct user_new new = user_of(call, in);
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? subject_spelled(user_prepare(call, &new), names) : error;
}

struct error eiam_create_user(
	struct call *call, const struct eiam_create_user_request *in, struct eiam_create_user_response *out)
{
	struct user_new new = user_of(call, in);
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? subject_spelled(user_create(call, &new, &out->user_id), names) : error;
}

/* Changing */

static struct error change(struct call *call, struct text instance, struct text user, const struct user_change *change)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? subject_spelled(user_change(call, user, change), names) : error;
}

struct error eiam_update_user(
	struct call *call, const struct eiam_update_user_request *in, struct eiam_update_user_response *out)
{
	(void)out;
	struct user_change wanted = {
		.name = in->username,
		.display_name = in->display_name,
		.phone_region = in->phone_region,
		.phone_number = in->phone_number,
		.phone_verified = in->phone_number_verified,
		.has_phone_verified = in->has_phone_number_verified,
		.email = in->email,
		.email_verified = in->email_verified,
		.has_email_verified = in->has_email_verified,
		.custom_values = in->custom_fields,
	};
	return change(call, in->instance_id, in->user_id, &wanted);
}

struct error eiam_update_user_description(struct call *call, const struct eiam_update_user_description_request *in,
	struct eiam_update_user_description_response *out)
{
	(void)out;
	struct user_change wanted = {.description = in->description.at ? in->description : TEXT("")};
	return change(call, in->instance_id, in->user_id, &wanted);
}

struct error eiam_update_user_password_prepare(struct call *call, const struct eiam_update_user_password_request *in)
{
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_prepare_password(call, in->user_id, in->password) : error;
}

struct error eiam_update_user_password(struct call *call, const struct eiam_update_user_password_request *in,
	struct eiam_update_user_password_response *out)
{
	(void)out;
	bool forced = in->password_forced_update_status == POLICY_INITIALIZATION_FORCED_UPDATE_ENABLED;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = user_change_password(call, in->user_id, forced, in->user_notification_channels);
	return subject_spelled(error, names);
}

static struct error set_status(struct call *call, struct text instance, struct text user, enum user_status status)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? user_set_status(call, user, status) : error;
}

struct error eiam_enable_user(
	struct call *call, const struct eiam_enable_user_request *in, struct eiam_enable_user_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->user_id, USER_STATUS_ENABLED);
}

struct error eiam_disable_user(
	struct call *call, const struct eiam_disable_user_request *in, struct eiam_disable_user_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->user_id, USER_STATUS_DISABLED);
}

struct error eiam_unlock_user(
	struct call *call, const struct eiam_unlock_user_request *in, struct eiam_unlock_user_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_unlock(call, in->user_id) : error;
}

struct error eiam_set_user_primary_organizational_unit(struct call *call,
	const struct eiam_set_user_primary_organizational_unit_request *in,
	struct eiam_set_user_primary_organizational_unit_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_set_primary_unit(call, in->user_id, in->organizational_unit_id) : error;
}

struct error eiam_add_user_to_organizational_units(struct call *call,
	const struct eiam_add_user_to_organizational_units_request *in,
	struct eiam_add_user_to_organizational_units_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_add_to_units(call, in->user_id, in->organizational_unit_ids) : error;
}

struct error eiam_remove_user_from_organizational_units(struct call *call,
	const struct eiam_remove_user_from_organizational_units_request *in,
	struct eiam_remove_user_from_organizational_units_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_remove_from_units(call, in->user_id, in->organizational_unit_ids) : error;
}

/* Deleting */

struct error eiam_delete_user(
	struct call *call, const struct eiam_delete_user_request *in, struct eiam_delete_user_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_delete(call, in->user_id) : error;
}

struct error eiam_delete_users(
	struct call *call, const struct eiam_delete_users_request *in, struct eiam_delete_users_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = users_delete(call, in->user_ids);
	for (size_t i = 0; i < in->user_ids.count && error_ok(error); i++) {
		/* each user is an event; that of the last one is written after every call */
		if (text_is_among(in->user_ids.at[i], (struct text_list){in->user_ids.at, i}))
			continue;
		if (i > 0)
			error = audit_write(call, "success");
		audit_target(call, "user", in->user_ids.at[i]);
	}
	return error;
}

/* Reading */

struct error eiam_get_user(
	struct call *call, const struct eiam_get_user_request *in, struct eiam_get_user_response *out)
{
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? user_get(call, in->user_id, &out->user) : error;
}

/* By position when a position, or the most that an answer may hold, was sent. */
static struct page page_of(const struct eiam_list_users_request *in)
{
	return (struct page){
		.number = in->page_number,
		.size = in->has_max_results ? in->max_results : in->page_size,
		.position = in->next_token,
		.by_position = in->has_max_results || in->next_token.at,
	};
}

struct error eiam_list_users(
	struct call *call, const struct eiam_list_users_request *in, struct eiam_list_users_response *out)
{
	struct user_filter filter = {
		.unit = in->organizational_unit_id,
		.name_prefix = in->username_starts_with,
		.display_name_prefix = in->display_name_starts_with,
		.email = in->email,
		.phone_region = in->phone_region,
		.phone_number = in->phone_number,
		.external_id = in->user_external_id,
		.source_id = in->user_source_id,
		.source_type = in->user_source_type,
		.status = in->status,
		.ids = in->user_ids,
		.page = page_of(in),
	};
	struct page_result result = {0};
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = user_list(call, &filter, &out->users, &result);
	out->total_count = result.total;
	out->next_token = result.next;
	out->max_results = filter.page.size;
	return error;
}

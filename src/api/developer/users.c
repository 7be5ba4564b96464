/* Users of an instance, as an application sees them. */
#include "directory/user.h"
#include "api/subject.h"
#include "contract/developer.h"
#include "directory/group.h"
#include "directory/password.h"
#include "directory/policy.h"

#define DAY_MILLISECONDS (24 * 60 * 60 * 1000)

/* The vendor calls a missing mark of an address by the address. */
static const struct subject_name names[] = {
	{"name", "Username"},
	{"phone_region", "PhoneRegion"},
	{"phone_number", "PhoneNumber"},
	{"phone_verified", "PhoneNumberVerified"},
	{"email", "Email"},
	{"email_verified", "Email"},
	{"channels", "UserNotificationChannels"},
	{NULL, NULL},
};

/* Making */

static const struct password_start *start_of(struct call *call, const struct developer_create_user_request *in)
{
	const struct developer_password_initialization_config *config = &in->password_initialization_config;
	if (!in->has_password_initialization_config || config->password_initialization_policy_priority == 0)
		return NULL;
	struct password_start *start = arena_alloc(call->arena, sizeof(*start));
	start->custom = config->password_initialization_policy_priority ==
		DEVELOPER_PASSWORD_INITIALIZATION_CONFIG_PASSWORD_INITIALIZATION_POLICY_PRIORITY_CUSTOM;
	start->random = config->password_initialization_type == POLICY_INITIALIZATION_TYPE_RANDOM;
	start->forced_update = config->password_forced_update_status == POLICY_INITIALIZATION_FORCED_UPDATE_ENABLED;
	start->channels = config->user_notification_channels;
	return start;
}

static struct user_new user_of(struct call *call, const struct developer_create_user_request *in)
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
		.custom_values = in->custom_fields,
	};
}

struct error developer_create_user_prepare(struct call *call, const struct developer_create_user_request *in)
{
	struct user_new new = user_of(call, in);
	return subject_spelled(user_prepare(call, &new), names);
}

struct error developer_create_user(
	struct call *call, const struct developer_create_user_request *in, struct developer_create_user_response *out)
{
	struct user_new new = user_of(call, in);
	return subject_spelled(user_create(call, &new, &out->user_id), names);
}

/* Changing */

static struct custom_value_list changes_of(struct call *call, struct developer_custom_field_change_list changes)
{
	struct custom_value_list values = {
		arena_array(call->arena, changes.count, sizeof(struct custom_value)), changes.count};
	for (size_t i = 0; i < changes.count; i++) {
		const struct developer_custom_field_change *change = &changes.at[i];
		values.at[i].name = change->field_name;
		values.at[i].value = change->field_value;
		values.at[i].change = change->operation != 0 ? change->operation : change->operator;
	}
	return values;
}

struct error developer_patch_user(
	struct call *call, const struct developer_patch_user_request *in, struct developer_patch_user_response *out)
{
	(void)out;
	struct user_change change = {
		.name = in->username,
		.display_name = in->display_name,
		.phone_region = in->phone_region,
		.phone_number = in->phone_number,
		.phone_verified = in->phone_number_verified,
		.has_phone_verified = in->has_phone_number_verified,
		.email = in->email,
		.email_verified = in->email_verified,
		.has_email_verified = in->has_email_verified,
		.custom_values = changes_of(call, in->custom_fields),
	};
	return subject_spelled(user_change(call, in->user_id, &change), names);
}

struct error developer_enable_user(
	struct call *call, const struct developer_enable_user_request *in, struct developer_enable_user_response *out)
{
	(void)out;
	return user_set_status(call, in->user_id, USER_STATUS_ENABLED);
}

struct error developer_disable_user(
	struct call *call, const struct developer_disable_user_request *in, struct developer_disable_user_response *out)
{
	(void)out;
	return user_set_status(call, in->user_id, USER_STATUS_DISABLED);
}

struct error developer_update_user_password_prepare(
	struct call *call, const struct developer_update_user_password_request *in)
{
	return user_prepare_password(call, in->user_id, in->password);
}

struct error developer_update_user_password(struct call *call, const struct developer_update_user_password_request *in,
	struct developer_update_user_password_response *out)
{
	(void)out;
	return user_change_password(call, in->user_id, false, (struct text_list){NULL, 0});
}

struct error developer_set_user_primary_organizational_unit(struct call *call,
	const struct developer_set_user_primary_organizational_unit_request *in,
	struct developer_set_user_primary_organizational_unit_response *out)
{
	(void)out;
	return user_set_primary_unit(call, in->user_id, in->organizational_unit_id);
}

struct error developer_add_user_to_organizational_units(struct call *call,
	const struct developer_add_user_to_organizational_units_request *in,
	struct developer_add_user_to_organizational_units_response *out)
{
	(void)out;
	return user_add_to_units(call, in->user_id, in->organizational_unit_ids);
}

struct error developer_remove_user_from_organizational_units(struct call *call,
	const struct developer_remove_user_from_organizational_units_request *in,
	struct developer_remove_user_from_organizational_units_response *out)
{
	(void)out;
	return user_remove_from_units(call, in->user_id, in->organizational_unit_ids);
}

struct error developer_delete_user(
	struct call *call, const struct developer_delete_user_request *in, struct developer_delete_user_response *out)
{
	(void)out;
	return user_delete(call, in->user_id);
}

/* Reading */

struct error developer_get_user(
	struct call *call, const struct developer_get_user_request *in, struct developer_get_user_response *out)
{
	return user_get(call, in->user_id, &out->user);
}

struct error developer_list_users(
	struct call *call, const struct developer_list_users_request *in, struct developer_list_users_response *out)
{
	struct user_filter filter = {
		.unit = in->organizational_unit_id,
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct page_result result = {0};
	struct error error = user_list(call, &filter, &out->data, &result);
	out->total_count = result.total;
	return error;
}

struct error developer_list_groups_for_user(struct call *call, const struct developer_list_groups_for_user_request *in,
	struct developer_list_groups_for_user_response *out)
{
	struct page page = {.size = in->max_results, .position = in->next_token, .by_position = true};
	struct page_result result = {0};
	struct error error = group_of_user(call, in->user_id, &page, &out->data, &result);
	out->total_count = result.total;
	out->next_token = result.next;
	out->max_results = in->max_results;
	return error;
}

struct error developer_get_user_id_by_username(struct call *call,
	const struct developer_get_user_id_by_username_request *in,
	struct developer_get_user_id_by_username_response *out)
{
	return user_find(call, USER_BY_NAME, in->username, &out->user_id);
}

struct error developer_get_user_id_by_email(struct call *call, const struct developer_get_user_id_by_email_request *in,
	struct developer_get_user_id_by_email_response *out)
{
	return user_find(call, USER_BY_EMAIL, in->email, &out->user_id);
}

struct error developer_get_user_id_by_phone_number(struct call *call,
	const struct developer_get_user_id_by_phone_number_request *in,
	struct developer_get_user_id_by_phone_number_response *out)
{
	return user_find(call, USER_BY_PHONE_NUMBER, in->phone_number, &out->user_id);
}

struct error developer_get_user_id_by_user_external_id(struct call *call,
	const struct developer_get_user_id_by_user_external_id_request *in,
	struct developer_get_user_id_by_user_external_id_response *out)
{
	return user_by_external_id(call, in->user_source_type, in->user_source_id, in->user_external_id, &out->user_id);
}

struct error developer_get_user_password_policy(struct call *call,
	const struct developer_get_user_password_policy_request *in,
	struct developer_get_user_password_policy_response *out)
{
	(void)in;
	struct policy policy;
	struct error error = policy_get(call, &policy);
	if (!error_ok(error))
		return error;
	out->instance_id = call->realm;
	out->active_cycle = policy.expiration == POLICY_EXPIRATION_ENABLED ? policy.valid_days * DAY_MILLISECONDS : -1;
	out->min_length = policy.minimum_length;
	out->reservation_count = policy.history == POLICY_HISTORY_ENABLED ? policy.history_count : 0;
	out->password_complexity_item = (struct developer_password_complexity_item){
		.contain_lower_case = (policy.rules & PASSWORD_RULE_LOWER) != 0,
		.contain_upper_case = (policy.rules & PASSWORD_RULE_UPPER) != 0,
		.contain_number = (policy.rules & PASSWORD_RULE_NUMBER) != 0,
		.contain_special_char = (policy.rules & PASSWORD_RULE_SPECIAL) != 0,
		.username_check = (policy.rules & PASSWORD_RULE_NOT_NAME) != 0,
		.display_name_check = (policy.rules & PASSWORD_RULE_NOT_DISPLAY_NAME) != 0,
		.email_check = (policy.rules & PASSWORD_RULE_NOT_EMAIL) != 0,
		.phone_check = (policy.rules & PASSWORD_RULE_NOT_PHONE) != 0,
	};
	return ok();
}

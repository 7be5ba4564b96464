/* An instance's rules for passwords, in five parts. Setting a part leaves out what is not sent, except for the
 * complexity rules: a form cannot say "an empty list", so without any there are none. */
#include "contract/eiam.h"
#include "directory/instance.h"
#include "directory/password.h"
#include "directory/policy.h"

static struct error read_policy(struct call *call, struct text instance_id, struct policy *policy)
{
	struct instance instance;
	struct error error = instance_enter(call, instance_id, &instance);
	return error_ok(error) ? policy_get(call, policy) : error;
}

/* Complexity. Value n of the check types is bit n - 1 of the rules. */

static_assert(1 << (EIAM_PASSWORD_COMPLEXITY_RULE_PASSWORD_CHECK_TYPE_INCLUSION_UPPER_CASE - 1) == PASSWORD_RULE_UPPER,
	"the order of the check types is that of the rules");
static_assert(1 << (EIAM_PASSWORD_COMPLEXITY_RULE_PASSWORD_CHECK_TYPE_EXCLUSION_DISPLAY_NAME - 1) ==
		PASSWORD_RULE_NOT_DISPLAY_NAME,
	"the order of the check types is that of the rules");

#define CHECK_TYPES EIAM_PASSWORD_COMPLEXITY_RULE_PASSWORD_CHECK_TYPE_EXCLUSION_DISPLAY_NAME

static int64_t rules_of(struct eiam_password_complexity_rule_list list)
{
	int64_t rules = 0;
	for (size_t i = 0; i < list.count; i++)
		rules |= (int64_t)1 << (list.at[i].password_check_type - 1);
	return rules;
}

static struct eiam_password_complexity_rule_list list_of(struct call *call, int64_t rules)
{
	struct eiam_password_complexity_rule_list list = {arena_array(call->arena, CHECK_TYPES, sizeof(*list.at)), 0};
	for (int type = 1; type <= (int)CHECK_TYPES; type++) {
		if (rules & (int64_t)1 << (type - 1))
			list.at[list.count++].password_check_type =
				(enum eiam_password_complexity_rule_password_check_type)type;
	}
	return list;
}

struct error eiam_set_password_complexity_configuration(struct call *call,
	const struct eiam_set_password_complexity_configuration_request *in,
	struct eiam_set_password_complexity_configuration_response *out)
{
	(void)out;
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	policy.minimum_length = in->password_min_length;
	policy.rules = rules_of(in->password_complexity_rules);
	if (in->has_disabled_weak_password_login && in->disabled_weak_password_login != policy.refuse_weak_login) {
		policy.refuse_weak_login = in->disabled_weak_password_login;
		policy.refuse_weak_since = policy.refuse_weak_login ? call->now : 0;
	}
	return policy_set(call, &policy);
}

struct error eiam_get_password_complexity_configuration(struct call *call,
	const struct eiam_get_password_complexity_configuration_request *in,
	struct eiam_get_password_complexity_configuration_response *out)
{
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	out->password_complexity_configuration = (struct eiam_password_complexity_configuration){
		.password_min_length = policy.minimum_length,
		.password_complexity_rules = list_of(call, policy.rules),
		.disabled_weak_password_login = policy.refuse_weak_login,
		.disabled_weak_password_login_started_at = policy.refuse_weak_since,
	};
	return ok();
}

/* Expiration */

static void change_expiration(
	struct call *call, const struct eiam_set_password_expiration_configuration_request *in, struct policy *policy)
{
	policy->expiration = in->password_expiration_status;
	if (in->has_password_valid_max_day)
		policy->valid_days = in->password_valid_max_day;
	if (in->password_expiration_action)
		policy->expiration_action = in->password_expiration_action;
	if (in->effective_authentication_source_ids.at)
		policy->expiration_sources = policy_join(call, in->effective_authentication_source_ids);
	if (in->password_expiration_notification_status)
		policy->notice = in->password_expiration_notification_status;
	if (in->has_password_expiration_notification_duration)
		policy->notice_days = in->password_expiration_notification_duration;
	if (in->has_password_forced_update_duration)
		policy->forced_update_days = in->password_forced_update_duration;
}

/* What was sent, or what was there before. */
static struct error take_channels(
	struct call *call, struct text_list sent, bool wanted, const char *name, struct text *channels)
{
	struct text_list taken = sent.at ? sent : policy_split(call, *channels);
	return policy_channels(call, taken, wanted, text_of(name), channels);
}

struct error eiam_set_password_expiration_configuration(struct call *call,
	const struct eiam_set_password_expiration_configuration_request *in,
	struct eiam_set_password_expiration_configuration_response *out)
{
	(void)out;
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	change_expiration(call, in, &policy);
	error = take_channels(call, in->password_expiration_notification_channels,
		policy.notice == POLICY_NOTICE_ENABLED, "PasswordExpirationNotificationChannels",
		&policy.notice_channels);
	return error_ok(error) ? policy_set(call, &policy) : error;
}

struct error eiam_get_password_expiration_configuration(struct call *call,
	const struct eiam_get_password_expiration_configuration_request *in,
	struct eiam_get_password_expiration_configuration_response *out)
{
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	out->password_expiration_configuration = (struct eiam_password_expiration_configuration){
		.password_expiration_status = policy.expiration,
		.password_valid_max_day = policy.valid_days,
		.password_expiration_action = policy.expiration_action,
		.effective_authentication_source_ids = policy_split(call, policy.expiration_sources),
		.password_expiration_notification_status = policy.notice,
		.password_expiration_notification_duration = policy.notice_days,
		.password_expiration_notification_channels = policy_split(call, policy.notice_channels),
		.password_forced_update_duration = policy.forced_update_days,
	};
	return ok();
}

/* History */

struct error eiam_set_password_history_configuration(struct call *call,
	const struct eiam_set_password_history_configuration_request *in,
	struct eiam_set_password_history_configuration_response *out)
{
	(void)out;
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	policy.history = in->password_history_status;
	if (in->has_password_history_max_retention)
		policy.history_count = in->password_history_max_retention;
	return policy_set(call, &policy);
}

struct error eiam_get_password_history_configuration(struct call *call,
	const struct eiam_get_password_history_configuration_request *in,
	struct eiam_get_password_history_configuration_response *out)
{
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	out->password_history_configuration = (struct eiam_password_history_configuration){
		.password_history_status = policy.history,
		.password_history_max_retention = policy.history_count,
	};
	return ok();
}

/* Initialization */

struct error eiam_set_password_initialization_configuration(struct call *call,
	const struct eiam_set_password_initialization_configuration_request *in,
	struct eiam_set_password_initialization_configuration_response *out)
{
	(void)out;
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	policy.initialization = in->password_initialization_status;
	if (in->password_initialization_type)
		policy.initialization_type = in->password_initialization_type;
	if (in->password_forced_update_status)
		policy.initialization_forced_update = in->password_forced_update_status;
	error = take_channels(call, in->password_initialization_notification_channels,
		policy.initialization == POLICY_INITIALIZATION_ENABLED, "PasswordInitializationNotificationChannels",
		&policy.initialization_channels);
	return error_ok(error) ? policy_set(call, &policy) : error;
}

struct error eiam_get_password_initialization_configuration(struct call *call,
	const struct eiam_get_password_initialization_configuration_request *in,
	struct eiam_get_password_initialization_configuration_response *out)
{
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	out->password_initialization_configuration = (struct eiam_password_initialization_configuration){
		.password_initialization_status = policy.initialization,
		.password_initialization_type = policy.initialization_type,
		.password_forced_update_status = policy.initialization_forced_update,
		.password_initialization_notification_channels = policy_split(call, policy.initialization_channels),
	};
	return ok();
}

/* Forgotten passwords */

struct error eiam_set_forget_password_configuration(struct call *call,
	const struct eiam_set_forget_password_configuration_request *in,
	struct eiam_set_forget_password_configuration_response *out)
{
	(void)out;
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	policy.forgotten = in->forget_password_status;
	error = take_channels(call, in->authentication_channels, policy.forgotten == POLICY_FORGOTTEN_ENABLED,
		"AuthenticationChannels", &policy.forgotten_channels);
	return error_ok(error) ? policy_set(call, &policy) : error;
}

static bool contains(struct text_list list, const char *word)
{
	for (size_t i = 0; i < list.count; i++) {
		if (text_is(list.at[i], word))
			return true;
	}
	return false;
}

struct error eiam_get_forget_password_configuration(struct call *call,
	const struct eiam_get_forget_password_configuration_request *in,
	struct eiam_get_forget_password_configuration_response *out)
{
	struct policy policy;
	struct error error = read_policy(call, in->instance_id, &policy);
	if (!error_ok(error))
		return error;
	struct text_list channels = policy_split(call, policy.forgotten_channels);
	out->open_forget_password_configuration = (struct eiam_open_forget_password_configuration){
		.forget_password_status = policy.forgotten,
		.authentication_channels = channels,
		.enable = policy.forgotten == POLICY_FORGOTTEN_ENABLED,
		.enable_email = contains(channels, "email"),
		.enable_sms = contains(channels, "sms"),
	};
	return ok();
}

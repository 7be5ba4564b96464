/* An instance's rules for passwords. */
#include "directory/policy.h"
#include "directory/audit.h"
#include "directory/notification.h"
#include "directory/password.h"
#include "directory/policy_sql.h"

/* What is switched off still has the values that it gets when somebody switches it on and says no more. */
struct error policy_create(struct call *call, struct text realm)
{
	struct policy policy = {
		.realm = realm,
		.minimum_length = 10,
		.rules = PASSWORD_RULE_UPPER | PASSWORD_RULE_LOWER | PASSWORD_RULE_NUMBER | PASSWORD_RULE_NOT_NAME,
		.expiration = POLICY_EXPIRATION_DISABLED,
		.valid_days = 180,
		.expiration_action = POLICY_EXPIRATION_ACTION_FORCE_UPDATE_PASSWORD,
		.notice = POLICY_NOTICE_DISABLED,
		.notice_days = 7,
		.forced_update_days = 7,
		.history = POLICY_HISTORY_DISABLED,
		.history_count = 3,
		.initialization = POLICY_INITIALIZATION_DISABLED,
		.initialization_type = POLICY_INITIALIZATION_TYPE_RANDOM,
		.initialization_forced_update = POLICY_INITIALIZATION_FORCED_UPDATE_ENABLED,
		.forgotten = POLICY_FORGOTTEN_DISABLED,
	};
	return sql_policy_insert(call, &policy, NULL);
}

struct error policy_get(struct call *call, struct policy *policy)
{
	bool found;
	struct error error = sql_policy_by_realm(call, (struct sql_policy_by_realm){call->realm}, policy, &found);
	if (error_ok(error) && !found)
		return error_internal("an instance has no password policy");
	return error;
}

struct error policy_set(struct call *call, const struct policy *policy)
{
	struct policy row = *policy;
	row.realm = call->realm;
	audit_target(call, "policy", call->realm);
	return sql_policy_update(call, &row, NULL);
}

/* Words */

#define WORDS_LONGEST (64 * 1024)

struct text policy_join(struct call *call, struct text_list words)
{
	struct builder builder = builder_in(call->arena, WORDS_LONGEST);
	for (size_t i = 0; i < words.count; i++) {
		if (i > 0)
			builder_add_char(&builder, ' ');
		builder_add(&builder, words.at[i]);
	}
	return builder_text(&builder);
}

struct text_list policy_split(struct call *call, struct text words)
{
	struct text_list list = {arena_array(call->arena, words.length / 2 + 1, sizeof(*list.at)), 0};
	while (words.length > 0)
		text_cut(words, ' ', &list.at[list.count++], &words);
	return list;
}

struct error policy_channels(
	struct call *call, struct text_list channels, bool wanted, struct text name, struct text *stored)
{
	static const char *const known[] = {"email", "sms"};
	struct text sorted[2];
	struct text_list once = {sorted, 0};
	size_t recognised = 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		size_t times = 0;
		for (size_t j = 0; j < channels.count; j++)
			times += text_is(channels.at[j], known[i]);
		if (times > 0)
			sorted[once.count++] = text_of(known[i]);
		recognised += times;
	}
	if (recognised < channels.count)
		return error_of(ERROR_PARAMETER_INVALID, name);
	*stored = policy_join(call, once);
	if (!wanted)
		return ok();
	return once.count > 0 ? notification_require(call, once) : error_of(ERROR_PARAMETER_MISSING, name);
}

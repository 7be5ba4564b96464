/* An instance's rules for passwords. */
#include "directory/policy.h"
#include "directory/audit.h"
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

/* RAM users of an account. */
#include "directory/user.h"
#include "api/ims/principal.h"
#include "api/subject.h"
#include "contract/ims.h"
#include "directory/access_key.h"

static const struct subject_name names[] = {
	{"tags", "Tag"},
	{NULL, NULL},
};

static struct error answer(struct call *call, struct text id, struct user *user)
{
	struct error error = user_get(call, id, user);
	return error_ok(error) ? principal_spell(call, user, 1) : error;
}

/* Which user is meant: exactly one of the parameters says so. */
static struct error wanted(struct call *call, struct text principal, struct text id, struct text *user)
{
	if (principal.at && id.at)
		return error_of(ERROR_PARAMETER_INVALID, TEXT("UserId"));
	if (!principal.at && !id.at)
		return error_of(ERROR_PARAMETER_MISSING, TEXT("UserPrincipalName"));
	*user = id;
	return principal.at ? principal_user(call, principal, user) : ok();
}

struct error ims_create_user(
	struct call *call, const struct ims_create_user_request *in, struct ims_create_user_response *out)
{
	struct text id;
	struct user_new new = {
		.display_name = in->display_name,
		.mobile_phone = in->mobile_phone,
		.email = in->email,
		.has_email_verified = true,
		.description = in->comments,
		.tags = in->tag,
	};
	struct error error = principal_name(call, "UserPrincipalName", in->user_principal_name, &new.name);
	if (error_ok(error))
		error = subject_spelled(user_create(call, &new, &id), names);
	return error_ok(error) ? answer(call, id, &out->user) : error;
}

static struct error owner_of(struct call *call, struct text id, struct text *user)
{
	struct access_key key;
	struct error error = access_key_get(call, id, &key);
	if (!error_ok(error))
		return error;
	/* the account's own keys have no user */
	if (!key.user.at || !text_equal(key.account, call->actor.account))
		return error_of(ERROR_ACCESS_KEY_NOT_FOUND, id);
	*user = key.user;
	return ok();
}

struct error ims_get_user(struct call *call, const struct ims_get_user_request *in, struct ims_get_user_response *out)
{
	struct text user;
	bool by_key = in->user_access_key_id.at != NULL;
	if (by_key && (in->user_principal_name.at || in->user_id.at))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("UserAccessKeyId"));
	struct error error = by_key ? owner_of(call, in->user_access_key_id, &user)
				    : wanted(call, in->user_principal_name, in->user_id, &user);
	return error_ok(error) ? answer(call, user, &out->user) : error;
}

struct error ims_update_user(
	struct call *call, const struct ims_update_user_request *in, struct ims_update_user_response *out)
{
	struct text user;
	struct user_change change = {
		.display_name = in->new_display_name,
		.mobile_phone = in->new_mobile_phone,
		.email = in->new_email,
		.has_email_verified = true,
		.description = in->new_comments,
	};
	struct error error = wanted(call, in->user_principal_name, in->user_id, &user);
	if (error_ok(error) && in->new_user_principal_name.at)
		error = principal_name(call, "NewUserPrincipalName", in->new_user_principal_name, &change.name);
	if (error_ok(error))
		error = user_change(call, user, &change);
	return error_ok(error) ? answer(call, user, &out->user) : error;
}

struct error ims_delete_user(
	struct call *call, const struct ims_delete_user_request *in, struct ims_delete_user_response *out)
{
	(void)out;
	struct text user;
	struct access_key_list keys;
	struct error error = wanted(call, in->user_principal_name, in->user_id, &user);
	if (error_ok(error))
		error = access_key_list(call, call->actor.account, user, &keys);
	if (error_ok(error) && keys.count > 0)
		return error_of(ERROR_ACCESS_KEY_LEFT, user);
	return error_ok(error) ? user_delete(call, user) : error;
}

/* A list of states with commas; 0 means both. With tags both are meant whatever it says, else the active ones by
 * default. */
static struct error status_of(const struct ims_list_users_request *in, enum user_status *status)
{
	struct text rest = in->status, state;
	bool active = false, frozen = false;
	while (rest.length > 0) {
		text_cut(rest, ',', &state, &rest);
		active = active || text_is(state, "active");
		frozen = frozen || text_is(state, "freeze");
		if (!text_is(state, "active") && !text_is(state, "freeze"))
			return error_of(ERROR_PARAMETER_INVALID, TEXT("Status"));
	}
	if (in->tag.count > 0 || (active && frozen))
		*status = 0;
	else
		*status = frozen ? USER_STATUS_DISABLED : USER_STATUS_ENABLED;
	return ok();
}

struct error ims_list_users(
	struct call *call, const struct ims_list_users_request *in, struct ims_list_users_response *out)
{
	struct user_filter filter = {
		.tags = in->tag,
		.page = {.size = in->max_items, .position = in->marker, .by_position = true},
	};
	struct page_result result = {0};
	struct error error = status_of(in, &filter.status);
	if (error_ok(error))
		error = user_list(call, &filter, &out->users, &result);
	if (error_ok(error))
		error = principal_spell(call, out->users.at, out->users.count);
	out->is_truncated = result.next.at != NULL;
	out->marker = result.next;
	return error;
}

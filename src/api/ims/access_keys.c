/* Access keys of RAM users, and of the account itself. */
#include "directory/access_key.h"
#include "api/ims/principal.h"
#include "contract/ims.h"

/* Whose keys: those of the user that was named, else the caller's own. The account's own keys have no user. */
static struct error owner(struct call *call, struct text principal, struct text *user)
{
	*user = (struct text){NULL, 0};
	if (principal.at)
		return principal_user(call, principal, user);
	if (call->actor.kind == ACTOR_RAM_USER)
		*user = call->actor.id;
	return ok();
}

struct error ims_create_access_key(
	struct call *call, const struct ims_create_access_key_request *in, struct ims_create_access_key_response *out)
{
	struct text user;
	struct error error = owner(call, in->user_principal_name, &user);
	return error_ok(error) ? access_key_create(call, call->actor.account, user, &out->access_key) : error;
}

struct error ims_list_access_keys(
	struct call *call, const struct ims_list_access_keys_request *in, struct ims_list_access_keys_response *out)
{
	struct text user;
	struct error error = owner(call, in->user_principal_name, &user);
	return error_ok(error) ? access_key_list(call, call->actor.account, user, &out->access_keys) : error;
}

struct error ims_update_access_key(
	struct call *call, const struct ims_update_access_key_request *in, struct ims_update_access_key_response *out)
{
	(void)out;
	struct text user;
	struct error error = owner(call, in->user_principal_name, &user);
	if (!error_ok(error))
		return error;
	return access_key_set_status(call, call->actor.account, user, in->user_access_key_id, in->status);
}

struct error ims_delete_access_key(
	struct call *call, const struct ims_delete_access_key_request *in, struct ims_delete_access_key_response *out)
{
	(void)out;
	struct text user;
	struct error error = owner(call, in->user_principal_name, &user);
	if (!error_ok(error))
		return error;
	return access_key_delete(call, call->actor.account, user, in->user_access_key_id);
}

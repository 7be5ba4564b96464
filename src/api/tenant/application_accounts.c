/* Who users are inside applications. This API gives a user one account in an application, and no second. */
#include "contract/tenant.h"
#include "directory/application.h"

struct error tenant_authorize_application_account(struct call *call,
	const struct tenant_authorize_application_account_request *in,
	struct tenant_authorize_application_account_response *out)
{
	const struct application_account_new new = {
		.application = in->app_id,
		.user = in->user_id,
		.name = in->account_name,
		.first = true,
	};
	return application_account_create(call, &new, &out->account_id);
}

struct error tenant_list_accounts_of_user(struct call *call, const struct tenant_list_accounts_of_user_request *in,
	struct tenant_list_accounts_of_user_response *out)
{
	const struct text all = {NULL, 0};
	struct error error = application_account_of_user(call, in->user_id, all, &out->accounts);
	out->total = (int64_t)out->accounts.count;
	return error;
}

/* Who users are inside applications. */
#include "api/eiam/request.h"
#include "contract/eiam.h"
#include "directory/application.h"

struct error eiam_add_application_account_to_user(struct call *call,
	const struct eiam_add_application_account_to_user_request *in,
	struct eiam_add_application_account_to_user_response *out)
{
	const struct application_account_new new = {
		.application = in->application_id,
		.user = in->user_id,
		.name = in->application_username,
	};
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? application_account_create(call, &new, &out->application_account_id) : error;
}

struct error eiam_remove_application_account_from_user(struct call *call,
	const struct eiam_remove_application_account_from_user_request *in,
	struct eiam_remove_application_account_from_user_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	return application_account_delete(call, in->application_id, in->user_id, in->application_account_id);
}

struct error eiam_list_application_accounts(struct call *call, const struct eiam_list_application_accounts_request *in,
	struct eiam_list_application_accounts_response *out)
{
	struct page_result result;
	const struct page page = {.number = in->page_number, .size = in->page_size};
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = application_account_list(call, in->application_id, &page, &out->application_accounts, &result);
	if (error_ok(error))
		out->total_count = result.total;
	return error;
}

struct error eiam_list_application_accounts_for_user(struct call *call,
	const struct eiam_list_application_accounts_for_user_request *in,
	struct eiam_list_application_accounts_for_user_response *out)
{
	struct application_account_list *accounts = &out->application_accounts;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = application_account_of_user(call, in->user_id, in->application_id, accounts);
	out->total_count = (int64_t)accounts->count;
	return error;
}

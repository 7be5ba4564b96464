/* Who users are inside applications. */
#include "base/random.h"
#include "directory/application.h"
#include "directory/application_account_sql.h"
#include "directory/audit.h"
#include "directory/removal.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/user.h"

static struct key_list accounts_list(struct text application)
{
	return (struct key_list){SPAN_ACCOUNTS, application};
}

static struct error count(struct call *call, const struct application_account *account, int64_t amount)
{
	struct span_change change = {accounts_list(account->application), account->name_key, amount, 0};
	return span_change(call, &change, 1);
}

static void describe(struct application_account *account)
{
	account->kind = APPLICATION_ACCOUNT_KIND_BASIC;
	account->extension = TEXT("{}");
}

static void describe_all(struct application_account_list *accounts, const struct user *user)
{
	for (size_t i = 0; i < accounts->count; i++) {
		describe(&accounts->at[i]);
		if (user)
			accounts->at[i].display_name = user->display_name.at ? user->display_name : user->name;
	}
}

static struct error accounts_of(
	struct call *call, struct text user, struct text application, struct application_account_list *accounts)
{
	struct sql_application_accounts_of_user bind = {call->realm, user, application};
	return sql_application_accounts_of_user(call, bind, accounts);
}

/* Creation */

static struct error require_first(struct call *call, const struct application_account_new *new)
{
	struct application_account_list accounts;
	if (!new->first)
		return ok();
	struct error error = accounts_of(call, new->user, new->application, &accounts);
	if (error_ok(error) && accounts.count > 0)
		return error_of(ERROR_APPLICATION_ACCOUNT_EXISTS, accounts.at[0].id);
	return error;
}

static struct error require_free_name(struct call *call, const struct application_account *wanted)
{
	bool found;
	struct application_account other = {0};
	struct sql_application_account_by_name bind = {call->realm, wanted->application, wanted->name_key};
	struct error error = sql_application_account_by_name(call, bind, &other, &found);
	if (!error_ok(error) || !found)
		return error;
	if (text_equal(other.user, wanted->user))
		return error_of(ERROR_APPLICATION_ACCOUNT_EXISTS, other.id);
	error = removal_clear_user(call, other.user, &found);
	return error_ok(error) && !found ? error_of(ERROR_APPLICATION_ACCOUNT_NAME_TAKEN, wanted->name) : error;
}

static struct error insert(struct call *call, struct application_account *account)
{
	int64_t changed = 0;
	struct error error = require_free_name(call, account);
	while (error_ok(error) && changed == 0) {
		account->id = random_id(call->arena, "aac_", call->now);
		error = sql_application_account_insert(call, account, &changed);
	}
	audit_target(call, "application_account", account->id);
	return error_ok(error) ? count(call, account, 1) : error;
}

struct error application_account_create(struct call *call, const struct application_account_new *new, struct text *id)
{
	struct user user;
	struct error error = user_row(call, new->user, &user);
	if (error_ok(error))
		error = application_require(call, new->application);
	if (error_ok(error))
		error = require_first(call, new);
	if (!error_ok(error))
		return error;
	struct text name = new->name.length > 0 ? new->name : user.name;
	struct application_account account = {
		.realm = call->realm,
		.application = new->application,
		.user = new->user,
		.name = name,
		.name_key = text_fold(call->arena, name),
		.created = call->now,
	};
	error = insert(call, &account);
	*id = account.id;
	return error;
}

struct error application_account_delete(struct call *call, struct text application, struct text user, struct text id)
{
	struct application_account removed = {0};
	bool found;
	struct error error = application_require(call, application);
	if (error_ok(error))
		error = scope_require_user(call, user);
	if (!error_ok(error))
		return error;
	audit_target(call, "application_account", id);
	struct sql_application_account_remove bind = {call->realm, application, user, id};
	error = sql_application_account_remove(call, bind, &removed, &found);
	if (error_ok(error) && !found)
		return error_of(ERROR_APPLICATION_ACCOUNT_NOT_FOUND, id);
	return error_ok(error) ? count(call, &removed, -1) : error;
}

/* Lists */

struct error application_account_list(struct call *call, struct text application, const struct page *page,
	struct application_account_list *accounts, struct page_result *result)
{
	struct selection selection = {.page = page};
	struct error error = application_require(call, application);
	if (error_ok(error))
		error = selection_counted(call, &selection, accounts_list(application), EVERY_NAME);
	*result = selection.result;
	if (!error_ok(error))
		return error;
	struct sql_application_accounts_by_ids bind = {call->realm, selection.ids};
	error = sql_application_accounts_by_ids(call, bind, accounts);
	if (error_ok(error))
		describe_all(accounts, NULL);
	return error;
}

struct error application_account_of_user(
	struct call *call, struct text user, struct text application, struct application_account_list *accounts)
{
	struct user row;
	struct error error = application.at ? application_require(call, application) : ok();
	if (error_ok(error))
		error = user_row(call, user, &row);
	if (error_ok(error))
		error = accounts_of(call, user, application, accounts);
	if (error_ok(error))
		describe_all(accounts, &row);
	return error;
}

/* Cloud accounts. */
#include "directory/account.h"
#include "base/random.h"
#include "directory/account_sql.h"
#include "directory/audit.h"

#define ACCOUNT_ID_LEAST 1000000000000000 /* 16 digits */
#define ACCOUNT_ID_COUNT (9 * ACCOUNT_ID_LEAST)

struct error account_create(struct call *call, struct account *account)
{
	int64_t changed = 0;
	struct error error = ok();
	while (error_ok(error) && changed == 0) {
		long long id = ACCOUNT_ID_LEAST + (long long)random_below(ACCOUNT_ID_COUNT);
		account->id = text_print(call->arena, "%lld", id);
		account->alias = account->id;
		account->created = call->now;
		error = sql_account_insert(call, account, &changed);
	}
	audit_target(call, "account", account->id);
	return error;
}

struct error account_get(struct call *call, struct text id, struct account *account)
{
	bool found;
	struct error error = sql_account_by_id(call, (struct sql_account_by_id){id}, account, &found);
	if (error_ok(error) && !found)
		return error_of(ERROR_ACCOUNT_NOT_FOUND, id);
	return error;
}

struct text account_domain(struct call *call, const struct account *account)
{
	return text_join(call->arena, TEXT_PARTS(account->alias, TEXT(".onaliyun.com")));
}

struct error account_sole(struct call *call, struct account *account)
{
	struct account_list accounts;
	struct error error = sql_accounts_first_two(call, &accounts);
	if (!error_ok(error))
		return error;
	if (accounts.count != 1)
		return error_of(ERROR_ACCOUNT_NOT_FOUND, (struct text){NULL, 0});
	*account = accounts.at[0];
	return ok();
}

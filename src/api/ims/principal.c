/* Principal names. */
#include "api/ims/principal.h"
#include "directory/account.h"
#include "directory/user.h"

static struct error domain_of(struct call *call, struct text *domain)
{
	struct account account;
	struct error error = account_get(call, call->actor.account, &account);
	*domain = account_domain(call, &account);
	return error;
}

struct error principal_name(struct call *call, const char *parameter, struct text principal, struct text *name)
{
	struct text domain, expected;
	text_cut(principal, '@', name, &domain);
	struct error error = domain_of(call, &expected);
	if (!error_ok(error))
		return error;
	if (!text_equal_ignore_case(domain, expected))
		return error_of(ERROR_PARAMETER_FORMAT, text_of(parameter));
	return ok();
}

struct error principal_user(struct call *call, struct text principal, struct text *user)
{
	struct text name;
	struct error error = principal_name(call, "UserPrincipalName", principal, &name);
	if (error_ok(error))
		error = user_find(call, USER_BY_NAME, name, user);
	bool unknown = error.code == ERROR_PARAMETER_FORMAT || error.code == ERROR_USER_LOOKUP_FAILED;
	return unknown ? error_of(ERROR_USER_NOT_FOUND, principal) : error;
}

struct error principal_spell(struct call *call, struct user *users, size_t count)
{
	struct text domain;
	struct error error = domain_of(call, &domain);
	for (size_t i = 0; i < count && error_ok(error); i++) {
		users[i].short_name = users[i].name;
		users[i].name = text_join(call->arena, TEXT_PARTS(users[i].name, TEXT("@"), domain));
	}
	return error;
}

/* Users by what is unique about them. */
#include "directory/scope.h"
#include "directory/user.h"
#include "directory/user_find_sql.h"

static struct error found_one(struct call *call, struct identifier_list users, struct text wanted, struct text *id)
{
	if (users.count != 1)
		return error_of(ERROR_USER_LOOKUP_FAILED, wanted);
	*id = users.at[0].id;
	struct error error = scope_require_user(call, *id);
	if (error.code == ERROR_USER_NOT_FOUND)
		return error_of(ERROR_USER_LOOKUP_FAILED, wanted);
	return error;
}

static struct error find(struct call *call, enum user_key key, struct text value, struct identifier_list *users)
{
	struct text folded = text_fold(call->arena, value);
	switch (key) {
	case USER_BY_NAME:
		return sql_users_by_name(call, (struct sql_users_by_name){call->realm, folded}, users);
	case USER_BY_EMAIL:
		return sql_users_by_email(call, (struct sql_users_by_email){call->realm, folded}, users);
	case USER_BY_PHONE_NUMBER:
		return sql_users_by_phone_number(call, (struct sql_users_by_phone_number){call->realm, value}, users);
	}
	return error_internal("no such key of a user");
}

struct error user_find(struct call *call, enum user_key key, struct text value, struct text *id)
{
	struct identifier_list users;
	struct error error = find(call, key, value, &users);
	return error_ok(error) ? found_one(call, users, value, id) : error;
}

struct error user_by_external_id(
	struct call *call, enum user_source_type type, struct text source, struct text external_id, struct text *id)
{
	struct identifier_list users;
	struct error error = sql_users_by_external_id(
		call, (struct sql_users_by_external_id){call->realm, (int)type, source, external_id}, &users);
	return error_ok(error) ? found_one(call, users, external_id, id) : error;
}

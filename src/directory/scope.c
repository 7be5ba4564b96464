/* The data scope of an application. */
#include "directory/scope.h"
#include "directory/scope_sql.h"

struct error scope_is_everything(struct call *call, bool *everything)
{
	struct identifier root;
	struct text known;
	*everything = true;
	if (!call->application.at)
		return ok();
	struct text key = text_join(call->arena, TEXT_PARTS(TEXT("scope|"), call->realm, TEXT("|"), call->application));
	if (store_recall(call->store, STORE_EVERYTHING, call->arena, key, &known)) {
		*everything = text_is(known, "everything");
		return ok();
	}
	struct sql_scope_root bind = {call->realm, call->application};
	struct error error = sql_scope_root(call, bind, &root, everything);
	if (error_ok(error))
		store_remember(call->store, STORE_EVERYTHING, key, *everything ? TEXT("everything") : TEXT("part"));
	return error;
}

struct error scope_limit(struct call *call, struct text *application)
{
	bool everything;
	struct error error = scope_is_everything(call, &everything);
	*application = everything ? (struct text){NULL, 0} : call->application;
	return error;
}

struct error scope_require_unit(struct call *call, struct text unit)
{
	struct identifier id;
	bool found = false;
	struct sql_scope_unit bind = {call->realm, call->application, unit};
	struct error error = sql_scope_unit(call, bind, &id, &found);
	return error_ok(error) && !found ? error_of(ERROR_UNIT_NOT_IN_SCOPE, unit) : error;
}

struct error scope_require_user(struct call *call, struct text user)
{
	struct identifier id;
	bool found = false;
	struct sql_scope_user bind = {call->realm, call->application, user};
	struct error error = sql_scope_user(call, bind, &id, &found);
	return error_ok(error) && !found ? error_of(ERROR_USER_NOT_FOUND, user) : error;
}

struct error scope_require_group(struct call *call, struct text group)
{
	struct identifier id;
	bool found = false;
	struct sql_scope_group bind = {call->realm, call->application, group};
	struct error error = sql_scope_group(call, bind, &id, &found);
	return error_ok(error) && !found ? error_of(ERROR_GROUP_NOT_FOUND, group) : error;
}

/* Which of `texts` are among `ids`, in their order. */
static struct text_list texts_among(struct call *call, struct text_list texts, struct identifier_list ids)
{
	struct text_list inside = {arena_array(call->arena, texts.count, sizeof(struct text)), 0};
	for (size_t i = 0; i < texts.count; i++) {
		size_t at = 0;
		while (at < ids.count && !text_equal(ids.at[at].id, texts.at[i]))
			at++;
		if (at < ids.count)
			inside.at[inside.count++] = texts.at[i];
	}
	return inside;
}

struct error scope_filter_units(struct call *call, struct text_list units, struct text_list *inside)
{
	struct identifier_list found = {NULL, 0};
	struct sql_scope_units bind = {call->realm, call->application, units};
	struct error error = sql_scope_units(call, bind, &found);
	*inside = texts_among(call, units, found);
	return error;
}

struct error scope_filter_users(struct call *call, struct text_list users, struct text_list *inside)
{
	struct identifier_list found = {NULL, 0};
	struct sql_scope_users bind = {call->realm, call->application, users};
	struct error error = sql_scope_users(call, bind, &found);
	*inside = texts_among(call, users, found);
	return error;
}

struct error scope_require_users(struct call *call, struct text_list users)
{
	struct text_list inside;
	struct error error = scope_filter_users(call, users, &inside);
	if (!error_ok(error))
		return error;
	for (size_t i = 0; i < users.count; i++) {
		if (i >= inside.count || !text_equal(inside.at[i], users.at[i]))
			return error_of(ERROR_USER_NOT_FOUND, users.at[i]);
	}
	return ok();
}

struct error scope_rows(struct call *call, int64_t *rows)
{
	struct tally tally = {0};
	bool found;
	struct error error =
		sql_scope_rows(call, (struct sql_scope_rows){call->realm, call->application}, &tally, &found);
	*rows = tally.count;
	return error;
}

struct error scope_add_group(struct call *call, struct text group)
{
	struct text application;
	struct error error = scope_limit(call, &application);
	if (!error_ok(error) || !application.at)
		return error;
	return sql_scope_insert_group(call, (struct sql_scope_insert_group){call->realm, application, group}, NULL);
}

struct error scope_forget_units(struct call *call, struct text_list units)
{
	return sql_scope_delete_units(call, (struct sql_scope_delete_units){call->realm, units}, NULL);
}

struct error scope_forget_group(struct call *call, struct text group)
{
	return sql_scope_delete_group(call, (struct sql_scope_delete_group){call->realm, group}, NULL);
}

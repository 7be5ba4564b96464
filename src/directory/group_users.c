/* Who is in which group. */
#include "directory/audit.h"
#include "directory/group.h"
#include "directory/group_users_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"

/* Changing */

/* Those of the users who are in no other group. */
static struct error find_alone(
	struct call *call, struct text group, struct text_list users, struct identifier_list *alone)
{
	return sql_group_users_nowhere_else(
		call, (struct sql_group_users_nowhere_else){call->realm, group, users}, alone);
}

static void count_grouped(struct identifier_list users, int64_t amount, struct span_change *changes)
{
	for (size_t i = 0; i < users.count; i++)
		changes[i] = (struct span_change){{.kind = SPAN_GROUPED_USERS}, users.at[i].id, amount, 0};
}

/* Once the users came (`amount` 1) or went (-1). */
static struct error count(struct call *call, struct text group, struct identifier_list changed, int64_t amount)
{
	struct identifier_list alone = {NULL, 0};
	struct error error = find_alone(call, group, texts_of(call, changed), &alone);
	if (!error_ok(error))
		return error;
	struct span_change *changes = arena_array(call->arena, changed.count + alone.count, sizeof(*changes));
	for (size_t i = 0; i < changed.count; i++)
		changes[i] = (struct span_change){{SPAN_GROUP_USERS, group}, changed.at[i].id, amount, 0};
	count_grouped(alone, amount, changes + changed.count);
	return span_change(call, changes, changed.count + alone.count);
}

struct error group_add_users(struct call *call, struct text id, struct text_list users)
{
	struct identifier_list added = {NULL, 0};
	struct sql_group_users_add bind = {call->realm, id, GROUP_MEMBERSHIP_SOURCE_TYPE_BUILD_IN, call->realm, users};
	audit_target(call, "group", id);
	struct error error = scope_require_group(call, id);
	if (error_ok(error))
		error = scope_require_users(call, users);
	if (error_ok(error))
		error = sql_group_users_add(call, bind, &added);
	return error_ok(error) ? count(call, id, added, 1) : error;
}

struct error group_remove_users(struct call *call, struct text id, struct text_list users)
{
	struct identifier_list removed = {NULL, 0};
	struct sql_group_users_remove bind = {call->realm, id, users};
	audit_target(call, "group", id);
	struct error error = scope_require_group(call, id);
	if (error_ok(error))
		error = scope_require_users(call, users);
	if (error_ok(error))
		error = sql_group_users_remove(call, bind, &removed);
	return error_ok(error) ? count(call, id, removed, -1) : error;
}

struct error group_forget_users(struct call *call, struct text id, int64_t most, int64_t *gone)
{
	struct identifier_list some = {NULL, 0}, removed = {NULL, 0}, alone = {NULL, 0};
	struct error error = sql_group_users_some(call, (struct sql_group_users_some){call->realm, id, most}, &some);
	*gone = (int64_t)some.count;
	if (!error_ok(error) || some.count == 0)
		return error;
	struct text_list users = texts_of(call, some);
	error = sql_group_users_remove(call, (struct sql_group_users_remove){call->realm, id, users}, &removed);
	if (error_ok(error))
		error = find_alone(call, id, users, &alone);
	struct span_change *changes = arena_array(call->arena, alone.count, sizeof(*changes));
	count_grouped(alone, -1, changes);
	return error_ok(error) ? span_change(call, changes, alone.count) : error;
}

/* Users of a group */

static struct selection selection_of(struct call *call, const char *list, struct text owner, const struct page *page)
{
	struct text purpose = text_print(call->arena, "%s:%.*s:%.*s", list, (int)call->realm.length, call->realm.at,
		(int)owner.length, owner.at);
	return (struct selection){.page = page, .purpose = purpose};
}

static struct error among_group(struct call *call, const struct group_user_filter *filter, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_users_among bind = {call->realm, filter->group, filter->users};
	struct error error = sql_group_users_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, texts_of(call, found)) : error;
}

/* Whoever is in a group that is in scope is in scope. */
static struct error users_of_group(struct call *call, const struct group_user_filter *filter,
	struct selection *selection, struct group_membership_list *members)
{
	const struct key_list all = {SPAN_GROUP_USERS, filter->group};
	struct error error = scope_require_group(call, filter->group);
	if (error_ok(error))
		error = filter->users.at ? among_group(call, filter, selection)
					 : selection_counted(call, selection, all, EVERY_NAME);
	struct text_list ids = selection->ids;
	if (!error_ok(error) || ids.count == 0)
		return error;
	struct sql_group_users_rows bind = {call->realm, filter->group, ids};
	return sql_group_users_rows(call, bind, members);
}

/* Users of all groups */

static struct error require_patience(struct call *call, struct text application)
{
	struct tally memberships = {0};
	bool counted;
	struct sql_group_all_rows_in_scope looked_at = {call->realm, application};
	struct error error = sql_group_all_rows_in_scope(call, looked_at, &memberships, &counted);
	return error_ok(error) ? selection_require_patience(call, memberships.count) : error;
}

static struct error find_all_in_scope(struct call *call, const void *application, struct text_list *ids)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_all_page_in_scope bind = {
		call->realm, *(const struct text *)application, TEXT(""), 0, INT64_MAX};
	struct error error = sql_group_all_page_in_scope(call, bind, &found);
	*ids = texts_of(call, found);
	return error;
}

static struct error page_of_all_in_scope(struct call *call, struct text application, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct tally total = {0};
	bool counted;
	struct sql_group_all_count_in_scope all = {call->realm, application};
	struct text key = text_join(
		call->arena, TEXT_PARTS(TEXT("users of groups\x1f"), call->realm, TEXT("\x1f"), application));
	struct error error = require_patience(call, application);
	if (error_ok(error) && selection_is_asked_again(call, key))
		return selection_known(
			call, selection, key, (struct selection_search){find_all_in_scope, &application});
	if (error_ok(error))
		error = sql_group_all_count_in_scope(call, all, &total, &counted);
	if (error_ok(error))
		error = selection_begin(call, selection, total.count);
	struct sql_group_all_page_in_scope bind = {
		call->realm, application, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_all_page_in_scope(call, bind, &found);
	selection_end(call, selection, texts_of(call, found));
	return error;
}

static struct error among_all(
	struct call *call, struct text application, struct text_list users, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_all_among bind = {call->realm, application, users};
	struct error error = sql_group_all_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, texts_of(call, found)) : error;
}

/* `application`: whose scope limits them, see scope_limit. */
static struct error find_in_all(
	struct call *call, struct text application, struct text_list users, struct selection *selection)
{
	if (users.at)
		return among_all(call, application, users, selection);
	if (application.at)
		return page_of_all_in_scope(call, application, selection);
	return selection_counted(call, selection, (struct key_list){.kind = SPAN_GROUPED_USERS}, EVERY_NAME);
}

static struct error users_of_all_groups(struct call *call, const struct group_user_filter *filter,
	struct selection *selection, struct group_membership_list *members)
{
	struct text application;
	struct error error = scope_limit(call, &application);
	if (error_ok(error))
		error = find_in_all(call, application, filter->users, selection);
	if (!error_ok(error))
		return error;
	return sql_group_all_rows(call, (struct sql_group_all_rows){call->realm, selection->ids}, members);
}

struct error group_users(struct call *call, const struct group_user_filter *filter,
	struct group_membership_list *members, struct page_result *result)
{
	struct selection selection = selection_of(call, "group_users", filter->group, &filter->page);
	struct error error = text_is(filter->group, GROUP_ALL) ? users_of_all_groups(call, filter, &selection, members)
							       : users_of_group(call, filter, &selection, members);
	*result = selection.result;
	return error;
}

/* Groups of a user */

static struct error page_of_user(struct call *call, struct text user, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct tally total = {0};
	bool counted;
	struct sql_group_of_user_count all = {call->realm, user};
	struct error error = sql_group_of_user_count(call, all, &total, &counted);
	if (error_ok(error))
		error = selection_begin(call, selection, total.count);
	struct sql_group_of_user_page bind = {call->realm, user, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_of_user_page(call, bind, &found);
	selection_end(call, selection, texts_of(call, found));
	return error;
}

static struct error in_scope_of_user(struct call *call, struct text user, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_of_user_in_scope bind = {call->realm, user, call->application};
	struct error error = sql_group_of_user_in_scope(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, texts_of(call, found)) : error;
}

struct error group_of_user(struct call *call, struct text user, const struct page *page,
	struct group_membership_list *memberships, struct page_result *result)
{
	struct selection selection = selection_of(call, "group_of_user", user, page);
	bool everything;
	struct error error = scope_require_user(call, user);
	if (error_ok(error))
		error = scope_is_everything(call, &everything);
	if (error_ok(error))
		error = everything ? page_of_user(call, user, &selection) : in_scope_of_user(call, user, &selection);
	*result = selection.result;
	if (!error_ok(error))
		return error;
	struct sql_group_of_user_rows bind = {call->realm, user, selection.ids};
	return sql_group_of_user_rows(call, bind, memberships);
}

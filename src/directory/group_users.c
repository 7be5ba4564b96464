/* Who is in which group. */
#include "directory/audit.h"
#include "directory/group.h"
#include "directory/group_users_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/tally.h"

/* Changing */

/* How many of `users`, who are or were in `group`, are in no other. */
static struct error count_nowhere_else(struct call *call, struct text group, struct text_list users, int64_t *count)
{
	struct tally elsewhere = {0};
	bool found;
	struct sql_group_users_elsewhere bind = {call->realm, group, users};
	struct error error = sql_group_users_elsewhere(call, bind, &elsewhere, &found);
	*count = (int64_t)users.count - elsewhere.count;
	return error;
}

/* Once the users came (`amount` 1) or went (-1). */
static struct error count(struct call *call, struct text group, struct identifier_list changed, int64_t amount)
{
	if (changed.count == 0)
		return ok();
	int64_t nowhere_else;
	struct text_list users = texts_of(call, changed);
	struct sql_group_users_tally bind = {call->realm, TALLY_USER_GROUPS, amount, users};
	struct error error = sql_group_users_tally(call, bind, NULL);
	if (error_ok(error))
		error = tally_add(call, TALLY_GROUP_USERS, group, amount * (int64_t)users.count);
	if (error_ok(error))
		error = count_nowhere_else(call, group, users, &nowhere_else);
	return error_ok(error) ? tally_add(call, TALLY_GROUPED_USERS, call->realm, amount * nowhere_else) : error;
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

struct error group_forget_user(struct call *call, struct text user)
{
	struct identifier_list groups = {NULL, 0};
	struct error error = sql_group_users_forget(call, (struct sql_group_users_forget){call->realm, user}, &groups);
	struct sql_group_users_tally bind = {call->realm, TALLY_GROUP_USERS, -1, texts_of(call, groups)};
	if (error_ok(error) && groups.count > 0)
		error = sql_group_users_tally(call, bind, NULL);
	if (error_ok(error) && groups.count > 0)
		error = tally_add(call, TALLY_GROUPED_USERS, call->realm, -1);
	return error_ok(error) ? tally_drop(call, TALLY_USER_GROUPS, user) : error;
}

struct error group_forget_users(struct call *call, struct text id)
{
	struct tally nowhere_else = {0};
	bool found;
	struct sql_group_users_tally_all bind = {call->realm, TALLY_USER_GROUPS, -1, id};
	struct error error = sql_group_users_nowhere_else(
		call, (struct sql_group_users_nowhere_else){call->realm, id}, &nowhere_else, &found);
	if (error_ok(error))
		error = tally_add(call, TALLY_GROUPED_USERS, call->realm, -nowhere_else.count);
	if (error_ok(error))
		error = sql_group_users_tally_all(call, bind, NULL);
	if (error_ok(error))
		error = sql_group_users_delete(call, (struct sql_group_users_delete){call->realm, id}, NULL);
	return error_ok(error) ? tally_drop(call, TALLY_GROUP_USERS, id) : error;
}

/* Users of a group */

static struct selection selection_of(struct call *call, const char *list, struct text owner, const struct page *page)
{
	struct text purpose = text_print(call->arena, "%s:%.*s:%.*s", list, (int)call->realm.length, call->realm.at,
		(int)owner.length, owner.at);
	return (struct selection){.page = page, .purpose = purpose};
}

static struct error page_of_group(struct call *call, struct text group, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = tally_read(call, TALLY_GROUP_USERS, group, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	struct sql_group_users_page bind = {call->realm, group, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_users_page(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error among_group(struct call *call, const struct group_user_filter *filter, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_users_among bind = {call->realm, filter->group, filter->users};
	struct error error = sql_group_users_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, found) : error;
}

/* Whoever is in a group that is in scope is in scope. */
static struct error users_of_group(struct call *call, const struct group_user_filter *filter,
	struct selection *selection, struct group_membership_list *members)
{
	struct error error = scope_require_group(call, filter->group);
	if (error_ok(error))
		error = filter->users.at ? among_group(call, filter, selection)
					 : page_of_group(call, filter->group, selection);
	struct text_list ids = selection->ids;
	if (!error_ok(error) || ids.count == 0)
		return error;
	struct sql_group_users_rows bind = {call->realm, filter->group, ids.at[0], ids.at[ids.count - 1], ids};
	return sql_group_users_rows(call, bind, members);
}

/* Users of all groups */

static struct error page_of_all(struct call *call, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = tally_read(call, TALLY_GROUPED_USERS, call->realm, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	struct sql_group_all_page bind = {call->realm, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_all_page(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error page_of_all_in_scope(struct call *call, struct text application, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct tally total = {0};
	bool counted;
	struct sql_group_all_count_in_scope all = {call->realm, application};
	struct error error = sql_group_all_count_in_scope(call, all, &total, &counted);
	if (error_ok(error))
		error = selection_begin(call, selection, total.count);
	struct sql_group_all_page_in_scope bind = {
		call->realm, application, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_all_page_in_scope(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error among_all(
	struct call *call, struct text application, struct text_list users, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_all_among bind = {call->realm, application, users};
	struct error error = sql_group_all_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, found) : error;
}

/* `application`: whose scope limits them, see scope_limit. */
static struct error find_in_all(
	struct call *call, struct text application, struct text_list users, struct selection *selection)
{
	if (users.at)
		return among_all(call, application, users, selection);
	return application.at ? page_of_all_in_scope(call, application, selection) : page_of_all(call, selection);
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
	int64_t total;
	struct error error = tally_read(call, TALLY_USER_GROUPS, user, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	struct sql_group_of_user_page bind = {call->realm, user, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_group_of_user_page(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error in_scope_of_user(struct call *call, struct text user, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct sql_group_of_user_in_scope bind = {call->realm, user, call->application};
	struct error error = sql_group_of_user_in_scope(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, found) : error;
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

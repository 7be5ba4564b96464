/* Marks of what is to be cleared away, and the steps in which it is. */
#include "directory/removal.h"
#include "base/random.h"
#include "directory/group.h"
#include "directory/removal_sql.h"
#include "directory/removal_step.h"
#include "directory/unit.h"
#include "directory/user_record.h"

static struct error clear_group(struct call *call, struct text group, int64_t *budget)
{
	int64_t gone = 0;
	struct error error = group_forget_users(call, group, *budget, &gone);
	*budget -= gone;
	return error;
}

static struct error clear_field(struct call *call, struct text field, int64_t *budget)
{
	int64_t gone = 0;
	struct error error = sql_removal_values(call, (struct sql_removal_values){call->realm, field, *budget}, &gone);
	*budget -= gone;
	return error;
}

static struct error clear_application(struct call *call, struct text application, int64_t *budget)
{
	int64_t gone = 0;
	struct sql_removal_accounts accounts = {call->realm, application, *budget};
	struct error error = sql_removal_accounts(call, accounts, &gone);
	*budget -= gone;
	if (!error_ok(error) || *budget <= 0)
		return error;
	struct sql_removal_items items = {call->realm, application, *budget};
	error = sql_removal_items(call, items, &gone);
	*budget -= gone;
	return error;
}

static struct error clear_groups(struct call *call, int64_t *budget)
{
	int64_t gone = 0;
	struct error error = sql_removal_groups(call, (struct sql_removal_groups){call->realm, *budget}, &gone);
	*budget -= gone;
	return error;
}

static struct error clear_spans(struct call *call, int64_t *budget)
{
	int64_t gone = 0;
	struct error error = sql_removal_spans(call, (struct sql_removal_spans){call->realm, *budget}, &gone);
	*budget -= gone;
	return error;
}

static struct error clear_instance(struct call *call, struct text instance, int64_t *budget)
{
	(void)instance;
	struct error error = removal_clear_units(call, TEXT(UNIT_ROOT), budget);
	if (error_ok(error) && *budget > 0)
		error = clear_groups(call, budget);
	if (error_ok(error) && *budget > 0)
		error = clear_spans(call, budget);
	if (error_ok(error) && *budget > 0)
		error = sql_removal_root(call, (struct sql_removal_root){call->realm}, NULL);
	return error;
}

static struct error clear(struct call *call, enum removal_kind kind, struct text owner, bool *done)
{
	struct error (*const ways[])(struct call *, struct text, int64_t *) = {
		[REMOVAL_GROUP] = clear_group,
		[REMOVAL_FIELD] = clear_field,
		[REMOVAL_APPLICATION] = clear_application,
		[REMOVAL_UNIT] = removal_clear_units,
		[REMOVAL_INSTANCE] = clear_instance,
	};
	int64_t budget = REMOVAL_BUDGET;
	struct error error = ways[kind](call, owner, &budget);
	*done = budget > 0;
	return error;
}

struct error removal_begin(struct call *call, enum removal_kind kind, struct text owner)
{
	bool done = false;
	struct error error = clear(call, kind, owner, &done);
	if (!error_ok(error) || done)
		return error;
	struct removal mark = {
		.id = random_id(call->arena, "removal_", call->now),
		.realm = call->realm,
		.kind = kind,
		.owner = owner,
		.created = call->now,
	};
	return sql_removal_insert(call, &mark, NULL);
}

struct error removal_step(struct call *call, bool *more)
{
	struct removal mark = {0};
	bool done = false;
	struct error error = sql_removal_first(call, &mark, more);
	if (!error_ok(error) || !*more)
		return error;
	call->realm = mark.realm;
	error = clear(call, (enum removal_kind)mark.kind, mark.owner, &done);
	if (!error_ok(error) || !done)
		return error;
	return sql_removal_delete(call, (struct sql_removal_delete){mark.id}, NULL);
}

struct error removal_is_leaving(struct call *call, struct text user, bool *leaving)
{
	struct identifier id;
	return sql_removal_user_leaving(call, (struct sql_removal_user_leaving){call->realm, user}, &id, leaving);
}

struct error removal_clear_user(struct call *call, struct text user, bool *cleared)
{
	struct error error = removal_is_leaving(call, user, cleared);
	if (!error_ok(error) || !*cleared)
		return error;
	return users_purge(call, (struct text_list){&user, 1});
}

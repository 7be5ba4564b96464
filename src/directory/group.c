/* Groups. */
#include "directory/group.h"
#include "base/random.h"
#include "directory/audit.h"
#include "directory/group_sql.h"
#include "directory/removal.h"
#include "directory/scope.h"
#include "directory/span.h"

static struct error group_row(struct call *call, struct text id, struct group *group)
{
	bool found = false;
	struct error error = scope_require_group(call, id);
	if (error_ok(error))
		error = sql_group_by_id(call, (struct sql_group_by_id){call->realm, id}, group, &found);
	return error_ok(error) && !found ? error_of(ERROR_GROUP_NOT_FOUND, id) : error;
}

struct error group_get(struct call *call, struct text id, struct group *group)
{
	return group_row(call, id, group);
}

static struct error name_free(struct call *call, const struct group *group)
{
	struct identifier other;
	bool found = false;
	struct sql_group_by_name bind = {group->realm, group->name_key};
	struct error error = sql_group_by_name(call, bind, &other, &found);
	if (error_ok(error) && found && !text_equal(other.id, group->id))
		return error_of(ERROR_GROUP_NAME_TAKEN, group->name);
	return error;
}

static struct error external_id_free(struct call *call, const struct group *group)
{
	struct identifier other;
	bool found = false;
	struct sql_group_by_source bind = {group->realm, (int)group->source_type, group->source_id, group->external_id};
	struct error error = sql_group_by_source(call, bind, &other, &found);
	if (error_ok(error) && found && !text_equal(other.id, group->id))
		return error_of(ERROR_EXTERNAL_ID_TAKEN, group->external_id);
	return error;
}

static struct error insert(struct call *call, const struct group *group)
{
	int64_t changed = 0;
	struct error error = sql_group_insert(call, group, &changed);
	if (!error_ok(error) || changed == 1)
		return error;
	error = name_free(call, group);
	return error_ok(error) ? external_id_free(call, group) : error;
}

static struct text unless_empty(struct text text)
{
	return text.length > 0 ? text : (struct text){NULL, 0};
}

static struct error count(struct call *call, const struct group *group, int64_t amount)
{
	const struct span_change changes[] = {
		{{.kind = SPAN_GROUPS}, group->id, amount, 0},
		{{.kind = SPAN_GROUP_NAMES}, group->name_key, amount, 0},
	};
	return span_change(call, changes, 2);
}

static struct error count_name(struct call *call, struct text before, struct text after)
{
	const struct span_change changes[] = {
		{{.kind = SPAN_GROUP_NAMES}, before, -1, 0},
		{{.kind = SPAN_GROUP_NAMES}, after, 1, 0},
	};
	return text_equal(before, after) ? ok() : span_change(call, changes, 2);
}

struct error group_create(struct call *call, const struct group_new *new, struct text *id)
{
	*id = random_id(call->arena, "group_", call->now);
	struct group group = {
		.realm = call->realm,
		.id = *id,
		.name = new->name,
		.name_key = text_fold(call->arena, new->name),
		.external_id = new->external_id.length > 0 ? new->external_id : *id,
		.source_type = GROUP_SOURCE_TYPE_BUILD_IN,
		.source_id = call->realm,
		.description = unless_empty(new->description),
		.created = call->now,
		.updated = call->now,
	};
	audit_target(call, "group", *id);
	struct error error = insert(call, &group);
	if (error_ok(error))
		error = scope_add_group(call, *id);
	return error_ok(error) ? count(call, &group, 1) : error;
}

struct error group_change(struct call *call, struct text id, const struct group_change *change)
{
	struct group group = {0};
	audit_target(call, "group", id);
	struct error error = group_row(call, id, &group);
	if (!error_ok(error))
		return error;
	struct text former_key = group.name_key;
	if (change->name.at) {
		group.name = change->name;
		group.name_key = text_fold(call->arena, change->name);
	}
	if (change->external_id.at)
		group.external_id = change->external_id;
	if (change->description.at)
		group.description = unless_empty(change->description);
	group.updated = call->now;
	error = name_free(call, &group);
	if (error_ok(error))
		error = external_id_free(call, &group);
	if (error_ok(error))
		error = sql_group_update(call, &group, NULL);
	return error_ok(error) ? count_name(call, former_key, group.name_key) : error;
}

struct error group_delete(struct call *call, struct text id)
{
	struct group group = {0};
	const struct key_list members = {SPAN_GROUP_USERS, id};
	audit_target(call, "group", id);
	struct error error = group_row(call, id, &group);
	if (error_ok(error))
		error = sql_group_delete(call, (struct sql_group_delete){call->realm, id}, NULL);
	if (error_ok(error))
		error = scope_forget_group(call, id);
	if (error_ok(error))
		error = span_drop(call, &members, 1);
	if (error_ok(error))
		error = count(call, &group, -1);
	return error_ok(error) ? removal_begin(call, REMOVAL_GROUP, id) : error;
}

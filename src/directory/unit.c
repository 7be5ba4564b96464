/* The tree of organizational units. */
#include "directory/unit.h"
#include "base/random.h"
#include "directory/audit.h"
#include "directory/removal.h"
#include "directory/scope.h"
#include "directory/span.h"
#include "directory/unit_height.h"
#include "directory/unit_sql.h"

#define ROOT_LEVELS 1 /* the root stands above the levels that are counted */
#define PATH_MAXIMUM (UNIT_DEPTH_MAXIMUM + ROOT_LEVELS)

static struct text_list one(struct text *id)
{
	return (struct text_list){id, 1};
}

static struct error unit_in_scope(struct call *call, struct text id, struct unit *unit)
{
	bool found = false;
	struct error error = scope_require_unit(call, id);
	if (error_ok(error))
		error = sql_unit_by_id(call, (struct sql_unit_by_id){call->realm, id}, unit, &found);
	return error_ok(error) && !found ? error_of(ERROR_UNIT_NOT_IN_SCOPE, id) : error;
}

/* Looking */

static struct error describe(struct call *call, struct text_list ids, struct unit_list units)
{
	struct identifier_list parents = {NULL, 0};
	struct error error = sql_unit_parents(call, (struct sql_unit_parents){call->realm, ids}, &parents);
	for (size_t i = 0; i < units.count; i++) {
		units.at[i].leaf = true;
		for (size_t j = 0; j < parents.count && units.at[i].leaf; j++)
			units.at[i].leaf = !text_equal(units.at[i].id, parents.at[j].id);
	}
	return error;
}

struct error unit_rows(struct call *call, struct text_list ids, struct unit_list *units)
{
	struct error error = sql_unit_by_ids(call, (struct sql_unit_by_ids){call->realm, ids}, units);
	return error_ok(error) ? describe(call, ids, *units) : error;
}

struct error unit_get(struct call *call, struct text id, struct unit *unit)
{
	struct error error = unit_in_scope(call, id, unit);
	return error_ok(error) ? describe(call, one(&id), (struct unit_list){unit, 1}) : error;
}

struct error unit_by_external_id(
	struct call *call, enum unit_source_type type, struct text source, struct text external_id, struct text *id)
{
	struct identifier unit = {{NULL, 0}};
	bool found = false;
	struct sql_unit_by_source bind = {call->realm, (int)type, source, external_id};
	struct error error = sql_unit_by_source(call, bind, &unit, &found);
	if (!error_ok(error))
		return error;
	*id = unit.id;
	if (found)
		error = scope_require_unit(call, unit.id);
	if (!found || error.code == ERROR_UNIT_NOT_IN_SCOPE)
		return error_of(ERROR_UNIT_LOOKUP_FAILED, external_id);
	return error;
}

static struct unit *unit_among(struct unit_list units, struct text id)
{
	for (size_t i = 0; i < units.count; i++) {
		if (text_equal(units.at[i].id, id))
			return &units.at[i];
	}
	return NULL;
}

static struct unit_list in_order(struct call *call, struct unit_list units, struct text_list ids)
{
	struct unit_list ordered = {arena_array(call->arena, ids.count, sizeof(struct unit)), 0};
	for (size_t i = 0; i < ids.count; i++) {
		const struct unit *unit = unit_among(units, ids.at[i]);
		if (unit)
			ordered.at[ordered.count++] = *unit;
	}
	return ordered;
}

struct error unit_ancestors(struct call *call, struct text id, struct unit_list *ancestors)
{
	struct unit_list path = {NULL, 0};
	struct text_list above, inside;
	struct unit_list units = {NULL, 0};
	struct error error = scope_require_unit(call, id);
	if (error_ok(error))
		error = unit_path(call, id, &path);
	if (!error_ok(error))
		return error;
	above = (struct text_list){arena_array(call->arena, path.count, sizeof(struct text)), path.count - 1};
	for (size_t i = 0; i < above.count; i++)
		above.at[i] = path.at[i].id;
	error = scope_filter_units(call, above, &inside);
	if (error_ok(error))
		error = unit_rows(call, inside, &units);
	*ancestors = in_order(call, units, inside);
	return error;
}

/* Making */

static struct error name_free(struct call *call, struct text parent, struct text name_key, struct text name)
{
	struct identifier sibling;
	bool found = false;
	struct sql_unit_sibling bind = {call->realm, parent, name_key};
	struct error error = sql_unit_sibling(call, bind, &sibling, &found);
	return error_ok(error) && found ? error_of(ERROR_UNIT_NAME_TAKEN, name) : error;
}

static struct error insert(struct call *call, const struct unit *unit)
{
	int64_t changed = 0;
	struct sql_unit_give_way bind = {call->realm, (int)unit->source_type, unit->source_id, unit->external_id};
	struct error error = sql_unit_insert(call, unit, &changed);
	if (!error_ok(error) || changed == 1)
		return error;
	error = sql_unit_give_way(call, bind, &changed);
	if (error_ok(error) && changed == 1)
		error = sql_unit_insert(call, unit, &changed);
	if (!error_ok(error) || changed == 1)
		return error;
	error = name_free(call, unit->parent, unit->name_key, unit->name);
	return error_ok(error) ? error_of(ERROR_EXTERNAL_ID_TAKEN, unit->external_id) : error;
}

static struct unit new_unit(struct call *call, struct text id, struct text name)
{
	return (struct unit){
		.realm = call->realm,
		.id = id,
		.name = name,
		.name_key = text_fold(call->arena, name),
		.external_id = id,
		.source_type = UNIT_SOURCE_TYPE_BUILD_IN,
		.source_id = call->realm,
		.created = call->now,
		.updated = call->now,
	};
}

/* `levels` more below `parent`. */
static struct error depth_allowed(const struct unit_list *path, int64_t levels)
{
	if ((int64_t)path->count + levels > PATH_MAXIMUM)
		return error_of(ERROR_UNIT_TOO_DEEP, path->at[path->count - 1].id);
	return ok();
}

size_t unit_places(struct call *call, const struct unit *unit, int64_t amount, struct span_change *places)
{
	struct text key = span_key(call, unit->name_key, unit->id);
	places[0] = (struct span_change){{.kind = SPAN_UNITS}, unit->id, amount, 0};
	places[1] = (struct span_change){{.kind = SPAN_UNIT_NAMES}, key, amount, 0};
	if (!unit->parent.at)
		return 2;
	places[2] = (struct span_change){{SPAN_CHILDREN, unit->parent}, unit->id, amount, 0};
	places[3] = (struct span_change){{SPAN_CHILD_NAMES, unit->parent}, unit->name_key, amount, 0};
	return 4;
}

static struct error count(struct call *call, const struct unit *unit, int64_t amount)
{
	struct span_change places[UNIT_PLACES_MOST];
	size_t number = unit_places(call, unit, amount, places);
	return span_change(call, places, number);
}

static struct error count_again(struct call *call, const struct unit *before, const struct unit *after)
{
	struct error error = count(call, before, -1);
	return error_ok(error) ? count(call, after, 1) : error;
}

struct error unit_create(struct call *call, const struct unit_new *new, struct text *id)
{
	struct unit_list path = {NULL, 0};
	struct error error = scope_require_unit(call, new->parent);
	if (error_ok(error))
		error = unit_path(call, new->parent, &path);
	if (error_ok(error))
		error = depth_allowed(&path, 1);
	if (!error_ok(error))
		return error;
	struct unit unit = new_unit(call, random_id(call->arena, "ou_", call->now), new->name);
	unit.parent = new->parent;
	if (new->external_id.length > 0)
		unit.external_id = new->external_id;
	if (new->description.length > 0)
		unit.description = new->description;
	*id = unit.id;
	error = insert(call, &unit);
	if (error_ok(error))
		error = unit_height_raise(call, &path, 1);
	if (error_ok(error))
		error = count(call, &unit, 1);
	audit_target(call, "unit", unit.id);
	return error;
}

struct error unit_create_root(struct call *call, struct text realm, struct text name)
{
	struct text former = call->realm;
	call->realm = realm;
	struct unit root = new_unit(call, TEXT(UNIT_ROOT), name);
	int64_t changed = 0;
	struct error error = sql_unit_insert(call, &root, &changed);
	if (error_ok(error) && changed > 0)
		error = count(call, &root, 1);
	call->realm = former;
	return error;
}

/* Changing */

static struct error rename_unit(struct call *call, struct text name, struct unit *unit)
{
	struct text key = text_fold(call->arena, name);
	struct error error = ok();
	if (unit->parent.at && !text_equal(key, unit->name_key))
		error = name_free(call, unit->parent, key, name);
	unit->name = name;
	unit->name_key = key;
	return error;
}

struct error unit_change(struct call *call, struct text id, const struct unit_change *change)
{
	struct unit unit = {0}, before;
	struct error error = unit_in_scope(call, id, &unit);
	before = unit;
	if (error_ok(error) && change->name.at)
		error = rename_unit(call, change->name, &unit);
	if (!error_ok(error))
		return error;
	if (change->description.at)
		unit.description = change->description.length > 0 ? change->description : (struct text){NULL, 0};
	unit.updated = call->now;
	audit_target(call, "unit", id);
	error = sql_unit_update(call, &unit, NULL);
	return error_ok(error) && change->name.at ? count_again(call, &before, &unit) : error;
}

/* Neither round in a circle nor too deep. */
static struct error place_allowed(const struct unit *unit, const struct unit_list *path)
{
	for (size_t i = 0; i < path->count; i++) {
		if (text_equal(path->at[i].id, unit->id))
			return error_of(ERROR_UNIT_CYCLE, path->at[path->count - 1].id);
	}
	return depth_allowed(path, unit->height);
}

static struct error change_parent(struct call *call, const struct unit *unit, struct text parent)
{
	struct unit_list path = {NULL, 0};
	struct sql_unit_set_parent bind = {call->realm, unit->id, parent, call->now};
	struct error error = sql_unit_set_parent(call, bind, NULL);
	if (error_ok(error))
		error = unit_height_lower(call, unit->parent);
	if (error_ok(error)) /* it may have been lowered */
		error = unit_path(call, parent, &path);
	return error_ok(error) ? unit_height_raise(call, &path, unit->height) : error;
}

static struct error move(struct call *call, const struct unit *unit, struct text parent)
{
	struct unit_list path = {NULL, 0};
	struct error error = unit_path(call, parent, &path);
	if (error_ok(error))
		error = place_allowed(unit, &path);
	if (error_ok(error))
		error = name_free(call, parent, unit->name_key, unit->name);
	if (error_ok(error))
		error = change_parent(call, unit, parent);
	struct unit moved = *unit;
	moved.parent = parent;
	return error_ok(error) ? count_again(call, unit, &moved) : error;
}

struct error unit_move(struct call *call, struct text id, struct text parent)
{
	struct unit unit = {0};
	struct error error = unit_in_scope(call, id, &unit);
	if (error_ok(error))
		error = scope_require_unit(call, parent);
	if (!error_ok(error))
		return error;
	if (!unit.parent.at)
		return error_of(ERROR_UNIT_IS_ROOT, id);
	audit_target(call, "unit", id);
	return text_equal(unit.parent, parent) ? ok() : move(call, &unit, parent);
}

/* Deleting */

static struct error drop_row(struct call *call, const struct unit *unit)
{
	struct text id = unit->id;
	struct error error = sql_unit_delete(call, (struct sql_unit_delete){call->realm, one(&id)}, NULL);
	return error_ok(error) ? count(call, unit, -1) : error;
}

/* It goes with what was below it, and is counted out of the whole then. */
static struct error detach(struct call *call, const struct unit *unit)
{
	struct unit orphan = *unit;
	orphan.parent = (struct text){NULL, 0};
	struct error error = sql_unit_detach(call, (struct sql_unit_detach){call->realm, unit->id}, NULL);
	if (error_ok(error))
		error = count_again(call, unit, &orphan);
	return error_ok(error) ? removal_begin(call, REMOVAL_UNIT, unit->parent) : error;
}

/* What it had below it when it was emptied may not be cleared away yet. */
static struct error take_away(struct call *call, const struct unit *unit)
{
	struct identifier child;
	bool found = false;
	struct sql_unit_former_child bind = {call->realm, unit->id};
	struct error error = sql_unit_former_child(call, bind, &child, &found);
	if (!error_ok(error))
		return error;
	return found ? detach(call, unit) : drop_row(call, unit);
}

static struct error forget(struct call *call, const struct unit *unit)
{
	struct text id = unit->id;
	const struct key_list owned[] = {{SPAN_UNIT_USERS, id}, {SPAN_CHILDREN, id}, {SPAN_CHILD_NAMES, id}};
	struct error error = take_away(call, unit);
	if (error_ok(error))
		error = unit_height_lower(call, unit->parent);
	if (error_ok(error))
		error = scope_forget_units(call, one(&id));
	return error_ok(error) ? span_drop(call, owned, 3) : error;
}

struct error unit_delete(struct call *call, struct text id)
{
	struct unit unit = {0};
	struct identifier inhabited;
	bool found = false;
	struct error error = unit_in_scope(call, id, &unit);
	if (!error_ok(error))
		return error;
	if (!unit.parent.at)
		return error_of(ERROR_UNIT_IS_ROOT, id);
	error = sql_unit_inhabited(call, (struct sql_unit_inhabited){call->realm, id}, &inhabited, &found);
	if (error_ok(error) && found)
		error = error_of(ERROR_UNIT_NOT_EMPTY, id);
	audit_target(call, "unit", id);
	return error_ok(error) ? forget(call, &unit) : error;
}

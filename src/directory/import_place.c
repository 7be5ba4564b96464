/* Units and groups that are imported, and references to them. */
#include "base/random.h"
#include "directory/custom_field.h"
#include "directory/group.h"
#include "directory/group_sql.h"
#include "directory/import_batch.h"
#include "directory/import_sql.h"
#include "directory/unit.h"
#include "directory/unit_height.h"
#include "directory/unit_sql.h"

static struct text or_else(struct text text, struct text standard)
{
	return text.length > 0 ? text : standard;
}

static struct text unless_empty(struct text text)
{
	return or_else(text, (struct text){NULL, 0});
}

/* References */

/* Each part of the path is found below the one before it. */
static struct error unit_by_path(struct call *call, struct text path, struct text *id)
{
	struct text rest = text_slice(path, 1, SIZE_MAX);
	struct error error = ok();
	*id = TEXT(UNIT_ROOT);
	while (rest.length > 0 && id->at && error_ok(error)) {
		struct text name;
		struct identifier unit = {{NULL, 0}};
		bool found;
		text_cut(rest, '/', &name, &rest);
		struct sql_import_unit_below bind = {call->realm, *id, text_fold(call->arena, name)};
		error = sql_import_unit_below(call, bind, &unit, &found);
		*id = unit.id;
	}
	return error;
}

static struct error unit_by_name(struct call *call, struct text reference, struct text *id)
{
	struct identifier unit = {{NULL, 0}}, external = {{NULL, 0}};
	bool found;
	struct sql_import_unit_known by_id = {call->realm, reference};
	struct error error = sql_import_unit_known(call, by_id, &unit, &found);
	*id = unit.id;
	if (!error_ok(error) || found)
		return error;
	struct sql_unit_by_source bind = {call->realm, UNIT_SOURCE_TYPE_BUILD_IN, call->realm, reference};
	error = sql_unit_by_source(call, bind, &external, &found);
	*id = external.id;
	return error;
}

struct error import_unit_id(struct importing *importing, const char *field, struct text reference, struct text *id)
{
	bool fresh;
	struct import_entry *entry = import_index_entry(&importing->units, reference, &fresh);
	struct error error = ok();
	if (!entry->text.at)
		error = (text_starts_with(reference, TEXT("/")) ? unit_by_path : unit_by_name)(
			importing->call, reference, &entry->text);
	*id = entry->text;
	return error_ok(error) && !id->at ? error_of(ERROR_UNIT_NOT_IN_SCOPE, text_of(field)) : error;
}

static struct error group_by_any(struct call *call, struct text reference, struct text *id)
{
	struct identifier group = {{NULL, 0}}, named = {{NULL, 0}};
	bool found;
	struct sql_import_group_known by_id = {call->realm, reference};
	struct error error = sql_import_group_known(call, by_id, &group, &found);
	*id = group.id;
	if (!error_ok(error) || found)
		return error;
	struct sql_group_by_name bind = {call->realm, text_fold(call->arena, reference)};
	error = sql_group_by_name(call, bind, &named, &found);
	*id = named.id;
	return error;
}

struct error import_group_id(struct importing *importing, const char *field, struct text reference, struct text *id)
{
	bool fresh;
	struct import_entry *entry = import_index_entry(&importing->groups, reference, &fresh);
	struct error error = entry->text.at ? ok() : group_by_any(importing->call, reference, &entry->text);
	*id = entry->text;
	return error_ok(error) && !id->at ? error_of(ERROR_GROUP_NOT_FOUND, text_of(field)) : error;
}

/* Units */

static struct unit unit_of(struct call *call, const struct unit *given)
{
	struct unit unit = *given;
	unit.realm = call->realm;
	unit.id = unit.id.length > 0 ? unit.id : random_id(call->arena, "ou_", call->now);
	unit.name_key = text_fold(call->arena, unit.name);
	unit.external_id = or_else(unit.external_id, unit.id);
	unit.source_type = unit.source_type ? unit.source_type : UNIT_SOURCE_TYPE_BUILD_IN;
	unit.source_id = or_else(unit.source_id, call->realm);
	unit.description = unless_empty(unit.description);
	unit.created = unit.created ? unit.created : call->now;
	unit.updated = unit.updated ? unit.updated : unit.created;
	return unit;
}

static struct error find_place(struct call *call, struct text parent, struct unit_list *path)
{
	struct error error = unit_path(call, parent, path);
	if (error_ok(error) && path->count > UNIT_DEPTH_MAXIMUM)
		return error_of(ERROR_UNIT_TOO_DEEP, TEXT("parent"));
	return error;
}

/* Which of the keys of a unit that was not inserted is taken. */
static struct error unit_taken(struct call *call, const struct unit *unit)
{
	struct identifier other;
	struct unit same;
	bool found;
	struct error error = sql_import_unit_below(
		call, (struct sql_import_unit_below){call->realm, unit->parent, unit->name_key}, &other, &found);
	if (!error_ok(error) || found)
		return error_ok(error) ? error_of(ERROR_UNIT_NAME_TAKEN, TEXT("name")) : error;
	error = sql_unit_by_id(call, (struct sql_unit_by_id){call->realm, unit->id}, &same, &found);
	if (!error_ok(error))
		return error;
	return error_of(ERROR_EXTERNAL_ID_TAKEN, found ? TEXT("id") : TEXT("external_id"));
}

struct error import_unit(struct importing *importing, const struct import_record *record)
{
	struct call *call = importing->call;
	struct unit unit = unit_of(call, &record->unit);
	struct unit_list path = {NULL, 0};
	int64_t inserted = 0;
	struct error error =
		import_unit_id(importing, "parent", or_else(record->unit_reference, TEXT(UNIT_ROOT)), &unit.parent);
	if (error_ok(error))
		error = find_place(call, unit.parent, &path);
	if (error_ok(error))
		error = sql_unit_insert(call, &unit, &inserted);
	if (!error_ok(error))
		return error;
	if (inserted == 0)
		return unit_taken(call, &unit);
	struct span_change places[UNIT_PLACES_MOST];
	size_t number = unit_places(call, &unit, 1, places);
	for (size_t i = 0; i < number; i++)
		import_count(importing, places[i]);
	return unit_height_raise(call, &path, 1);
}

/* Groups */

static struct group group_of(struct call *call, const struct group *given)
{
	struct group group = *given;
	group.realm = call->realm;
	group.id = group.id.length > 0 ? group.id : random_id(call->arena, "group_", call->now);
	group.name_key = text_fold(call->arena, group.name);
	group.external_id = or_else(group.external_id, group.id);
	group.source_type = group.source_type ? group.source_type : GROUP_SOURCE_TYPE_BUILD_IN;
	group.source_id = or_else(group.source_id, call->realm);
	group.description = unless_empty(group.description);
	group.created = group.created ? group.created : call->now;
	group.updated = group.updated ? group.updated : group.created;
	return group;
}

static struct error group_taken(struct call *call, const struct group *group)
{
	struct identifier other;
	struct group same;
	bool found;
	struct error error =
		sql_group_by_name(call, (struct sql_group_by_name){call->realm, group->name_key}, &other, &found);
	if (!error_ok(error) || found)
		return error_ok(error) ? error_of(ERROR_GROUP_NAME_TAKEN, TEXT("name")) : error;
	error = sql_group_by_id(call, (struct sql_group_by_id){call->realm, group->id}, &same, &found);
	if (!error_ok(error))
		return error;
	return error_of(ERROR_EXTERNAL_ID_TAKEN, found ? TEXT("id") : TEXT("external_id"));
}

struct error import_group(struct importing *importing, const struct import_record *record)
{
	struct call *call = importing->call;
	struct group group = group_of(call, &record->group);
	int64_t inserted = 0;
	if (text_is(group.id, GROUP_ALL))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("id"));
	struct error error = sql_group_insert(call, &group, &inserted);
	if (!error_ok(error))
		return error;
	if (inserted == 0)
		return group_taken(call, &group);
	import_count(importing, (struct span_change){{.kind = SPAN_GROUPS}, group.id, 1, 0});
	import_count(importing, (struct span_change){{.kind = SPAN_GROUP_NAMES}, group.name_key, 1, 0});
	return ok();
}

/* Custom fields */

struct error import_custom_field(struct importing *importing, const struct import_record *record)
{
	struct custom_field field = record->custom_field;
	enum custom_field_status status = field.status;
	struct error error = custom_field_create(importing->call, &field);
	if (error_ok(error) && status == CUSTOM_FIELD_STATUS_DISABLED)
		error = custom_field_set_status(importing->call, field.id, status);
	importing->fields_known = false;
	if (error.code == ERROR_CUSTOM_FIELD_NAME_TAKEN)
		error.subject = TEXT("name");
	return error;
}

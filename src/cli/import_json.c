/* What a JSON line says. */
#include "api/value.h"
#include "cli/import_record.h"

static struct text text_of_json(const json_t *value)
{
	return (struct text){json_string_value(value), json_string_length(value)};
}

static struct error scalar(
	struct arena *arena, const struct portable_member *member, const json_t *value, struct import_record *record)
{
	void *place = import_record_place(member, record);
	struct error error = value_from_json(arena, member->field, member->name, value, place);
	if (error_ok(error) && member->field->kind == FIELD_TEXT) {
		struct text *text = field_at(member->field, place);
		*text = text_copy(arena, *text);
	}
	return error;
}

static struct error reference(
	struct arena *arena, const struct portable_member *member, const json_t *value, struct import_record *record)
{
	if (!json_is_string(value))
		return import_record_invalid(member);
	return import_record_reference(member, text_copy(arena, text_of_json(value)), record);
}

static struct error references(
	struct arena *arena, const struct portable_member *member, const json_t *value, struct import_record *record)
{
	struct text_list *list = import_record_place(member, record);
	struct error error = json_is_array(value) ? ok() : import_record_invalid(member);
	list->at = arena_array(arena, json_array_size(value), sizeof(*list->at));
	for (size_t i = 0; i < json_array_size(value) && error_ok(error); i++)
		error = reference(arena, member, json_array_get(value, i), record);
	return error;
}

static struct error values(
	struct arena *arena, const struct portable_member *member, json_t *object, struct import_record *record)
{
	struct custom_value_list *list = import_record_place(member, record);
	struct error error = json_is_object(object) ? ok() : import_record_invalid(member);
	list->at = arena_array(arena, json_object_size(object), sizeof(*list->at));
	for (void *at = json_object_iter(object); at && error_ok(error); at = json_object_iter_next(object, at)) {
		struct text name = text_copy(arena, text_of(json_object_iter_key(at)));
		const json_t *value = json_object_iter_value(at);
		if (!json_is_string(value))
			return error_of(ERROR_PARAMETER_INVALID,
				text_print(arena, "custom_values.%.*s", (int)name.length, name.at));
		error = import_record_value(arena, name, text_copy(arena, text_of_json(value)), record);
	}
	return error;
}

static struct error item(struct arena *arena, struct text name, const json_t *object, struct custom_field_item *into)
{
	const struct shape *shape = &shape_custom_field_item;
	for (size_t i = 0; i < shape->count; i++) {
		const json_t *value = json_object_get(object, shape->fields[i].name);
		struct error error = value ? value_from_json(arena, &shape->fields[i], name, value, into) : ok();
		if (!error_ok(error))
			return error;
	}
	into->value = text_copy(arena, into->value);
	into->display_name = text_copy(arena, into->display_name);
	bool whole = into->value.length > 0 && into->display_name.length > 0;
	return whole ? ok() : error_of(ERROR_PARAMETER_MISSING, name);
}

static struct error items(
	struct arena *arena, const struct portable_member *member, const json_t *value, struct import_record *record)
{
	struct custom_field_item_list *list = import_record_place(member, record);
	struct error error = json_is_array(value) ? ok() : import_record_invalid(member);
	list->at = arena_array(arena, json_array_size(value), sizeof(*list->at));
	for (size_t i = 0; i < json_array_size(value) && error_ok(error); i++)
		error = item(arena, member->name, json_array_get(value, i), &list->at[list->count++]);
	return error;
}

static struct error password(
	struct arena *arena, const struct portable_member *member, const json_t *value, struct import_record *record)
{
	if (!json_is_string(value))
		return import_record_invalid(member);
	return import_record_password(member, text_copy(arena, text_of_json(value)), record);
}

static struct error take(
	struct arena *arena, const struct portable_member *member, json_t *value, struct import_record *record)
{
	switch (member->form) {
	case PORTABLE_SCALAR:
		return scalar(arena, member, value, record);
	case PORTABLE_REFERENCE:
		return reference(arena, member, value, record);
	case PORTABLE_REFERENCES:
		return references(arena, member, value, record);
	case PORTABLE_VALUES:
		return values(arena, member, value, record);
	case PORTABLE_ITEMS:
		return items(arena, member, value, record);
	case PORTABLE_PLAIN:
		return password(arena, member, value, record);
	}
	return import_record_invalid(member);
}

/* A member that is null is not there. */
static struct error take_all(
	struct arena *arena, const struct portable_type *type, json_t *object, struct import_record *record)
{
	struct error error = ok();
	for (void *at = json_object_iter(object); at && error_ok(error); at = json_object_iter_next(object, at)) {
		struct text name = text_of(json_object_iter_key(at));
		const struct portable_member *member = portable_find(type, name);
		json_t *value = json_object_iter_value(at);
		if (member && !json_is_null(value))
			error = take(arena, member, value, record);
		else if (!member && !text_is(name, "type"))
			error = error_of(ERROR_NOT_SUPPORTED,
				name.length > 0 ? text_copy(arena, name) : TEXT("member without a name"));
	}
	return error_ok(error) ? import_record_check(type, record) : error;
}

static const struct portable_type *type_of(
	const struct portable *portable, const json_t *object, struct import_record *record)
{
	struct text name = text_of_json(json_object_get(object, "type"));
	for (int kind = 0; kind < IMPORT_KINDS; kind++) {
		if (!text_equal(portable->types[kind].name, name))
			continue;
		record->kind = (enum import_kind)kind;
		return &portable->types[kind];
	}
	return NULL;
}

void import_record_json(
	struct arena *arena, const struct portable *portable, struct text line, struct import_record *record)
{
	json_t *object;
	const char *problem;
	if (!json_read(line, &object, &problem)) {
		record->problem = (struct error){ERROR_BODY_MALFORMED, TEXT("line"), problem};
		return;
	}
	if (!json_is_object(object)) {
		record->problem = (struct error){ERROR_BODY_MALFORMED, TEXT("line"), "not an object"};
		return;
	}
	const struct portable_type *type = type_of(portable, object, record);
	record->problem =
		type ? take_all(arena, type, object, record) : error_of(ERROR_PARAMETER_INVALID, TEXT("type"));
}

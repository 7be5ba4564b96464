/* Requests into structs, by their shapes. */
#include "api/decode.h"
#include "api/value.h"
#include "base/json.h"
#include <stdlib.h>
#include <string.h>

#define PARAMETERS_MOST 1024

struct source {
	struct arena *arena;
	struct parameter_list parameters; /* sorted by name */
};

static struct text full_name(struct arena *arena, struct text prefix, struct text name)
{
	return prefix.length > 0 ? text_join(arena, TEXT_PARTS(prefix, name)) : name;
}

static struct text numbered(struct arena *arena, struct text name, size_t number, const char *after)
{
	return text_join(arena, TEXT_PARTS(name, TEXT("."), text_of_integer(arena, (int64_t)number), text_of(after)));
}

/* Parameters */

static int by_name(const void *a, const void *b)
{
	return text_compare(((const struct parameter *)a)->name, ((const struct parameter *)b)->name);
}

/* The first parameter whose name is not less than `name`. */
static size_t lower_bound(struct parameter_list parameters, struct text name)
{
	size_t low = 0, high = parameters.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (text_compare(parameters.at[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct parameter *find_parameter(struct parameter_list parameters, struct text name)
{
	size_t at = lower_bound(parameters, name);
	if (at < parameters.count && text_equal(parameters.at[at].name, name))
		return &parameters.at[at];
	return NULL;
}

static bool any_with_prefix(struct parameter_list parameters, struct text prefix)
{
	size_t at = lower_bound(parameters, prefix);
	return at < parameters.count && text_starts_with(parameters.at[at].name, prefix);
}

static struct error refuse_duplicates(struct parameter_list parameters)
{
	for (size_t i = 1; i < parameters.count; i++) {
		if (text_equal(parameters.at[i - 1].name, parameters.at[i].name))
			return error_of(ERROR_PARAMETER_DUPLICATE, parameters.at[i].name);
	}
	return ok();
}

static bool is_of_type(const struct visit *visit, struct text expected)
{
	struct text type, rest;
	text_cut(http_header(&visit->exchange->request, "content-type", NULL), ';', &type, &rest);
	return text_equal_ignore_case(text_trim(type), expected);
}

bool decode_is_form(const struct visit *visit)
{
	return is_of_type(visit, TEXT("application/x-www-form-urlencoded"));
}

struct error decode_parameters(struct visit *visit)
{
	const struct http_request *request = &visit->exchange->request;
	struct arena *arena = visit->exchange->arena;
	struct parameter_list form = {NULL, 0};
	if (!decode_form(arena, request->query, PARAMETERS_MOST, &visit->query))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("Query"));
	if (decode_is_form(visit) && !decode_form(arena, request->body, PARAMETERS_MOST, &form))
		return error_of(ERROR_BODY_MALFORMED, TEXT("Body"));
	struct parameter_list all = {NULL, visit->query.count + form.count};
	all.at = arena_array(arena, all.count + 1, sizeof(*all.at));
	for (size_t i = 0; i < visit->query.count; i++)
		all.at[i] = visit->query.at[i];
	for (size_t i = 0; i < form.count; i++)
		all.at[visit->query.count + i] = form.at[i];
	qsort(all.at, all.count, sizeof(*all.at), by_name);
	visit->parameters = all;
	return refuse_duplicates(all);
}

struct text decode_find(const struct visit *visit, const char *name)
{
	const struct parameter *parameter = find_parameter(visit->parameters, text_of(name));
	return parameter ? parameter->value : (struct text){NULL, 0};
}

/* What jansson allocates goes with the arena. */
static bool read_json(struct arena *arena, struct text text, json_t **value)
{
	const char *problem;
	json_use_arena(arena);
	bool good = json_read(text, value, &problem);
	json_use_arena(NULL);
	return good;
}

struct error decode_body(struct visit *visit)
{
	const struct http_request *request = &visit->exchange->request;
	if (request->body.length == 0)
		return ok();
	if (!is_of_type(visit, TEXT("application/json")))
		return error_of(ERROR_CONTENT_TYPE_WRONG, TEXT("ContentType"));
	if (!read_json(visit->exchange->arena, request->body, &visit->body) || !json_is_object(visit->body))
		return error_of(ERROR_BODY_MALFORMED, TEXT("Body"));
	return ok();
}

static struct error fields_from_parameters(struct source *source, const struct shape *shape, struct text prefix,
	void *structure);

/* The numbers N of parameters `name.N` or `name.N.…`, ascending, without gaps closed: SDKs skip entries that are null. */
static struct error list_numbers(struct source *source, const struct field *field, struct text name, size_t **numbers,
	size_t *count)
{
	struct text prefix = text_join(source->arena, TEXT_PARTS(name, TEXT(".")));
	size_t room = (size_t)field->most + 1;
	bool *seen = arena_array(source->arena, room, sizeof(*seen));
	struct parameter_list all = source->parameters;
	*count = 0;
	for (size_t i = lower_bound(all, prefix); i < all.count && text_starts_with(all.at[i].name, prefix); i++) {
		struct text number, rest;
		int64_t at;
		text_cut(text_slice(all.at[i].name, prefix.length, SIZE_MAX), '.', &number, &rest);
		if (!text_to_integer(number, &at) || at < 1)
			return error_of(ERROR_PARAMETER_INVALID, all.at[i].name);
		if (at > field->most)
			return error_of(ERROR_PARAMETER_LENGTH, name);
		*count += seen[at] ? 0 : 1;
		seen[at] = true;
	}
	*numbers = arena_array(source->arena, *count + 1, sizeof(**numbers));
	for (size_t i = 0, n = 0; i < room; i++) {
		if (seen[i])
			(*numbers)[n++] = i;
	}
	return ok();
}

static struct error texts_from_parameters(struct source *source, const struct field *field, struct text name,
	void *structure)
{
	size_t *numbers, count;
	struct error error = list_numbers(source, field, name, &numbers, &count);
	if (!error_ok(error) || count == 0)
		return error;
	struct text_list *list = field_at(field, structure);
	list->at = arena_array(source->arena, count, sizeof(*list->at));
	for (size_t i = 0; i < count; i++) {
		struct text item = numbered(source->arena, name, numbers[i], "");
		const struct parameter *parameter = find_parameter(source->parameters, item);
		if (!parameter || parameter->value.length == 0)
			return error_of(ERROR_PARAMETER_INVALID, item);
		error = value_check_text(field, item, parameter->value);
		if (!error_ok(error))
			return error;
		list->at[list->count++] = parameter->value;
	}
	return ok();
}

static struct error objects_from_parameters(struct source *source, const struct field *field, struct text name,
	void *structure)
{
	size_t *numbers, count;
	struct error error = list_numbers(source, field, name, &numbers, &count);
	if (!error_ok(error) || count == 0)
		return error;
	struct list *list = field_at(field, structure);
	list->at = arena_array(source->arena, count, field->size);
	list->count = count;
	for (size_t i = 0; i < count; i++) {
		struct text prefix = numbered(source->arena, name, numbers[i], ".");
		error = fields_from_parameters(source, field->shape, prefix, (char *)list->at + i * field->size);
		if (!error_ok(error))
			return error;
	}
	return ok();
}

static struct error map_from_parameters(struct source *source, const struct field *field, struct text name,
	void *structure)
{
	struct text prefix = text_join(source->arena, TEXT_PARTS(name, TEXT(".")));
	struct parameter_list all = source->parameters;
	size_t first = lower_bound(all, prefix), end = first;
	while (end < all.count && text_starts_with(all.at[end].name, prefix))
		end++;
	if (end == first)
		return ok();
	if ((int64_t)(end - first) > field->most)
		return error_of(ERROR_PARAMETER_LENGTH, name);
	struct map_list *map = field_at(field, structure);
	map->at = arena_array(source->arena, end - first, sizeof(*map->at));
	for (size_t i = first; i < end; i++) {
		struct error error = value_check_text(field, all.at[i].name, all.at[i].value);
		if (!error_ok(error))
			return error;
		map->at[map->count++] = (struct map_entry){
			text_slice(all.at[i].name, prefix.length, SIZE_MAX), all.at[i].value};
	}
	return ok();
}

static struct error object_from_parameters(struct source *source, const struct field *field, struct text name,
	void *structure)
{
	struct text prefix = text_join(source->arena, TEXT_PARTS(name, TEXT(".")));
	if (!any_with_prefix(source->parameters, prefix))
		return ok();
	*((bool *)((char *)structure + field->has_offset)) = true;
	return fields_from_parameters(source, field->shape, prefix, field_at(field, structure));
}

static struct error field_from_parameters(struct source *source, const struct field *field, struct text name,
	void *structure)
{
	switch (field->kind) {
	case FIELD_TEXTS:
		return texts_from_parameters(source, field, name, structure);
	case FIELD_OBJECTS:
		return objects_from_parameters(source, field, name, structure);
	case FIELD_OBJECT:
		return object_from_parameters(source, field, name, structure);
	case FIELD_MAP:
		return map_from_parameters(source, field, name, structure);
	default:
		break;
	}
	const struct parameter *parameter = find_parameter(source->parameters, name);
	return parameter ? value_from_text(field, name, parameter->value, structure) : ok();
}

/* A field with a default gets it first; what was sent replaces it. */
static struct error set_default(const struct field *field, struct text name, void *structure)
{
	if (!field->standard)
		return ok();
	return value_from_text(field, name, text_of(field->standard), structure);
}

/* Required fields must be there and not empty. */
static struct error check_required(const struct field *field, struct text name, const void *structure)
{
	if (field->required && !field_present(field, structure))
		return error_of(ERROR_PARAMETER_MISSING, name);
	return ok();
}

static struct error fields_from_parameters(struct source *source, const struct shape *shape, struct text prefix,
	void *structure)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		struct text name = full_name(source->arena, prefix, text_of(field->name));
		struct error error = set_default(field, name, structure);
		if (error_ok(error))
			error = field_from_parameters(source, field, name, structure);
		if (error_ok(error))
			error = check_required(field, name, structure);
		if (!error_ok(error))
			return error;
	}
	return ok();
}

/* JSON */

static struct error fields_from_json(struct arena *arena, const struct shape *shape, struct text prefix,
	const json_t *object, void *structure);

static struct error texts_from_json(struct arena *arena, const struct field *field, struct text name,
	const json_t *array, void *structure)
{
	struct text_list *list = field_at(field, structure);
	size_t count = json_array_size(array);
	list->at = arena_array(arena, count + 1, sizeof(*list->at));
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(array, i);
		struct text item = numbered(arena, name, i + 1, "");
		struct text text = {json_string_value(value), json_string_length(value)};
		if (!json_is_string(value) || text.length == 0)
			return error_of(ERROR_PARAMETER_INVALID, item);
		struct error error = value_check_text(field, item, text);
		if (!error_ok(error))
			return error;
		list->at[list->count++] = text;
	}
	return ok();
}

static struct error objects_from_json(struct arena *arena, const struct field *field, struct text name,
	const json_t *array, void *structure)
{
	struct list *list = field_at(field, structure);
	list->count = json_array_size(array);
	list->at = arena_array(arena, list->count + 1, field->size);
	for (size_t i = 0; i < list->count; i++) {
		const json_t *item = json_array_get(array, i);
		if (!json_is_object(item))
			return error_of(ERROR_PARAMETER_INVALID, numbered(arena, name, i + 1, ""));
		struct error error = fields_from_json(arena, field->shape, numbered(arena, name, i + 1, "."), item,
			(char *)list->at + i * field->size);
		if (!error_ok(error))
			return error;
	}
	return ok();
}

static struct error list_from_json(struct arena *arena, const struct field *field, struct text name,
	const json_t *value, void *structure)
{
	if (!json_is_array(value))
		return error_of(ERROR_PARAMETER_INVALID, name);
	if (field->required && json_array_size(value) == 0)
		return error_of(ERROR_PARAMETER_MISSING, name);
	if ((int64_t)json_array_size(value) > field->most)
		return error_of(ERROR_PARAMETER_LENGTH, name);
	if (field->kind == FIELD_TEXTS)
		return texts_from_json(arena, field, name, value, structure);
	return objects_from_json(arena, field, name, value, structure);
}

static struct error map_from_json(struct arena *arena, const struct field *field, struct text name, const json_t *value,
	void *structure)
{
	if (!json_is_object(value))
		return error_of(ERROR_PARAMETER_INVALID, name);
	if (field->required && json_object_size(value) == 0)
		return error_of(ERROR_PARAMETER_MISSING, name);
	if ((int64_t)json_object_size(value) > field->most)
		return error_of(ERROR_PARAMETER_LENGTH, name);
	struct map_list *map = field_at(field, structure);
	map->at = arena_array(arena, json_object_size(value) + 1, sizeof(*map->at));
	const char *key;
	json_t *item;
	json_object_foreach((json_t *)(uintptr_t)value, key, item)
	{
		struct text entry = {json_string_value(item), json_string_length(item)};
		struct text full = text_print(arena, "%.*s.%s", (int)name.length, name.at, key);
		if (!json_is_string(item))
			return error_of(ERROR_PARAMETER_INVALID, full);
		struct error error = value_check_text(field, full, entry);
		if (!error_ok(error))
			return error;
		map->at[map->count++] = (struct map_entry){text_of(key), entry};
	}
	return ok();
}

static struct error object_from_json(struct arena *arena, const struct field *field, struct text name,
	const json_t *value, void *structure)
{
	if (!json_is_object(value))
		return error_of(ERROR_PARAMETER_INVALID, name);
	*((bool *)((char *)structure + field->has_offset)) = true;
	struct text prefix = text_join(arena, TEXT_PARTS(name, TEXT(".")));
	return fields_from_json(arena, field->shape, prefix, value, field_at(field, structure));
}

static struct error field_from_json(struct arena *arena, const struct field *field, struct text name,
	const json_t *value, void *structure)
{
	if (!value || json_is_null(value))
		return ok();
	switch (field->kind) {
	case FIELD_TEXTS:
	case FIELD_OBJECTS:
		return list_from_json(arena, field, name, value, structure);
	case FIELD_OBJECT:
		return object_from_json(arena, field, name, value, structure);
	case FIELD_MAP:
		return map_from_json(arena, field, name, value, structure);
	default:
		return value_from_json(arena, field, name, value, structure);
	}
}

static struct error fields_from_json(struct arena *arena, const struct shape *shape, struct text prefix,
	const json_t *object, void *structure)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		struct text name = full_name(arena, prefix, text_of(field->name));
		struct error error = set_default(field, name, structure);
		if (error_ok(error))
			error = field_from_json(arena, field, name, json_object_get(object, field->name), structure);
		if (error_ok(error))
			error = check_required(field, name, structure);
		if (!error_ok(error))
			return error;
	}
	return ok();
}

static struct error field_from_json_text(struct visit *visit, const struct field *field, void *structure)
{
	struct text sent = decode_find(visit, field->name);
	if (sent.length == 0)
		return ok();
	json_t *value;
	if (!read_json(visit->exchange->arena, sent, &value))
		return error_of(ERROR_PARAMETER_INVALID, text_of(field->name));
	return field_from_json(visit->exchange->arena, field, text_of(field->name), value, structure);
}

static struct error field_from_header(struct visit *visit, const struct field *field, void *structure)
{
	struct text name = text_lower(visit->exchange->arena, text_of(field->name));
	struct text value = http_header(&visit->exchange->request, name.at, NULL);
	return value.at ? value_from_text(field, text_of(field->name), value, structure) : ok();
}

static struct error field_from_path(struct visit *visit, const struct field *field, void *structure)
{
	struct text value = route_value(&visit->match, field->name);
	return value.at ? value_from_text(field, text_of(field->name), value, structure) : ok();
}

static struct error field_from_visit(struct visit *visit, struct source *source, const struct field *field)
{
	switch (field->place) {
	case PLACE_PATH:
		return field_from_path(visit, field, visit->in);
	case PLACE_HEADER:
		return field_from_header(visit, field, visit->in);
	case PLACE_JSON_TEXT:
		return field_from_json_text(visit, field, visit->in);
	case PLACE_BODY:
		return field_from_json(visit->exchange->arena, field, text_of(field->name),
			json_object_get(visit->body, field->name), visit->in);
	case PLACE_QUERY:
	case PLACE_FORM:
		break;
	}
	return field_from_parameters(source, field, text_of(field->name), visit->in);
}

static bool was_sent(const struct visit *visit, struct text name)
{
	struct text prefix = text_join(visit->exchange->arena, TEXT_PARTS(name, TEXT(".")));
	const json_t *member = json_object_get(visit->body, name.at);
	return find_parameter(visit->parameters, name) || any_with_prefix(visit->parameters, prefix) ||
		(member && !json_is_null(member));
}

static struct error refuse_unsupported(const struct visit *visit)
{
	const char *const *name = visit->operation->refuses;
	for (; name && *name; name++) {
		if (was_sent(visit, text_of(*name)))
			return error_of(ERROR_PARAMETER_UNSUPPORTED, text_of(*name));
	}
	return ok();
}

struct error decode_request(struct visit *visit)
{
	const struct shape *shape = visit->operation->request;
	struct source source = {.arena = visit->exchange->arena, .parameters = visit->parameters};
	struct error error = refuse_unsupported(visit);
	for (size_t i = 0; i < shape->count && error_ok(error); i++) {
		const struct field *field = &shape->fields[i];
		if (field->fixed)
			continue;
		error = set_default(field, text_of(field->name), visit->in);
		if (error_ok(error))
			error = field_from_visit(visit, &source, field);
		if (error_ok(error))
			error = check_required(field, text_of(field->name), visit->in);
	}
	return error;
}

struct error decode_values(struct arena *arena, const struct shape *shape, struct parameter_list sorted, void *structure)
{
	struct source source = {.arena = arena, .parameters = sorted};
	return fields_from_parameters(&source, shape, (struct text){NULL, 0}, structure);
}

struct error decode_json(struct arena *arena, const struct shape *shape, struct text json, void *structure)
{
	json_t *value;
	if (!read_json(arena, json, &value) || !json_is_object(value))
		return error_internal("a remembered answer is not JSON");
	return fields_from_json(arena, shape, (struct text){NULL, 0}, value, structure);
}

/* Scalars of requests. */
#include "api/value.h"
#include "base/check.h"
#include "base/json.h"
#include <assert.h>

static void mark_present(const struct field *field, void *structure)
{
	if (field->has_offset)
		*((bool *)((char *)structure + field->has_offset)) = true;
}

static struct error store_text(const struct field *field, struct text value, void *structure)
{
	*(struct text *)field_at(field, structure) = value;
	return ok();
}

static struct error store_integer(const struct field *field, struct text name, int64_t value, void *structure)
{
	if (value < field->minimum || value > field->maximum)
		return error_of(ERROR_PARAMETER_INVALID, name);
	*(int64_t *)field_at(field, structure) = value;
	mark_present(field, structure);
	return ok();
}

static struct error store_boolean(const struct field *field, bool value, void *structure)
{
	*(bool *)field_at(field, structure) = value;
	mark_present(field, structure);
	return ok();
}

static struct error store_enum(const struct field *field, struct text name, struct text value, void *structure)
{
	for (int i = 0; field->names[i]; i++) {
		if (!text_is(value, field->names[i]))
			continue;
		*(int *)field_at(field, structure) = i + 1;
		return ok();
	}
	return error_of(ERROR_PARAMETER_INVALID, name);
}

static struct error store_time(const struct field *field, struct text name, int64_t value, void *structure)
{
	if (value < 0 || value > INT64_C(253402300799999)) /* the last millisecond of year 9999 */
		return error_of(ERROR_PARAMETER_INVALID, name);
	*(int64_t *)field_at(field, structure) = value;
	return ok();
}

struct error value_check_text(const struct field *field, struct text name, struct text value)
{
	switch (check_text(field->check, value)) {
	case CHECK_NOT_UTF8:
	case CHECK_CHARACTER:
		return error_of(ERROR_PARAMETER_CHARACTERS, name);
	case CHECK_FORMAT:
		/* An empty value clears what may be empty; its form is not looked at. */
		if (value.length > 0 || field->minimum > 0)
			return error_of(ERROR_PARAMETER_FORMAT, name);
		break;
	case CHECK_GOOD:
		break;
	}
	int64_t characters = (int64_t)text_characters(value);
	if (characters < field->minimum || characters > field->maximum)
		return error_of(ERROR_PARAMETER_LENGTH, name);
	return ok();
}

static struct error text_field(const struct field *field, struct text name, struct text value, void *structure)
{
	if (field->required && value.length == 0)
		return error_of(ERROR_PARAMETER_MISSING, name);
	struct error error = value_check_text(field, name, value);
	if (!error_ok(error))
		return error;
	return store_text(field, value, structure);
}

static struct error integer_from_text(const struct field *field, struct text name, struct text value, void *structure)
{
	int64_t integer;
	if (!text_to_integer(value, &integer))
		return error_of(ERROR_PARAMETER_INVALID, name);
	if (field->kind == FIELD_TIME)
		return store_time(field, name, integer, structure);
	return store_integer(field, name, integer, structure);
}

static struct error boolean_from_text(const struct field *field, struct text name, struct text value, void *structure)
{
	bool yes = text_equal_ignore_case(value, TEXT("true"));
	if (!yes && !text_equal_ignore_case(value, TEXT("false")))
		return error_of(ERROR_PARAMETER_INVALID, name);
	return store_boolean(field, yes, structure);
}

static struct error json_text_field(const struct field *field, struct text name, struct text value, void *structure)
{
	json_t *parsed;
	const char *problem;
	if (!json_read(value, &parsed, &problem))
		return error_of(ERROR_PARAMETER_INVALID, name);
	json_decref(parsed);
	return store_text(field, value, structure);
}

struct error value_from_text(const struct field *field, struct text name, struct text value,
	void *structure)
{
	if (value.length == 0 && field->kind != FIELD_TEXT)
		return ok();
	switch (field->kind) {
	case FIELD_TEXT:
		return text_field(field, name, value, structure);
	case FIELD_JSON:
		return json_text_field(field, name, value, structure);
	case FIELD_INTEGER:
	case FIELD_TIME:
		return integer_from_text(field, name, value, structure);
	case FIELD_BOOLEAN:
		return boolean_from_text(field, name, value, structure);
	case FIELD_ENUM:
		return store_enum(field, name, value, structure);
	default:
		assert(false && "a scalar");
		return error_internal("a nested field where a scalar belongs");
	}
}

static struct text text_of_json(const json_t *value)
{
	return (struct text){json_string_value(value), json_string_length(value)};
}

static struct error json_dumped(struct arena *arena, const struct field *field, const json_t *value, void *structure)
{
	size_t size = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	char *at = arena_alloc(arena, size + 1);
	json_dumpb(value, at, size, JSON_COMPACT | JSON_ENCODE_ANY);
	return store_text(field, (struct text){at, size}, structure);
}

struct error value_from_json(struct arena *arena, const struct field *field, struct text name, const json_t *value,
	void *structure)
{
	if (field->kind == FIELD_JSON)
		return json_dumped(arena, field, value, structure);
	if (field->kind == FIELD_TEXT && json_is_string(value))
		return text_field(field, name, text_of_json(value), structure);
	if (field->kind == FIELD_ENUM && json_is_string(value))
		return json_string_length(value) == 0 ? ok() : store_enum(field, name, text_of_json(value), structure);
	if (field->kind == FIELD_INTEGER && json_is_integer(value))
		return store_integer(field, name, json_integer_value(value), structure);
	if (field->kind == FIELD_TIME && json_is_integer(value))
		return store_time(field, name, json_integer_value(value), structure);
	if (field->kind == FIELD_BOOLEAN && json_is_boolean(value))
		return store_boolean(field, json_is_true(value), structure);
	return error_of(ERROR_PARAMETER_INVALID, name);
}

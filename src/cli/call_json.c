/* JSON from values with dotted names. */
#include "cli/call_json.h"

struct putting {
	struct arena *arena;
	struct parameter value; /* with the whole name, for problems */
	struct text *problem;
};

const struct field *call_json_field(const struct shape *shape, struct text name, struct text *rest)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		struct text known = text_of(field->name);
		*rest = (struct text){NULL, 0};
		if (field->fixed || !text_starts_with(name, known))
			continue;
		if (name.length == known.length)
			return field;
		if (name.at[known.length] == '.') {
			*rest = text_slice(name, known.length + 1, SIZE_MAX);
			return field;
		}
	}
	return NULL;
}

/* The number that an item of a list begins with, and the name after it. */
static bool item_number(const struct field *field, struct text name, size_t *number, struct text *rest)
{
	struct text digits;
	int64_t parsed;
	text_cut(name, '.', &digits, rest);
	if (!text_to_integer(digits, &parsed) || parsed < 1 || parsed > field->most)
		return false;
	*number = (size_t)parsed;
	return true;
}

bool call_json_leads_to_value(const struct shape *shape, struct text name)
{
	struct text rest, more;
	size_t number;
	const struct field *field = call_json_field(shape, name, &rest);
	if (!field || !rest.at)
		return field && field->kind <= FIELD_ENUM;
	switch (field->kind) {
	case FIELD_OBJECT:
		return call_json_leads_to_value(field->shape, rest);
	case FIELD_OBJECTS:
		return item_number(field, rest, &number, &more) && more.at &&
			call_json_leads_to_value(field->shape, more);
	case FIELD_TEXTS:
		return item_number(field, rest, &number, &more) && !more.at;
	case FIELD_MAP:
		return true;
	default:
		return false;
	}
}

/* Values */

static bool refuse(struct putting *putting, const char *what)
{
	struct text name = putting->value.name;
	*putting->problem = text_print(putting->arena, "'%.*s' %s", (int)name.length, name.at, what);
	return false;
}

static json_t *json_text(struct text value)
{
	return json_stringn(value.at, value.length);
}

static json_t *json_number(struct text value)
{
	int64_t number;
	return text_to_integer(value, &number) ? json_integer(number) : NULL;
}

static json_t *json_truth(struct text value)
{
	if (text_is(value, "true"))
		return json_true();
	return text_is(value, "false") ? json_false() : NULL;
}

static json_t *json_parsed(struct text value)
{
	json_t *parsed;
	const char *why;
	return json_read(value, &parsed, &why) ? parsed : NULL;
}

static bool is_written_as_text(const struct field *field)
{
	return field->form == FORM_STRING || field->form == FORM_ISO || field->form == FORM_LOCAL;
}

static json_t *json_of(const struct field *field, struct text value, const char **expected)
{
	switch (is_written_as_text(field) ? FIELD_TEXT : field->kind) {
	case FIELD_TEXT:
	case FIELD_ENUM:
		*expected = "must be text in UTF-8";
		return json_text(value);
	case FIELD_INTEGER:
	case FIELD_TIME:
		*expected = "must be a whole number";
		return json_number(value);
	case FIELD_BOOLEAN:
		*expected = "must be true or false";
		return json_truth(value);
	default:
		*expected = "must be JSON, or have a name with dots";
		return json_parsed(value);
	}
}

static bool put_whole(struct putting *putting, const struct field *field, json_t *object)
{
	const char *expected;
	json_t *value = json_of(field, putting->value.value, &expected);
	if (!value)
		return refuse(putting, expected);
	json_object_set_new(object, field->name, value);
	return true;
}

/* Places */

static bool put(struct putting *putting, const struct shape *shape, json_t *object, struct text name);

/* The member of that name, which is made when it is not there; NULL when it is something else. */
static json_t *child(json_t *object, const char *name, bool array)
{
	json_t *found = json_object_get(object, name);
	if (!found) {
		found = array ? json_array() : json_object();
		json_object_set_new(object, name, found);
	}
	return json_is_array(found) == array ? found : NULL;
}

static bool put_object(struct putting *putting, const struct field *field, json_t *object, struct text rest)
{
	json_t *nested = child(object, field->name, false);
	return json_is_object(nested) ? put(putting, field->shape, nested, rest)
				      : refuse(putting, "is given whole as well");
}

static bool put_entry(struct putting *putting, const struct field *field, json_t *object, struct text key)
{
	json_t *map = child(object, field->name, false), *value = json_text(putting->value.value);
	if (!json_is_object(map))
		return refuse(putting, "is given whole as well");
	if (!value)
		return refuse(putting, "must be text in UTF-8");
	json_object_set_new(map, text_copy(putting->arena, key).at, value);
	return true;
}

static bool put_text_item(struct putting *putting, json_t *list, size_t number)
{
	json_t *value = json_text(putting->value.value);
	if (!value)
		return refuse(putting, "must be text in UTF-8");
	if (number <= json_array_size(list))
		json_array_set_new(list, number - 1, value);
	else
		json_array_append_new(list, value);
	return true;
}

static bool put_item(struct putting *putting, const struct field *field, json_t *object, struct text rest)
{
	size_t number;
	struct text more;
	json_t *list = child(object, field->name, true);
	if (!list)
		return refuse(putting, "is given whole as well");
	if (!item_number(field, rest, &number, &more) || number > json_array_size(list) + 1)
		return refuse(putting, "must count its items in order, from 1");
	if (field->kind == FIELD_TEXTS)
		return more.at ? refuse(putting, "is not a parameter") : put_text_item(putting, list, number);
	if (!more.at)
		return refuse(putting, "needs the name of a member after the number");
	if (number > json_array_size(list))
		json_array_append_new(list, json_object());
	return put(putting, field->shape, json_array_get(list, number - 1), more);
}

static bool put(struct putting *putting, const struct shape *shape, json_t *object, struct text name)
{
	struct text rest;
	const struct field *field = call_json_field(shape, name, &rest);
	if (!field)
		return refuse(putting, "is not a parameter");
	if (!rest.at)
		return put_whole(putting, field, object);
	switch (field->kind) {
	case FIELD_OBJECT:
		return put_object(putting, field, object, rest);
	case FIELD_OBJECTS:
	case FIELD_TEXTS:
		return put_item(putting, field, object, rest);
	case FIELD_MAP:
		return put_entry(putting, field, object, rest);
	default:
		return refuse(putting, "is not a parameter");
	}
}

bool call_json_put(
	struct arena *arena, const struct shape *shape, json_t *object, struct parameter value, struct text *problem)
{
	struct putting putting = {arena, value, problem};
	return put(&putting, shape, object, value.name);
}

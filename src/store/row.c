/* Between the members of a struct and the values that engines know. */
#include "store/row.h"
#include "base/json.h"
#include <string.h>

enum value_kind value_kind(enum field_kind kind)
{
	static const enum value_kind kinds[] = {
		[FIELD_TEXT] = VALUE_TEXT,
		[FIELD_JSON] = VALUE_TEXT,
		[FIELD_INTEGER] = VALUE_INTEGER,
		[FIELD_BOOLEAN] = VALUE_INTEGER,
		[FIELD_TIME] = VALUE_INTEGER,
		[FIELD_ENUM] = VALUE_INTEGER,
		[FIELD_BYTES] = VALUE_BYTES,
		[FIELD_TEXTS] = VALUE_TEXT,
		[FIELD_FLAT] = VALUE_NULL, /* neither this nor the other nested kinds are ever stored */
	};
	return kinds[kind];
}

static struct text json_of_texts(struct arena *arena, const struct text_list *texts)
{
	size_t most = 2;
	for (size_t i = 0; i < texts->count; i++)
		most += texts->at[i].length * 6 + 3; /* every byte as \u00xx, quotes and a comma */
	struct builder builder = builder_in(arena, most);
	struct json_writer writer = json_writer(&builder);
	json_open_array(&writer);
	for (size_t i = 0; i < texts->count; i++)
		json_write_text(&writer, texts->at[i]);
	json_close_array(&writer);
	return builder_text(&builder);
}

static int64_t integer_of(const struct field *field, const void *at)
{
	if (field->kind == FIELD_BOOLEAN)
		return *(const bool *)at;
	if (field->kind == FIELD_ENUM)
		return *(const int *)at;
	return *(const int64_t *)at;
}

struct error value_read(struct arena *arena, const struct field *field, const void *structure, struct value *value)
{
	const void *at = field_of(field, structure);
	*value = (struct value){.kind = value_kind(field->kind)};
	if (value->kind == VALUE_INTEGER) {
		value->integer = integer_of(field, at);
		return ok();
	}
	value->text = field->kind == FIELD_TEXTS ? json_of_texts(arena, at) : *(const struct text *)at;
	if (value->text.at == NULL)
		value->kind = VALUE_NULL;
	else if (value->kind == VALUE_TEXT && memchr(value->text.at, 0, value->text.length) != NULL)
		return error_internal("text with a NUL byte for the database");
	return ok();
}

void value_write(struct arena *arena, const struct field *field, void *row, struct value value)
{
	void *at = field_at(field, row);
	if (value.kind == VALUE_NULL)
		return;
	if (value.kind != VALUE_INTEGER)
		*(struct text *)at = text_copy(arena, value.text);
	else if (field->kind == FIELD_BOOLEAN)
		*(bool *)at = value.integer != 0;
	else if (field->kind == FIELD_ENUM)
		*(int *)at = (int)value.integer;
	else
		*(int64_t *)at = value.integer;
}

void row_map_clear(struct arena *arena, struct row_map *map, size_t count)
{
	if (map->fields == NULL || map->count < count)
		map->fields = arena_array(arena, count, sizeof(const struct field *));
	for (size_t i = 0; i < count; i++)
		map->fields[i] = NULL;
	map->count = count;
}

const struct field *row_field(const struct shape *shape, const char *column)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		if (strcmp(field->name, column) == 0 && value_kind(field->kind) != VALUE_NULL)
			return field;
	}
	return NULL;
}

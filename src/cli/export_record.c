/* Records as lines. */
#include "cli/export_record.h"
#include "base/json.h"
#include <string.h>

#define LINE_MOST ((size_t)64 << 20) /* lists are not bounded; this only stops a defect */

static const void *place_of(const struct portable_member *member, const struct import_record *record)
{
	return (const char *)record + member->offset;
}

/* JSON */

static void write_text(struct json_writer *writer, struct text name, struct text text)
{
	if (text.length == 0)
		return;
	json_write_name(writer, name);
	json_write_text(writer, text);
}

static void write_integer(struct json_writer *writer, struct text name, int64_t integer)
{
	if (integer == 0)
		return;
	json_write_name(writer, name);
	json_write_integer(writer, integer);
}

static void write_boolean(struct json_writer *writer, struct text name, bool yes)
{
	if (!yes)
		return;
	json_write_name(writer, name);
	json_write_boolean(writer, true);
}

static void write_field(struct json_writer *writer, struct text name, const struct field *field, const void *structure)
{
	const void *at = field_of(field, structure);
	switch (field->kind) {
	case FIELD_TEXT:
		write_text(writer, name, *(const struct text *)at);
		break;
	case FIELD_BOOLEAN:
		write_boolean(writer, name, *(const bool *)at);
		break;
	case FIELD_ENUM:
		if (*(const int *)at > 0)
			write_text(writer, name, text_of(field->names[*(const int *)at - 1]));
		break;
	default:
		write_integer(writer, name, *(const int64_t *)at);
	}
}

static void write_references(struct json_writer *writer, struct text name, const struct text_list *texts)
{
	if (texts->count == 0)
		return;
	json_write_name(writer, name);
	json_open_array(writer);
	for (size_t i = 0; i < texts->count; i++)
		json_write_text(writer, texts->at[i]);
	json_close_array(writer);
}

static void write_values(struct json_writer *writer, struct text name, const struct custom_value_list *values)
{
	if (values->count == 0)
		return;
	json_write_name(writer, name);
	json_open_object(writer);
	for (size_t i = 0; i < values->count; i++)
		write_text(writer, values->at[i].name, values->at[i].value);
	json_close_object(writer);
}

static void write_items(struct json_writer *writer, struct text name, const struct custom_field_item_list *items)
{
	const struct shape *shape = &shape_custom_field_item;
	if (items->count == 0)
		return;
	json_write_name(writer, name);
	json_open_array(writer);
	for (size_t i = 0; i < items->count; i++) {
		json_open_object(writer);
		for (size_t j = 0; j < shape->count; j++)
			write_field(writer, text_of(shape->fields[j].name), &shape->fields[j], &items->at[i]);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static void write_member(
	struct json_writer *writer, const struct portable_member *member, const struct import_record *record)
{
	const void *place = place_of(member, record);
	switch (member->form) {
	case PORTABLE_SCALAR:
		write_field(writer, member->name, member->field, place);
		break;
	case PORTABLE_REFERENCE:
		write_text(writer, member->name, *(const struct text *)place);
		break;
	case PORTABLE_REFERENCES:
		write_references(writer, member->name, place);
		break;
	case PORTABLE_VALUES:
		write_values(writer, member->name, place);
		break;
	case PORTABLE_ITEMS:
		write_items(writer, member->name, place);
		break;
	case PORTABLE_PLAIN:
		break;
	}
}

static bool is_shown(const struct export_lines *lines, const struct portable_member *member)
{
	return member->form != PORTABLE_PLAIN && (lines->secrets || !member->secret);
}

struct text export_record_json(const struct export_lines *lines, const struct import_record *record)
{
	const struct portable_type *type = &lines->portable->types[record->kind];
	struct builder out = builder_in(lines->arena, LINE_MOST);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	write_text(&writer, TEXT("type"), type->name);
	for (size_t i = 0; i < type->count; i++) {
		if (is_shown(lines, &type->members[i]))
			write_member(&writer, &type->members[i], record);
	}
	json_close_object(&writer);
	return builder_text(&out);
}

/* CSV */

static bool is_formula(struct text cell)
{
	return cell.length > 0 && cell.at[0] != '\0' && strchr("=+-@\t\r", cell.at[0]) != NULL;
}

static bool needs_quotes(struct text cell)
{
	for (size_t i = 0; i < cell.length; i++) {
		if (cell.at[i] != '\0' && strchr(",\"\r\n", cell.at[i]) != NULL)
			return true;
	}
	return cell.length > 0 && (cell.at[0] == ' ' || cell.at[cell.length - 1] == ' ');
}

static void add_cell(struct builder *out, struct text cell)
{
	bool quoted = needs_quotes(cell);
	if (quoted)
		builder_add_char(out, '"');
	if (is_formula(cell))
		builder_add_char(out, '\'');
	for (size_t i = 0; i < cell.length; i++) {
		if (cell.at[i] == '"')
			builder_add_char(out, '"');
		builder_add_char(out, cell.at[i]);
	}
	if (quoted)
		builder_add_char(out, '"');
}

static struct text spell_field(struct arena *arena, const struct field *field, const void *structure)
{
	const void *at = field_of(field, structure);
	switch (field->kind) {
	case FIELD_TEXT:
		return *(const struct text *)at;
	case FIELD_BOOLEAN:
		return *(const bool *)at ? TEXT("true") : TEXT("");
	case FIELD_ENUM:
		return *(const int *)at > 0 ? text_of(field->names[*(const int *)at - 1]) : TEXT("");
	default:
		return *(const int64_t *)at == 0 ? TEXT("")
						 : text_print(arena, "%lld", (long long)*(const int64_t *)at);
	}
}

static struct text spell_references(struct arena *arena, const struct text_list *texts)
{
	struct builder out = builder_in(arena, LINE_MOST);
	for (size_t i = 0; i < texts->count; i++) {
		if (i > 0)
			builder_add_char(&out, ';');
		builder_add(&out, texts->at[i]);
	}
	return builder_text(&out);
}

static struct text spell(struct arena *arena, const struct portable_member *member, const struct import_record *record)
{
	const void *place = place_of(member, record);
	switch (member->form) {
	case PORTABLE_SCALAR:
		return spell_field(arena, member->field, place);
	case PORTABLE_REFERENCE:
		return *(const struct text *)place;
	case PORTABLE_REFERENCES:
		return spell_references(arena, place);
	default:
		return TEXT("");
	}
}

static struct text value_of(const struct import_record *record, struct text name)
{
	struct custom_value_list values = record->user.custom_values;
	for (size_t i = 0; i < values.count; i++) {
		if (text_equal(values.at[i].name, name))
			return values.at[i].value;
	}
	return TEXT("");
}

static bool is_column(const struct export_lines *lines, const struct portable_member *member)
{
	return is_shown(lines, member) && member->form != PORTABLE_VALUES;
}

struct text export_record_header(const struct export_lines *lines)
{
	const struct portable_type *type = &lines->portable->types[IMPORT_USER];
	struct builder out = builder_in(lines->arena, LINE_MOST);
	for (size_t i = 0; i < type->count; i++) {
		if (is_column(lines, &type->members[i]))
			builder_print(&out, "%s%.*s", out.length > 0 ? "," : "", (int)type->members[i].name.length,
				type->members[i].name.at);
	}
	for (size_t i = 0; i < lines->columns.count; i++)
		builder_print(&out, ",custom_values.%.*s", (int)lines->columns.at[i].name.length,
			lines->columns.at[i].name.at);
	return builder_text(&out);
}

struct text export_record_csv(const struct export_lines *lines, const struct import_record *record)
{
	const struct portable_type *type = &lines->portable->types[IMPORT_USER];
	struct builder out = builder_in(lines->arena, LINE_MOST);
	for (size_t i = 0; i < type->count; i++) {
		if (!is_column(lines, &type->members[i]))
			continue;
		if (i > 0)
			builder_add_char(&out, ',');
		add_cell(&out, spell(lines->arena, &type->members[i], record));
	}
	for (size_t i = 0; i < lines->columns.count; i++) {
		builder_add_char(&out, ',');
		add_cell(&out, value_of(record, lines->columns.at[i].name));
	}
	return builder_text(&out);
}

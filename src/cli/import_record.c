/* What lines of JSON and records of CSV have in common. */
#include "cli/import_record.h"
#include "api/value.h"
#include "base/check.h"

#define PASSWORD_MOST 128
#define REFERENCE_MOST 4096 /* characters: a path of twenty long names */

void *import_record_place(const struct portable_member *member, struct import_record *record)
{
	return (char *)record + member->offset;
}

struct error import_record_invalid(const struct portable_member *member)
{
	return error_of(ERROR_PARAMETER_INVALID, member->name);
}

static struct error check_reference(const struct portable_member *member, struct text value)
{
	if (value.length == 0)
		return import_record_invalid(member);
	if (check_text(NULL, value) != CHECK_GOOD)
		return error_of(ERROR_PARAMETER_CHARACTERS, member->name);
	return text_characters(value) > REFERENCE_MOST ? error_of(ERROR_PARAMETER_LENGTH, member->name) : ok();
}

struct error import_record_reference(
	const struct portable_member *member, struct text value, struct import_record *record)
{
	struct error error = check_reference(member, value);
	if (!error_ok(error))
		return error;
	if (member->form == PORTABLE_REFERENCE) {
		*(struct text *)import_record_place(member, record) = value;
		return ok();
	}
	struct text_list *list = import_record_place(member, record);
	list->at[list->count++] = value;
	return ok();
}

struct error import_record_password(
	const struct portable_member *member, struct text value, struct import_record *record)
{
	struct text *password = import_record_place(member, record);
	if (!text_is_utf8(value))
		return error_of(ERROR_PARAMETER_CHARACTERS, member->name);
	if (text_characters(value) > PASSWORD_MOST)
		return error_of(ERROR_PARAMETER_LENGTH, member->name);
	*password = value;
	return ok();
}

static struct error value_part(const char *part, struct text name, struct text value, struct custom_value *custom)
{
	for (size_t i = 0; i < shape_custom_value.count; i++) {
		const struct field *field = &shape_custom_value.fields[i];
		if (text_is(text_of(field->name), part))
			return value_from_text(field, name, value, custom);
	}
	return ok();
}

struct error import_record_value(struct arena *arena, struct text name, struct text value, struct import_record *record)
{
	struct custom_value_list *values = &record->user.custom_values;
	struct custom_value *custom = &values->at[values->count++];
	struct error error = value_part("name", name, name, custom);
	if (error_ok(error))
		error = value_part("value", name, value, custom);
	if (!error_ok(error))
		error.subject = text_print(arena, "custom_values.%.*s", (int)name.length, name.at);
	return error;
}

static bool is_absent(const struct portable_member *member, const struct import_record *record)
{
	const char *structure = (const char *)record + member->offset;
	if (member->field->kind == FIELD_ENUM)
		return *(const int *)field_of(member->field, structure) == 0;
	return ((const struct text *)field_of(member->field, structure))->length == 0;
}

struct error import_record_check(const struct portable_type *type, const struct import_record *record)
{
	for (size_t i = 0; i < type->count; i++) {
		if (type->members[i].required && is_absent(&type->members[i], record))
			return error_of(ERROR_PARAMETER_MISSING, type->members[i].name);
	}
	return ok();
}

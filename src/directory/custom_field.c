/* Fields that an instance adds to its users. */
#include "directory/custom_field.h"
#include "base/random.h"
#include "directory/audit.h"
#include "directory/custom_field_sql.h"
#include "directory/removal.h"
#include <ctype.h>

#define ITEMS_MOST 100
#define NUMBER_MOST 32 /* characters */

static size_t count_digits(struct text text)
{
	size_t count = 0;
	while (count < text.length && isdigit((unsigned char)text.at[count]))
		count++;
	return count;
}

static bool is_number(struct text text)
{
	if (text.length > NUMBER_MOST)
		return false;
	if (text_starts_with(text, TEXT("-")))
		text = text_slice(text, 1, SIZE_MAX);
	size_t whole = count_digits(text);
	struct text rest = text_slice(text, whole, SIZE_MAX);
	if (whole == 0 || rest.length == 0)
		return whole > 0;
	return rest.at[0] == '.' && rest.length > 1 && count_digits(text_slice(rest, 1, SIZE_MAX)) == rest.length - 1;
}

bool custom_field_takes(const struct custom_field *field, struct text value)
{
	switch (field->data_type) {
	case CUSTOM_FIELD_DATA_TYPE_NUMBER:
		return is_number(value);
	case CUSTOM_FIELD_DATA_TYPE_BOOLEAN:
		return text_is(value, "true") || text_is(value, "false");
	case CUSTOM_FIELD_DATA_TYPE_STRING:
		return true;
	}
	return false;
}

bool custom_field_offers(const struct custom_field *field, struct text value)
{
	for (size_t i = 0; i < field->items.count; i++) {
		if (field->items.at[i].status == CUSTOM_FIELD_ITEM_STATUS_ENABLED &&
			text_equal(field->items.at[i].value, value))
			return true;
	}
	return false;
}

static bool is_repeated(struct custom_field_item_list items, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (text_equal(items.at[i].value, items.at[index].value))
			return true;
	}
	return false;
}

static struct error check_items(const struct custom_field *field)
{
	bool chosen = field->display_type == CUSTOM_FIELD_DISPLAY_TYPE_SELECT;
	if (chosen != (field->items.count > 0))
		return error_of(chosen ? ERROR_PARAMETER_MISSING : ERROR_PARAMETER_INVALID, TEXT("items"));
	if (field->items.count > ITEMS_MOST)
		return error_of(ERROR_PARAMETER_LENGTH, TEXT("items"));
	for (size_t i = 0; i < field->items.count; i++) {
		if (!custom_field_takes(field, field->items.at[i].value) || is_repeated(field->items, i))
			return error_of(ERROR_PARAMETER_INVALID, TEXT("items"));
	}
	return ok();
}

/* A default for values that must differ could be given once only. */
static struct error check_standard(const struct custom_field *field)
{
	struct text standard = field->standard;
	if (standard.length == 0)
		return ok();
	if (field->single)
		return error_of(ERROR_PARAMETER_INVALID, TEXT("standard"));
	bool chosen = field->display_type == CUSTOM_FIELD_DISPLAY_TYPE_SELECT;
	if (!custom_field_takes(field, standard) || (chosen && !custom_field_offers(field, standard)))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("standard"));
	return ok();
}

static void fill(struct call *call, struct custom_field *field)
{
	field->realm = call->realm;
	field->id = random_id(call->arena, "ufd_", call->now);
	field->entity = CUSTOM_FIELD_ENTITY_USER;
	field->status = CUSTOM_FIELD_STATUS_ENABLED;
	field->created = field->updated = call->now;
	if (field->user_permission == 0)
		field->user_permission = CUSTOM_FIELD_USER_PERMISSION_HIDE;
	if (field->standard.length == 0)
		field->standard = (struct text){NULL, 0};
	for (size_t i = 0; i < field->items.count; i++) {
		if (field->items.at[i].status == 0)
			field->items.at[i].status = CUSTOM_FIELD_ITEM_STATUS_ENABLED;
	}
}

static struct error insert_items(struct call *call, const struct custom_field *field)
{
	struct error error = ok();
	for (size_t i = 0; i < field->items.count && error_ok(error); i++) {
		const struct custom_field_item *item = &field->items.at[i];
		struct sql_custom_field_item_insert bind = {
			call->realm, field->id, (int64_t)i, item->value, item->display_name, (int)item->status};
		error = sql_custom_field_item_insert(call, bind, NULL);
	}
	return error;
}

struct error custom_field_create(struct call *call, struct custom_field *field)
{
	int64_t inserted;
	fill(call, field);
	struct error error = check_items(field);
	if (error_ok(error))
		error = check_standard(field);
	if (error_ok(error))
		error = sql_custom_field_insert(call, field, &inserted);
	if (error_ok(error) && inserted == 0)
		error = error_of(ERROR_CUSTOM_FIELD_NAME_TAKEN, field->name);
	if (error_ok(error))
		error = insert_items(call, field);
	audit_target(call, "custom_field", field->id);
	return error;
}

struct error custom_field_get(struct call *call, struct text id, struct custom_field *field)
{
	bool found;
	struct error error =
		sql_custom_field_by_id(call, (struct sql_custom_field_by_id){call->realm, id}, field, &found);
	if (!error_ok(error))
		return error;
	if (!found)
		return error_of(ERROR_CUSTOM_FIELD_NOT_FOUND, id);
	return custom_field_fill_items(call, field);
}

struct error custom_field_fill_items(struct call *call, struct custom_field *field)
{
	return sql_custom_field_items(call, (struct sql_custom_field_items){call->realm, field->id}, &field->items);
}

struct error custom_fields_in_use(struct call *call, struct custom_field_list *fields)
{
	struct sql_custom_fields_enabled bind = {call->realm, CUSTOM_FIELD_ENTITY_USER};
	return sql_custom_fields_enabled(call, bind, fields);
}

struct error custom_field_set_status(struct call *call, struct text id, enum custom_field_status status)
{
	int64_t changed;
	audit_target(call, "custom_field", id);
	struct error error = sql_custom_field_set_status(
		call, (struct sql_custom_field_set_status){call->realm, id, (int)status, call->now}, &changed);
	if (error_ok(error) && changed == 0)
		return error_of(ERROR_CUSTOM_FIELD_NOT_FOUND, id);
	return error;
}

struct error custom_field_delete(struct call *call, struct text id)
{
	struct custom_field field;
	audit_target(call, "custom_field", id);
	struct error error = custom_field_get(call, id, &field);
	if (!error_ok(error))
		return error;
	if (field.status == CUSTOM_FIELD_STATUS_ENABLED)
		return error_of(ERROR_CUSTOM_FIELD_ENABLED, id);
	error = sql_custom_field_delete(call, (struct sql_custom_field_delete){call->realm, id}, NULL);
	return error_ok(error) ? removal_begin(call, REMOVAL_FIELD, id) : error;
}

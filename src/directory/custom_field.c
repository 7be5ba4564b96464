/* Fields that an instance adds to its users. */
#include "directory/custom_field.h"
#include "base/random.h"
#include "directory/audit.h"
#include "directory/custom_field_sql.h"
#include "directory/removal.h"
#include <ctype.h>
#include <string.h>

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

/* One that is not there (`count`) or not enabled is none. */
static size_t find_item(struct custom_field_item_list items, struct text value)
{
	size_t at = 0;
	while (at < items.count && !text_equal(items.at[at].value, value))
		at++;
	return at < items.count && items.at[at].status == CUSTOM_FIELD_ITEM_STATUS_ENABLED ? at : items.count;
}

static bool mark_chosen(const struct custom_field *field, struct text value, bool chosen[ITEMS_MOST])
{
	struct text one, rest = value;
	while (rest.at) {
		text_cut(rest, ',', &one, &rest);
		size_t at = find_item(field->items, one);
		if (at == field->items.count || chosen[at])
			return false;
		chosen[at] = true;
	}
	return true;
}

bool custom_field_offers(const struct custom_field *field, struct text value)
{
	bool chosen[ITEMS_MOST] = {false};
	if (field->items.count == 0)
		return true;
	if (field->display_type == CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX)
		return mark_chosen(field, value, chosen);
	return find_item(field->items, value) < field->items.count;
}

struct text custom_field_ordered(struct arena *arena, const struct custom_field *field, struct text value)
{
	bool chosen[ITEMS_MOST] = {false};
	if (field->display_type != CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX || !mark_chosen(field, value, chosen))
		return value;
	struct builder ordered = builder_in(arena, value.length);
	for (size_t i = 0; i < field->items.count; i++) {
		if (!chosen[i])
			continue;
		if (ordered.length > 0)
			builder_add_char(&ordered, ',');
		builder_add(&ordered, field->items.at[i].value);
	}
	return builder_text(&ordered);
}

static bool is_repeated(struct custom_field_item_list items, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (text_equal(items.at[i].value, items.at[index].value))
			return true;
	}
	return false;
}

static struct error check_types(const struct custom_field *field)
{
	bool together = false;
	switch (field->display_type) {
	case CUSTOM_FIELD_DISPLAY_TYPE_INPUT:
		together = field->data_type != CUSTOM_FIELD_DATA_TYPE_BOOLEAN;
		break;
	case CUSTOM_FIELD_DISPLAY_TYPE_SELECT:
		together = field->data_type != CUSTOM_FIELD_DATA_TYPE_NUMBER;
		break;
	case CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX:
		together = field->data_type == CUSTOM_FIELD_DATA_TYPE_STRING;
		break;
	}
	return together ? ok() : error_of(ERROR_PARAMETER_INVALID, TEXT("data_type"));
}

/* Between the values of a checkbox stand commas, so none can stand in one. */
static bool is_good_item(const struct custom_field *field, size_t index)
{
	struct text value = field->items.at[index].value;
	bool several = field->display_type == CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX;
	if (several && value.length > 0 && memchr(value.at, ',', value.length))
		return false;
	return custom_field_takes(field, value) && !is_repeated(field->items, index);
}

/* A boolean that is selected is true or false without items too. */
static struct error check_items(const struct custom_field *field)
{
	bool chosen = field->display_type != CUSTOM_FIELD_DISPLAY_TYPE_INPUT;
	size_t count = field->items.count;
	if (chosen && count == 0 && field->data_type != CUSTOM_FIELD_DATA_TYPE_BOOLEAN)
		return error_of(ERROR_PARAMETER_MISSING, TEXT("items"));
	if (!chosen && count > 0)
		return error_of(ERROR_PARAMETER_INVALID, TEXT("items"));
	if (count > ITEMS_MOST)
		return error_of(ERROR_PARAMETER_LENGTH, TEXT("items"));
	for (size_t i = 0; i < count; i++) {
		if (!is_good_item(field, i))
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
	if (!custom_field_takes(field, standard) || !custom_field_offers(field, standard))
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
	struct error error = check_types(field);
	if (error_ok(error))
		error = check_items(field);
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

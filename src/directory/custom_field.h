/* Fields that an instance adds to its users, and what users have in them. Values are text whatever the data type; numbers
 * are decimal with at most 32 characters, booleans "true" or "false"; a select takes one of the enabled items, a checkbox
 * one or several with commas between them. */
#pragma once
#include "directory/call.h"

/* Sets id, status and times. A default must be a value of the field; a field whose values differ has none. An input is
 * of text or numbers and has no items; a select is of text or booleans and a checkbox of text, with at most 100 items,
 * which only a boolean may lack. ERROR_CUSTOM_FIELD_NAME_TAKEN, ERROR_CUSTOM_VALUE_INVALID, ERROR_PARAMETER_INVALID. */
struct error custom_field_create(struct call *call, struct custom_field *field) must_check;
struct error custom_field_get(struct call *call, struct text id, struct custom_field *field) must_check;
struct error custom_field_set_status(struct call *call, struct text id, enum custom_field_status status) must_check;
/* Takes the values of all users with it. Only a disabled field can be deleted. */
struct error custom_field_delete(struct call *call, struct text id) must_check;

/* The enabled fields of users, without their items. */
struct error custom_fields_in_use(struct call *call, struct custom_field_list *fields) must_check;
struct error custom_field_fill_items(struct call *call, struct custom_field *field) must_check;
/* Whether the value is of the field's type, and made of its enabled items if it has items. */
bool custom_field_takes(const struct custom_field *field, struct text value);
bool custom_field_offers(const struct custom_field *field, struct text value);
/* The values of a checkbox in the order of its items, so that the same choice is the same text. */
struct text custom_field_ordered(struct arena *arena, const struct custom_field *field, struct text value);

/* Applies `values` to a user: change `add` or `replace` sets, `remove` takes away, as does empty text; 0 means replace. A
 * field may stand in it once. `new_user` also gives defaults and asks for what is required. ERROR_CUSTOM_FIELD_NOT_FOUND, ERROR_CUSTOM_FIELD_REQUIRED,
 * ERROR_CUSTOM_VALUE_INVALID, ERROR_CUSTOM_VALUE_TAKEN; the subject is the field's name. */
struct error custom_value_apply(struct call *call, struct text user, struct custom_value_list values, bool new_user)
	must_check;
/* What custom_value_apply does for a new user, in two steps, for many users one after another: `fields` are those in use.
 * When the check has passed, only the store can still refuse. */
struct error custom_value_check(struct call *call, struct custom_field_list fields, struct text user,
	struct custom_value_list values) must_check;
struct error custom_value_begin(struct call *call, struct custom_field_list fields, struct text user,
	struct custom_value_list values) must_check;
/* Values of enabled fields, by field name. */
struct error custom_value_list(struct call *call, struct text user, struct custom_value_list *values) must_check;
/* The value itself, of one that is stored sealed. */
struct error custom_value_open(struct call *call, struct text user, struct custom_value *value) must_check;

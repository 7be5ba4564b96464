/* What users have in custom fields. */
#include "directory/custom_field.h"
#include "directory/custom_value_sql.h"
#include "directory/removal.h"

#define PURPOSE "custom-value"

static struct text owner_of(struct call *call, struct text user, struct text field)
{
	return text_print(call->arena, "%.*s:%.*s", (int)user.length, user.at, (int)field.length, field.at);
}

static struct custom_field *find_field(struct custom_field_list fields, struct text name)
{
	for (size_t i = 0; i < fields.count; i++) {
		if (text_equal(fields.at[i].name, name))
			return &fields.at[i];
	}
	return NULL;
}

static struct error check(struct call *call, struct custom_field *field, struct text value)
{
	struct error error = ok();
	bool chosen = field->display_type != CUSTOM_FIELD_DISPLAY_TYPE_INPUT;
	if (chosen && field->items.count == 0)
		error = custom_field_fill_items(call, field);
	if (!error_ok(error))
		return error;
	if (!custom_field_takes(field, value) || !custom_field_offers(field, value))
		return error_of(ERROR_CUSTOM_VALUE_INVALID, field->name);
	return ok();
}

/* By what a value that must differ is told from others; not there when it need not. */
static struct text key_of(struct call *call, const struct custom_field *field, struct text value)
{
	if (!field->single)
		return (struct text){NULL, 0};
	struct text folded = text_fold(call->secrets, custom_field_ordered(call->secrets, field, value));
	if (!field->encrypted)
		return folded;
	return fingerprint(call->arena, call->keyring, PURPOSE, owner_of(call, folded, field->id));
}

/* Another user with this value, if it must differ. */
static struct error find_other(
	struct call *call, struct text user, const struct custom_field *field, struct text key, struct text *other)
{
	struct identifier holder;
	bool found = false;
	*other = (struct text){NULL, 0};
	if (!key.at)
		return ok();
	struct error error = sql_custom_value_holder(
		call, (struct sql_custom_value_holder){call->realm, field->id, key}, &holder, &found);
	if (error_ok(error) && found && !text_equal(holder.id, user))
		*other = holder.id;
	return error;
}

static struct error check_free(struct call *call, struct text user, const struct custom_field *field, struct text key)
{
	struct text other;
	bool cleared;
	struct error error = find_other(call, user, field, key, &other);
	if (!error_ok(error) || !other.at)
		return error;
	error = removal_clear_user(call, other, &cleared);
	return error_ok(error) && !cleared ? error_of(ERROR_CUSTOM_VALUE_TAKEN, field->name) : error;
}

static struct error store(struct call *call, struct text user, const struct custom_field *field, struct text value)
{
	struct sql_custom_value_set bind = {
		.realm = call->realm,
		.user_id = user,
		.field = field->id,
		.unique_key = key_of(call, field, value),
	};
	if (field->encrypted)
		bind.sealed = seal(
			call->arena, (struct sealing){call->keyring, PURPOSE, owner_of(call, user, field->id)}, value);
	else
		bind.value = value;
	struct error error = check_free(call, user, field, bind.unique_key);
	return error_ok(error) ? sql_custom_value_set(call, bind, NULL) : error;
}

static struct error set(struct call *call, struct text user, struct custom_field *field, struct text value)
{
	struct error error = check(call, field, value);
	return error_ok(error) ? store(call, user, field, value) : error;
}

static struct error take_away(struct call *call, struct text user, const struct custom_field *field)
{
	if (field->required)
		return error_of(ERROR_CUSTOM_FIELD_REQUIRED, field->name);
	struct sql_custom_value_remove bind = {call->realm, user, field->id};
	return sql_custom_value_remove(call, bind, NULL);
}

static bool is_given(struct custom_value_list values, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(values.at[i].name, name))
			return true;
	}
	return false;
}

static struct error apply_one(
	struct call *call, struct text user, struct custom_field_list fields, const struct custom_value *value)
{
	struct custom_field *field = find_field(fields, value->name);
	if (!field)
		return error_of(ERROR_CUSTOM_FIELD_NOT_FOUND, value->name);
	if (value->change == CUSTOM_VALUE_CHANGE_REMOVE || value->value.length == 0)
		return take_away(call, user, field);
	return set(call, user, field, value->value);
}

static struct error complete(
	struct call *call, struct text user, struct custom_field_list fields, struct custom_value_list values)
{
	struct error error = ok();
	for (size_t i = 0; i < fields.count && error_ok(error); i++) {
		const struct custom_field *field = &fields.at[i];
		if (is_given(values, values.count, field->name))
			continue;
		if (field->standard.length > 0)
			error = store(call, user, field, field->standard);
		else if (field->required)
			error = error_of(ERROR_CUSTOM_FIELD_REQUIRED, field->name);
	}
	return error;
}

/* What is not sent stays: a change must say what the value is to be, if only that it is empty. */
static struct error check_sent(struct custom_value_list values)
{
	for (size_t i = 0; i < values.count; i++) {
		if (values.at[i].change != CUSTOM_VALUE_CHANGE_REMOVE && !values.at[i].value.at)
			return error_of(ERROR_CUSTOM_VALUE_INVALID, values.at[i].name);
	}
	return ok();
}

/* A value that stands in it a second time. */
static struct error check_repeated(struct custom_value_list values, size_t index)
{
	struct text name = values.at[index].name;
	return is_given(values, index, name) ? error_of(ERROR_CUSTOM_VALUE_INVALID, name) : ok();
}

static struct error apply(
	struct call *call, struct text user, struct custom_field_list fields, struct custom_value_list values)
{
	struct error error = ok();
	for (size_t i = 0; i < values.count && error_ok(error); i++) {
		error = check_repeated(values, i);
		if (error_ok(error))
			error = apply_one(call, user, fields, &values.at[i]);
	}
	return error;
}

struct error custom_value_apply(struct call *call, struct text user, struct custom_value_list values, bool new_user)
{
	struct custom_field_list fields;
	struct error error = new_user ? ok() : check_sent(values);
	if (error_ok(error))
		error = custom_fields_in_use(call, &fields);
	if (error_ok(error))
		error = apply(call, user, fields, values);
	return error_ok(error) && new_user ? complete(call, user, fields, values) : error;
}

/* Beginning with many users. An import takes no place from who is on the way out: its connection does not look after
 * what refers to a user. */

static struct error check_one(
	struct call *call, struct text user, struct custom_field_list fields, const struct custom_value *value)
{
	struct custom_field *field = find_field(fields, value->name);
	if (!field)
		return error_of(ERROR_CUSTOM_FIELD_NOT_FOUND, value->name);
	if (value->value.length == 0)
		return field->required ? error_of(ERROR_CUSTOM_FIELD_REQUIRED, field->name) : ok();
	struct text other;
	struct error error = check(call, field, value->value);
	if (error_ok(error))
		error = find_other(call, user, field, key_of(call, field, value->value), &other);
	return error_ok(error) && other.at ? error_of(ERROR_CUSTOM_VALUE_TAKEN, field->name) : error;
}

static struct error check_complete(struct custom_field_list fields, struct custom_value_list values)
{
	for (size_t i = 0; i < fields.count; i++) {
		const struct custom_field *field = &fields.at[i];
		if (field->required && field->standard.length == 0 && !is_given(values, values.count, field->name))
			return error_of(ERROR_CUSTOM_FIELD_REQUIRED, field->name);
	}
	return ok();
}

struct error custom_value_check(
	struct call *call, struct custom_field_list fields, struct text user, struct custom_value_list values)
{
	struct error error = ok();
	for (size_t i = 0; i < values.count && error_ok(error); i++) {
		error = check_repeated(values, i);
		if (error_ok(error))
			error = check_one(call, user, fields, &values.at[i]);
	}
	return error_ok(error) ? check_complete(fields, values) : error;
}

struct error custom_value_begin(
	struct call *call, struct custom_field_list fields, struct text user, struct custom_value_list values)
{
	struct error error = apply(call, user, fields, values);
	return error_ok(error) ? complete(call, user, fields, values) : error;
}

/* Reading */

struct error custom_value_open(struct call *call, struct text user, struct custom_value *value)
{
	struct sealing sealing = {call->keyring, PURPOSE, owner_of(call, user, value->field)};
	if (value->sealed.at && !unseal(call->arena, sealing, value->sealed, &value->value))
		return error_internal("the value of a custom field cannot be opened");
	return ok();
}

/* Known by heart where the store remembers; elsewhere there may always be some. */
static struct error there_are_fields(struct call *call, bool *some)
{
	struct custom_field_list fields;
	struct text known, key = text_join(call->arena, TEXT_PARTS(TEXT("custom fields|"), call->realm));
	*some = true;
	if (!store_remembers(call->store))
		return ok();
	if (store_recall(call->store, STORE_DIRECTORY, call->arena, key, &known)) {
		*some = text_is(known, "some");
		return ok();
	}
	struct error error = custom_fields_in_use(call, &fields);
	*some = error_ok(error) && fields.count > 0;
	if (error_ok(error))
		store_remember(call->store, STORE_DIRECTORY, key, *some ? TEXT("some") : TEXT("none"));
	return error;
}

struct error custom_value_list(struct call *call, struct text user, struct custom_value_list *values)
{
	bool some;
	*values = (struct custom_value_list){NULL, 0};
	struct error error = there_are_fields(call, &some);
	if (error_ok(error) && some)
		error = sql_custom_values_of_user(
			call, (struct sql_custom_values_of_user){call->realm, user}, values);
	for (size_t i = 0; i < values->count && error_ok(error); i++)
		error = custom_value_open(call, user, &values->at[i]);
	return error;
}

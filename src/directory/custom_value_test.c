#include "directory/custom_field.h"
#include "directory/population.h"

static struct text field(struct call *call, struct custom_field field)
{
	field.display_name = field.name;
	if (field.data_type == 0)
		field.data_type = CUSTOM_FIELD_DATA_TYPE_STRING;
	if (field.display_type == 0)
		field.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT;
	assert_ok(custom_field_create(call, &field));
	return field.id;
}

static struct error apply(
	struct call *call, struct text user, const char *name, const char *value, enum custom_value_change change)
{
	struct custom_value wanted = {.name = text_of(name), .value = text_of(value), .change = change};
	return custom_value_apply(call, user, (struct custom_value_list){&wanted, 1}, false);
}

static struct error set(struct call *call, struct text user, const char *name, const char *value)
{
	return apply(call, user, name, value, 0);
}

static struct custom_value_list values_of(struct call *call, struct text user, size_t count)
{
	struct user got = {0};
	assert_ok(user_get(call, user, &got));
	assert_int_equal(got.custom_values.count, count);
	return got.custom_values;
}

static void values_are_set_and_taken_away(void **state)
{
	struct call *call = CALL(state);
	field(call, (struct custom_field){.name = TEXT("team")});
	struct text id = new_user(call, ROOT, "amina");
	values_of(call, id, 0);
	assert_ok(apply(call, id, "team", "red", CUSTOM_VALUE_CHANGE_ADD));
	assert_ok(apply(call, id, "team", "blue", CUSTOM_VALUE_CHANGE_REPLACE));
	struct custom_value_list values = values_of(call, id, 1);
	assert_same(values.at[0].name, TEXT("team"));
	assert_same(values.at[0].value, TEXT("blue"));
	assert_ok(apply(call, id, "team", NULL, CUSTOM_VALUE_CHANGE_REMOVE));
	values_of(call, id, 0);
	assert_ok(set(call, id, "team", "red"));
	assert_ok(set(call, id, "team", ""));
	values_of(call, id, 0);
}

static void fields_must_be_there_and_enabled(void **state)
{
	struct call *call = CALL(state);
	struct text team = field(call, (struct custom_field){.name = TEXT("team")});
	struct text id = new_user(call, ROOT, "amina");
	struct error error = set(call, id, "none", "1");
	assert_error(error, ERROR_CUSTOM_FIELD_NOT_FOUND);
	assert_same(error.subject, TEXT("none"));
	assert_ok(set(call, id, "team", "red"));
	assert_ok(custom_field_set_status(call, team, CUSTOM_FIELD_STATUS_DISABLED));
	assert_error(set(call, id, "team", "blue"), ERROR_CUSTOM_FIELD_NOT_FOUND);
	values_of(call, id, 0);
	assert_ok(custom_field_set_status(call, team, CUSTOM_FIELD_STATUS_ENABLED));
	assert_same(values_of(call, id, 1).at[0].value, TEXT("red"));
	assert_ok(custom_field_set_status(call, team, CUSTOM_FIELD_STATUS_DISABLED));
	assert_ok(custom_field_delete(call, team));
	field(call, (struct custom_field){.name = TEXT("team")});
	values_of(call, id, 0);
}

static void values_must_fit_their_field(void **state)
{
	struct call *call = CALL(state);
	struct custom_field_item items[] = {
		{TEXT("red"), TEXT("Red"), 0}, {TEXT("grey"), TEXT("Grey"), CUSTOM_FIELD_ITEM_STATUS_DISABLED}};
	field(call, (struct custom_field){.name = TEXT("age"), .data_type = CUSTOM_FIELD_DATA_TYPE_NUMBER});
	field(call,
		(struct custom_field){
			.name = TEXT("colour"), .display_type = CUSTOM_FIELD_DISPLAY_TYPE_SELECT, .items = {items, 2}});
	struct text id = new_user(call, ROOT, "amina");
	struct error error = set(call, id, "age", "old");
	assert_error(error, ERROR_CUSTOM_VALUE_INVALID);
	assert_same(error.subject, TEXT("age"));
	assert_ok(set(call, id, "age", "42"));
	assert_error(set(call, id, "colour", "blue"), ERROR_CUSTOM_VALUE_INVALID);
	assert_error(set(call, id, "colour", "grey"), ERROR_CUSTOM_VALUE_INVALID);
	assert_ok(set(call, id, "colour", "red"));
	struct custom_value twice[] = {{.name = TEXT("age"), .value = TEXT("1")}, {.name = TEXT("age")}};
	error = custom_value_apply(call, id, (struct custom_value_list){twice, 2}, false);
	assert_error(error, ERROR_CUSTOM_VALUE_INVALID);
}

static void unique_values_are_unique(struct call *call, bool encrypted)
{
	field(call, (struct custom_field){.name = TEXT("badge"), .single = true, .encrypted = encrypted});
	struct text amina = new_user(call, ROOT, "amina"), bo = new_user(call, ROOT, "bo");
	assert_ok(set(call, amina, "badge", "A7"));
	assert_ok(set(call, amina, "badge", "a7"));
	struct error error = set(call, bo, "badge", "A7");
	assert_error(error, ERROR_CUSTOM_VALUE_TAKEN);
	assert_same(error.subject, TEXT("badge"));
	assert_ok(set(call, bo, "badge", "A8"));
	assert_ok(set(call, amina, "badge", ""));
	assert_ok(set(call, bo, "badge", "A7"));
	assert_same(values_of(call, bo, 1).at[0].value, TEXT("A7"));
}

static void plain_values_can_be_unique(void **state)
{
	unique_values_are_unique(CALL(state), false);
}

static void encrypted_values_can_be_unique(void **state)
{
	unique_values_are_unique(CALL(state), true);
}

static void encrypted_values_are_not_readable_in_the_store(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_user(call, ROOT, "amina");
	field(call, (struct custom_field){.name = TEXT("badge"), .encrypted = true});
	assert_ok(set(call, id, "badge", "4711-secret"));
	struct custom_value value = values_of(call, id, 1).at[0];
	assert_same(value.value, TEXT("4711-secret"));
	assert_non_null(value.sealed.at);
	assert_null(memmem(value.sealed.at, value.sealed.length, "4711", 4));
}

static struct error create(struct call *call, const char *name, struct custom_value_list values, struct text *id)
{
	struct user_new new = {.name = text_of(name), .primary_unit = ROOT, .custom_values = values};
	return user_create(call, &new, id);
}

static void new_users_have_defaults_and_what_is_required(void **state)
{
	struct call *call = CALL(state);
	struct text id;
	field(call, (struct custom_field){.name = TEXT("team"), .standard = TEXT("red"), .required = true});
	assert_ok(create(call, "amina", (struct custom_value_list){NULL, 0}, &id));
	assert_same(values_of(call, id, 1).at[0].value, TEXT("red"));
	struct custom_value blue = {.name = TEXT("team"), .value = TEXT("blue")};
	assert_ok(create(call, "bo", (struct custom_value_list){&blue, 1}, &id));
	assert_same(values_of(call, id, 1).at[0].value, TEXT("blue"));
	assert_error(set(call, id, "team", ""), ERROR_CUSTOM_FIELD_REQUIRED);
	assert_error(apply(call, id, "team", NULL, CUSTOM_VALUE_CHANGE_REMOVE), ERROR_CUSTOM_FIELD_REQUIRED);
	field(call, (struct custom_field){.name = TEXT("age"), .required = true});
	struct error error = create(call, "cho", (struct custom_value_list){NULL, 0}, &id);
	assert_error(error, ERROR_CUSTOM_FIELD_REQUIRED);
	assert_same(error.subject, TEXT("age"));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(values_are_set_and_taken_away),
		in_directory(fields_must_be_there_and_enabled),
		in_directory(values_must_fit_their_field),
		in_directory(plain_values_can_be_unique),
		in_directory(encrypted_values_can_be_unique),
		in_directory(encrypted_values_are_not_readable_in_the_store),
		in_directory(new_users_have_defaults_and_what_is_required),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

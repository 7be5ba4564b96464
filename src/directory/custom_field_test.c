#include "directory/custom_field.h"
#include "directory/population.h"

static struct custom_field new_field(const char *name, enum custom_field_data_type type)
{
	return (struct custom_field){
		.name = text_of(name),
		.display_name = text_of(name),
		.data_type = type,
		.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT,
	};
}

static struct custom_field made(struct call *call, struct custom_field field)
{
	assert_ok(custom_field_create(call, &field));
	return field;
}

static struct error create(struct call *call, struct custom_field field)
{
	return custom_field_create(call, &field);
}

static struct custom_field colours(struct custom_field_item *items, size_t count)
{
	struct custom_field field = new_field("colour", CUSTOM_FIELD_DATA_TYPE_STRING);
	field.display_type = CUSTOM_FIELD_DISPLAY_TYPE_SELECT;
	field.items = (struct custom_field_item_list){items, count};
	return field;
}

static void a_field_is_what_it_was_made_as(void **state)
{
	struct call *call = CALL(state);
	struct custom_field_item items[] = {
		{TEXT("red"), TEXT("Red"), 0}, {TEXT("blue"), TEXT("Blue"), CUSTOM_FIELD_ITEM_STATUS_DISABLED}};
	struct custom_field field = colours(items, 2), got;
	field.standard = TEXT("red");
	field.required = true;
	field = made(call, field);
	assert_true(text_starts_with(field.id, TEXT("ufd_")));
	assert_same(call->target.id, field.id);
	assert_ok(custom_field_get(call, field.id, &got));
	assert_same(got.name, TEXT("colour"));
	assert_same(got.standard, TEXT("red"));
	assert_true(got.required);
	assert_false(got.single);
	assert_int_equal(got.status, CUSTOM_FIELD_STATUS_ENABLED);
	assert_int_equal(got.user_permission, CUSTOM_FIELD_USER_PERMISSION_HIDE);
	assert_int_equal(got.created, call->now);
	assert_int_equal(got.items.count, 2);
	assert_same(got.items.at[1].value, TEXT("blue"));
	assert_int_equal(got.items.at[0].status, CUSTOM_FIELD_ITEM_STATUS_ENABLED);
	assert_int_equal(got.items.at[1].status, CUSTOM_FIELD_ITEM_STATUS_DISABLED);
}

static void names_are_unique_in_an_instance(void **state)
{
	struct call *call = CALL(state);
	struct instance other;
	made(call, new_field("age", CUSTOM_FIELD_DATA_TYPE_NUMBER));
	assert_error(create(call, new_field("age", CUSTOM_FIELD_DATA_TYPE_STRING)), ERROR_CUSTOM_FIELD_NAME_TAKEN);
	assert_ok(instance_create(call, TEXT("another"), &other));
	call->realm = other.id;
	made(call, new_field("age", CUSTOM_FIELD_DATA_TYPE_NUMBER));
}

static void a_default_must_be_a_value_of_the_field(void **state)
{
	struct call *call = CALL(state);
	struct custom_field field = new_field("age", CUSTOM_FIELD_DATA_TYPE_NUMBER);
	field.standard = TEXT("old");
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
	field.standard = TEXT("42");
	field.single = true;
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
	struct custom_field_item items[] = {{TEXT("red"), TEXT("Red"), 0}};
	field = colours(items, 1);
	field.standard = TEXT("blue");
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
}

static void data_and_display_go_together(void **state)
{
	struct call *call = CALL(state);
	static const bool good[][4] = {
		[CUSTOM_FIELD_DISPLAY_TYPE_INPUT] = {false, true, true, false}, /* string, number, boolean from 1 on */
		[CUSTOM_FIELD_DISPLAY_TYPE_SELECT] = {false, true, false, true},
		[CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX] = {false, true, false, false},
	};
	struct custom_field_item items[] = {{TEXT("true"), TEXT("Yes"), 0}};
	for (int display = CUSTOM_FIELD_DISPLAY_TYPE_INPUT; display <= CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX; display++) {
		for (int data = CUSTOM_FIELD_DATA_TYPE_STRING; data <= CUSTOM_FIELD_DATA_TYPE_BOOLEAN; data++) {
			struct custom_field field = new_field("pair", (enum custom_field_data_type)data);
			field.name = text_print(call->arena, "pair_%c%c", 'a' + display, 'a' + data);
			field.display_type = (enum custom_field_display_type)display;
			if (display != CUSTOM_FIELD_DISPLAY_TYPE_INPUT)
				field.items = (struct custom_field_item_list){items, 1};
			struct error error = create(call, field);
			assert_int_equal(error.code, good[display][data] ? ERROR_NONE : ERROR_PARAMETER_INVALID);
		}
	}
}

static void several_items_are_chosen_in_a_checkbox(void **state)
{
	struct call *call = CALL(state);
	struct custom_field_item items[] = {{TEXT("red"), TEXT("Red"), 0},
		{TEXT("grey"), TEXT("Grey"), CUSTOM_FIELD_ITEM_STATUS_DISABLED}, {TEXT("blue"), TEXT("Blue"), 0}};
	struct custom_field field = colours(items, 3);
	field.display_type = CUSTOM_FIELD_DISPLAY_TYPE_CHECKBOX;
	field.standard = TEXT("red,green");
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
	field.standard = TEXT("blue,red");
	field = made(call, field);
	static const char *const good[] = {"red", "blue", "red,blue", "blue,red"};
	static const char *const bad[] = {"green", "grey", "red,grey", "red,red", "red,", ",red", "red,,blue", "red, blue"};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(custom_field_offers(&field, text_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(custom_field_offers(&field, text_of(bad[i])));
	assert_same(custom_field_ordered(call->arena, &field, TEXT("blue,red")), TEXT("red,blue"));
	items[0].value = TEXT("red,ish");
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
}

static void only_what_is_chosen_has_items_and_they_differ(void **state)
{
	struct call *call = CALL(state);
	struct custom_field_item items[] = {{TEXT("red"), TEXT("Red"), 0}, {TEXT("red"), TEXT("Reddish"), 0}};
	assert_error(create(call, colours(items, 0)), ERROR_PARAMETER_MISSING);
	assert_error(create(call, colours(items, 2)), ERROR_PARAMETER_INVALID);
	struct custom_field field = colours(items, 1);
	field.data_type = CUSTOM_FIELD_DATA_TYPE_BOOLEAN;
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
	field.items.count = 0;
	field.name = TEXT("agreed");
	assert_true(custom_field_offers(&field, TEXT("false")));
	made(call, field);
	field = colours(items, 1);
	field.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT;
	assert_error(create(call, field), ERROR_PARAMETER_INVALID);
	struct custom_field_item many[101] = {0};
	assert_error(create(call, colours(many, 101)), ERROR_PARAMETER_LENGTH);
}

static void only_a_disabled_field_is_deleted(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, new_field("age", CUSTOM_FIELD_DATA_TYPE_NUMBER)).id;
	struct custom_field field;
	assert_error(custom_field_delete(call, id), ERROR_CUSTOM_FIELD_ENABLED);
	for (int i = 0; i < 2; i++)
		assert_ok(custom_field_set_status(call, id, CUSTOM_FIELD_STATUS_DISABLED));
	assert_ok(custom_field_delete(call, id));
	assert_error(custom_field_get(call, id, &field), ERROR_CUSTOM_FIELD_NOT_FOUND);
	assert_error(custom_field_delete(call, id), ERROR_CUSTOM_FIELD_NOT_FOUND);
	assert_error(custom_field_set_status(call, id, CUSTOM_FIELD_STATUS_ENABLED), ERROR_CUSTOM_FIELD_NOT_FOUND);
}

static void values_are_of_their_type(void **state)
{
	(void)state;
	struct custom_field number = new_field("age", CUSTOM_FIELD_DATA_TYPE_NUMBER);
	static const char *const good[] = {"0", "-1", "3.14", "-0.5", "12345678901234567890123456789012"};
	static const char *const bad[] = {
		"", "-", ".5", "5.", "1e3", "+1", "1,5", " 1", "1.2.3", "123456789012345678901234567890123"};
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(custom_field_takes(&number, text_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(custom_field_takes(&number, text_of(bad[i])));
	struct custom_field boolean = new_field("agreed", CUSTOM_FIELD_DATA_TYPE_BOOLEAN);
	assert_true(custom_field_takes(&boolean, TEXT("true")));
	assert_true(custom_field_takes(&boolean, TEXT("false")));
	assert_false(custom_field_takes(&boolean, TEXT("TRUE")));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_field_is_what_it_was_made_as),
		in_directory(names_are_unique_in_an_instance),
		in_directory(a_default_must_be_a_value_of_the_field),
		in_directory(data_and_display_go_together),
		in_directory(several_items_are_chosen_in_a_checkbox),
		in_directory(only_what_is_chosen_has_items_and_they_differ),
		in_directory(only_a_disabled_field_is_deleted),
		cmocka_unit_test(values_are_of_their_type),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

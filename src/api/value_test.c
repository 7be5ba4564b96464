#include "api/value.h"
#include "base/check.h"
#include "tests/unit/unit.h"

struct values {
	struct text text, json;
	int64_t integer, time;
	bool boolean, has_integer, has_boolean;
	int choice;
};

static const char *const choices[] = {"one", "two", NULL};
static const struct field_check email = {.format = format_email};

static const struct field text_field = {
	.kind = FIELD_TEXT, .offset = offsetof(struct values, text), .minimum = 2, .maximum = 4};
static const struct field json_field = {.kind = FIELD_JSON, .offset = offsetof(struct values, json)};
static const struct field integer_field = {.kind = FIELD_INTEGER,
	.offset = offsetof(struct values, integer),
	.has_offset = offsetof(struct values, has_integer),
	.minimum = -3,
	.maximum = 10};
static const struct field time_field = {.kind = FIELD_TIME, .offset = offsetof(struct values, time)};
static const struct field boolean_field = {.kind = FIELD_BOOLEAN,
	.offset = offsetof(struct values, boolean),
	.has_offset = offsetof(struct values, has_boolean)};
static const struct field enum_field = {
	.kind = FIELD_ENUM, .offset = offsetof(struct values, choice), .names = choices};

static enum error_code from_text(const struct field *field, struct text value, struct values *values)
{
	*values = (struct values){.choice = 0};
	struct error error = value_from_text(field, TEXT("Name"), value, values);
	if (!error_ok(error))
		assert_text(error.subject, "Name");
	return error.code;
}

static enum error_code from_json(
	struct arena *arena, const struct field *field, const char *json, struct values *values)
{
	json_t *value;
	const char *problem;
	*values = (struct values){.choice = 0};
	json_use_arena(arena);
	assert_true(json_read(text_of(json), &value, &problem));
	struct error error = value_from_json(arena, field, TEXT("Name"), value, values);
	json_use_arena(NULL);
	if (!error_ok(error))
		assert_text(error.subject, "Name");
	return error.code;
}

static void text_is_bounded_in_characters(void **state)
{
	struct values values;
	assert_int_equal(from_text(&text_field, TEXT("ab"), &values), ERROR_NONE);
	assert_text(values.text, "ab");
	assert_int_equal(from_text(&text_field, TEXT("简简简简"), &values), ERROR_NONE);
	assert_int_equal(from_text(&text_field, TEXT("a"), &values), ERROR_PARAMETER_LENGTH);
	assert_int_equal(from_text(&text_field, TEXT("abcde"), &values), ERROR_PARAMETER_LENGTH);
	assert_int_equal(from_text(&text_field, TEXT(""), &values), ERROR_PARAMETER_LENGTH);
	assert_int_equal(from_json(*state, &text_field, "\"abc\"", &values), ERROR_NONE);
	assert_text(values.text, "abc");
	assert_int_equal(from_json(*state, &text_field, "\"abcde\"", &values), ERROR_PARAMETER_LENGTH);
}

static void bad_characters_are_refused(void **state)
{
	(void)state;
	struct values values;
	assert_int_equal(from_text(&text_field, TEXT("a\xff"), &values), ERROR_PARAMETER_CHARACTERS);
	assert_int_equal(from_text(&text_field, TEXT("a\0b"), &values), ERROR_PARAMETER_CHARACTERS);
	assert_int_equal(from_text(&text_field, TEXT("a\nb"), &values), ERROR_PARAMETER_CHARACTERS);
	assert_null(values.text.at);
}

static void empty_text_clears_what_has_a_format(void **state)
{
	(void)state;
	struct values values;
	struct field field = {
		.kind = FIELD_TEXT, .offset = offsetof(struct values, text), .maximum = 64, .check = &email};
	assert_int_equal(from_text(&field, TEXT("jane@example.com"), &values), ERROR_NONE);
	assert_int_equal(from_text(&field, TEXT("jane"), &values), ERROR_PARAMETER_FORMAT);
	assert_int_equal(from_text(&field, TEXT(""), &values), ERROR_NONE);
	assert_text(values.text, "");
	field.required = true;
	assert_int_equal(from_text(&field, TEXT(""), &values), ERROR_PARAMETER_MISSING);
}

static void integers_are_whole_and_bounded(void **state)
{
	struct values values;
	assert_int_equal(from_text(&integer_field, TEXT("-3"), &values), ERROR_NONE);
	assert_int_equal(values.integer, -3);
	assert_true(values.has_integer);
	static const char *const bad[] = {"-4", "11", "1.0", " 1", "+1", "0x1", "1e1", "99999999999999999999", "one"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(from_text(&integer_field, text_of(bad[i]), &values), ERROR_PARAMETER_INVALID);
		assert_false(values.has_integer);
	}
	assert_int_equal(from_json(*state, &integer_field, "10", &values), ERROR_NONE);
	assert_int_equal(values.integer, 10);
	assert_true(values.has_integer);
	assert_int_equal(from_json(*state, &integer_field, "11", &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &integer_field, "1.0", &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &integer_field, "\"1\"", &values), ERROR_PARAMETER_INVALID);
}

static void times_are_milliseconds_until_the_year_9999(void **state)
{
	struct values values;
	assert_int_equal(from_text(&time_field, TEXT("253402300799999"), &values), ERROR_NONE);
	assert_int_equal(values.time, INT64_C(253402300799999));
	assert_int_equal(from_text(&time_field, TEXT("253402300800000"), &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_text(&time_field, TEXT("-1"), &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &time_field, "1000", &values), ERROR_NONE);
	assert_int_equal(values.time, 1000);
	assert_int_equal(from_json(*state, &time_field, "-1", &values), ERROR_PARAMETER_INVALID);
}

static void booleans_are_true_or_false(void **state)
{
	struct values values;
	assert_int_equal(from_text(&boolean_field, TEXT("True"), &values), ERROR_NONE);
	assert_true(values.has_boolean && values.boolean);
	assert_int_equal(from_text(&boolean_field, TEXT("false"), &values), ERROR_NONE);
	assert_true(values.has_boolean && !values.boolean);
	assert_int_equal(from_text(&boolean_field, TEXT("1"), &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &boolean_field, "false", &values), ERROR_NONE);
	assert_true(values.has_boolean && !values.boolean);
	assert_int_equal(from_json(*state, &boolean_field, "\"true\"", &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &boolean_field, "1", &values), ERROR_PARAMETER_INVALID);
}

static void enums_are_spelled_exactly(void **state)
{
	struct values values;
	assert_int_equal(from_text(&enum_field, TEXT("two"), &values), ERROR_NONE);
	assert_int_equal(values.choice, 2);
	assert_int_equal(from_text(&enum_field, TEXT("Two"), &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &enum_field, "\"one\"", &values), ERROR_NONE);
	assert_int_equal(values.choice, 1);
	assert_int_equal(from_json(*state, &enum_field, "\"three\"", &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &enum_field, "1", &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &enum_field, "\"\"", &values), ERROR_NONE);
	assert_int_equal(values.choice, 0);
}

static void json_is_kept_as_its_text(void **state)
{
	struct values values;
	assert_int_equal(from_text(&json_field, TEXT("{\"a\": 1}"), &values), ERROR_NONE);
	assert_text(values.json, "{\"a\": 1}");
	assert_int_equal(from_text(&json_field, TEXT("{"), &values), ERROR_PARAMETER_INVALID);
	assert_int_equal(from_json(*state, &json_field, "[1, \"x\", null]", &values), ERROR_NONE);
	assert_text(values.json, "[1,\"x\",null]");
}

static void an_empty_value_is_not_sent(void **state)
{
	(void)state;
	const struct field *const fields[] = {&json_field, &integer_field, &time_field, &boolean_field, &enum_field};
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct values values;
		assert_int_equal(from_text(fields[i], TEXT(""), &values), ERROR_NONE);
		assert_false(field_present(fields[i], &values));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_bounded_in_characters),
		cmocka_unit_test(bad_characters_are_refused),
		cmocka_unit_test(empty_text_clears_what_has_a_format),
		cmocka_unit_test(integers_are_whole_and_bounded),
		cmocka_unit_test(times_are_milliseconds_until_the_year_9999),
		cmocka_unit_test(booleans_are_true_or_false),
		cmocka_unit_test(enums_are_spelled_exactly),
		cmocka_unit_test(json_is_kept_as_its_text),
		cmocka_unit_test(an_empty_value_is_not_sent),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

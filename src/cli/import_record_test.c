#include "cli/import_record.h"
#include "tests/unit/unit.h"

static struct import_record read_json(struct arena *arena, const char *line)
{
	struct import_record record = {0};
	json_use_arena(arena);
	import_record_json(arena, portable_make(arena), text_of(line), &record);
	json_use_arena(NULL);
	return record;
}

static void assert_refused(struct import_record record, enum error_code code, const char *subject)
{
	assert_string_equal(error_names[record.problem.code], error_names[code]);
	assert_text(record.problem.subject, subject);
}

static void a_user_has_what_the_line_says(void **state)
{
	struct import_record record = read_json(*state,
		"{\"type\":\"user\",\"name\":\"amina\",\"email\":\"a@example.com\",\"email_verified\":true,"
		"\"status\":\"disabled\",\"created\":1000,\"primary_unit\":\"/Sales\",\"units\":[\"ou_1\",\"ou_2\"],"
		"\"groups\":[\"Readers\"],\"custom_values\":{\"size\":\"5\"},\"password_hash\":\"$6$x$y\","
		"\"password_forced_update\":true,\"description\":null}");
	assert_int_equal(record.problem.code, ERROR_NONE);
	assert_int_equal(record.kind, IMPORT_USER);
	assert_text(record.user.name, "amina");
	assert_true(record.user.email_verified);
	assert_int_equal(record.user.status, USER_STATUS_DISABLED);
	assert_int_equal(record.user.created, 1000);
	assert_text(record.unit_reference, "/Sales");
	assert_int_equal(record.units.count, 2);
	assert_text(record.units.at[1], "ou_2");
	assert_text(record.groups.at[0], "Readers");
	assert_text(record.user.custom_values.at[0].value, "5");
	assert_text(record.password.hash, "$6$x$y");
	assert_true(record.password.forced_update);
	assert_null(record.user.description.at);
}

static void units_groups_and_custom_fields_are_lines_too(void **state)
{
	struct import_record unit = read_json(*state, "{\"type\":\"unit\",\"name\":\"North\",\"parent\":\"/Sales\"}");
	assert_int_equal(unit.kind, IMPORT_UNIT);
	assert_text(unit.unit.name, "North");
	assert_text(unit.unit_reference, "/Sales");
	struct import_record group = read_json(*state, "{\"type\":\"group\",\"name\":\"Readers\"}");
	assert_int_equal(group.kind, IMPORT_GROUP);
	struct import_record field = read_json(*state,
		"{\"type\":\"custom_field\",\"name\":\"size\",\"display_name\":\"Size\",\"data_type\":\"string\","
		"\"display_type\":\"select\",\"items\":[{\"value\":\"s\",\"display_name\":\"S\",\"status\":"
		"\"disabled\"}]}");
	assert_int_equal(field.kind, IMPORT_CUSTOM_FIELD);
	assert_int_equal(field.custom_field.items.count, 1);
	assert_int_equal(field.custom_field.items.at[0].status, CUSTOM_FIELD_ITEM_STATUS_DISABLED);
}

static void lines_that_are_no_objects_are_refused(void **state)
{
	assert_refused(read_json(*state, "[]"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_json(*state, "{"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_json(*state, "{\"type\":\"user\",\"name\":\"M\xfcller\"}"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_json(*state, "{\"a\":1,\"a\":1}"), ERROR_BODY_MALFORMED, "line");
}

static void the_member_that_is_wrong_is_named(void **state)
{
	static const struct {
		const char *line;
		enum error_code code;
		const char *subject;
	} lines[] = {
		{"{\"name\":\"a\"}", ERROR_PARAMETER_INVALID, "type"},
		{"{\"type\":\"cat\"}", ERROR_PARAMETER_INVALID, "type"},
		{"{\"type\":\"user\"}", ERROR_PARAMETER_MISSING, "name"},
		{"{\"type\":\"user\",\"name\":\"\"}", ERROR_PARAMETER_LENGTH, "name"},
		{"{\"type\":\"user\",\"name\":5}", ERROR_PARAMETER_INVALID, "name"},
		{"{\"type\":\"user\",\"name\":\"a b\"}", ERROR_PARAMETER_CHARACTERS, "name"},
		{"{\"type\":\"user\",\"name\":\"a\",\"emial\":\"x\"}", ERROR_NOT_SUPPORTED, "emial"},
		{"{\"type\":\"user\",\"name\":\"a\",\"email\":\"x\"}", ERROR_PARAMETER_FORMAT, "email"},
		{"{\"type\":\"user\",\"name\":\"a\",\"email_verified\":\"yes\"}", ERROR_PARAMETER_INVALID,
			"email_verified"},
		{"{\"type\":\"user\",\"name\":\"a\",\"status\":\"asleep\"}", ERROR_PARAMETER_INVALID, "status"},
		{"{\"type\":\"user\",\"name\":\"a\",\"created\":-1}", ERROR_PARAMETER_INVALID, "created"},
		{"{\"type\":\"user\",\"name\":\"a\",\"primary_unit\":\"\"}", ERROR_PARAMETER_INVALID, "primary_unit"},
		{"{\"type\":\"user\",\"name\":\"a\",\"units\":\"x\"}", ERROR_PARAMETER_INVALID, "units"},
		{"{\"type\":\"user\",\"name\":\"a\",\"groups\":[1]}", ERROR_PARAMETER_INVALID, "groups"},
		{"{\"type\":\"user\",\"name\":\"a\",\"groups\":[\"\\u0007\"]}", ERROR_PARAMETER_CHARACTERS, "groups"},
		{"{\"type\":\"user\",\"name\":\"a\",\"custom_values\":[]}", ERROR_PARAMETER_INVALID, "custom_values"},
		{"{\"type\":\"user\",\"name\":\"a\",\"custom_values\":{\"b\":1}}", ERROR_PARAMETER_INVALID,
			"custom_values.b"},
		{"{\"type\":\"user\",\"name\":\"a\",\"custom_values\":{\"B\":\"1\"}}", ERROR_PARAMETER_CHARACTERS,
			"custom_values.B"},
		{"{\"type\":\"user\",\"name\":\"a\",\"realm\":\"x\"}", ERROR_NOT_SUPPORTED, "realm"},
		{"{\"type\":\"custom_field\",\"name\":\"a\"}", ERROR_PARAMETER_MISSING, "display_name"},
		{"{\"type\":\"custom_field\",\"name\":\"a\",\"items\":[{}]}", ERROR_PARAMETER_MISSING, "items"},
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_refused(read_json(*state, lines[i].line), lines[i].code, lines[i].subject);
}

/* CSV */

static struct csv_header read_header(struct arena *arena, const char *line)
{
	struct csv_header header;
	struct text problem;
	assert_true(import_record_header(arena, portable_make(arena), text_of(line), &header, &problem));
	return header;
}

static void assert_bad_header(struct arena *arena, const char *line, const char *sentence)
{
	struct csv_header header;
	struct text problem;
	assert_false(import_record_header(arena, portable_make(arena), text_of(line), &header, &problem));
	assert_text(problem, sentence);
}

static struct import_record read_csv(struct arena *arena, const char *columns, const char *line)
{
	struct csv_header header = read_header(arena, columns);
	struct import_record record = {0};
	import_record_csv(arena, &header, text_of(line), &record);
	return record;
}

static void cells_are_members(void **state)
{
	struct import_record record =
		read_csv(*state, "name,display_name,email,email_verified,created,units,groups,custom_values.size",
			"amina,\"Amina, \"\"the first\"\"\nof two\",,true,1000,ou_1; /Sales/North ;,Readers,5");
	assert_refused(record, ERROR_PARAMETER_CHARACTERS, "display_name");
	record = read_csv(*state, "name,display_name,email,email_verified,created,units,groups,custom_values.size",
		"amina,\"Amina, \"\"the first\"\"\",,true,1000,ou_1; /Sales/North ;,Readers,5");
	assert_int_equal(record.problem.code, ERROR_NONE);
	assert_text(record.user.display_name, "Amina, \"the first\"");
	assert_null(record.user.email.at);
	assert_true(record.user.email_verified);
	assert_int_equal(record.user.created, 1000);
	assert_int_equal(record.units.count, 2);
	assert_text(record.units.at[1], "/Sales/North");
	assert_text(record.groups.at[0], "Readers");
	assert_text(record.user.custom_values.at[0].name, "size");
	assert_text(record.user.custom_values.at[0].value, "5");
}

static void formulas_are_data(void **state)
{
	struct import_record record = read_csv(*state, "name,display_name", "amina,=cmd|' /C calc'!A0");
	assert_int_equal(record.problem.code, ERROR_NONE);
	assert_text(record.user.display_name, "=cmd|' /C calc'!A0");
}

static void an_empty_last_cell_counts(void **state)
{
	struct import_record record = read_csv(*state, "name,email", "amina,");
	assert_int_equal(record.problem.code, ERROR_NONE);
	assert_refused(read_csv(*state, "name,email", "amina"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_csv(*state, "name,email", "amina,,"), ERROR_BODY_MALFORMED, "line");
}

static void quotes_stand_where_they_may(void **state)
{
	assert_refused(read_csv(*state, "name,email", "\"amina,x"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_csv(*state, "name,email", "\"amina\"x,x"), ERROR_BODY_MALFORMED, "line");
	assert_refused(read_csv(*state, "name,email", "am\"ina,x"), ERROR_BODY_MALFORMED, "line");
	assert_int_equal(read_csv(*state, "name,email", "\"amina\",\"\"").problem.code, ERROR_NONE);
}

static void a_cell_that_is_wrong_is_named(void **state)
{
	assert_refused(read_csv(*state, "name,email", "amina,x"), ERROR_PARAMETER_FORMAT, "email");
	assert_refused(read_csv(*state, "name,created", "amina,yesterday"), ERROR_PARAMETER_INVALID, "created");
	assert_refused(
		read_csv(*state, "name,display_name", "amina,M\xfcller"), ERROR_PARAMETER_CHARACTERS, "display_name");
	assert_refused(read_csv(*state, "email", "a@example.com"), ERROR_PARAMETER_MISSING, "name");
}

static void a_header_names_columns_once(void **state)
{
	assert_int_equal(read_header(*state, "name,\"email\",custom_values.size").count, 3);
	assert_bad_header(*state, "name,e-mail", "column 'e-mail' is not known, or comes twice");
	assert_bad_header(*state, "name,name", "column 'name' is not known, or comes twice");
	assert_bad_header(*state, "name,custom_values", "column 'custom_values' is not known, or comes twice");
	assert_bad_header(*state, "name,", "column '' is not known, or comes twice");
	assert_bad_header(*state, "name,\xff\xfe", "the header is not UTF-8");
	assert_bad_header(*state, "\"name", "the header is not CSV: a quote stands where none may");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_user_has_what_the_line_says),
		cmocka_unit_test(units_groups_and_custom_fields_are_lines_too),
		cmocka_unit_test(lines_that_are_no_objects_are_refused),
		cmocka_unit_test(the_member_that_is_wrong_is_named),
		cmocka_unit_test(cells_are_members),
		cmocka_unit_test(formulas_are_data),
		cmocka_unit_test(an_empty_last_cell_counts),
		cmocka_unit_test(quotes_stand_where_they_may),
		cmocka_unit_test(a_cell_that_is_wrong_is_named),
		cmocka_unit_test(a_header_names_columns_once),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "cli/export_record.h"
#include "tests/unit/unit.h"

static struct export_lines lines_in(struct arena *arena, bool secrets)
{
	return (struct export_lines){.arena = arena, .portable = portable_make(arena), .secrets = secrets};
}

static void absent_members_are_left_out(void **state)
{
	struct export_lines lines = lines_in(*state, false);
	struct import_record record = {
		.kind = IMPORT_USER,
		.user = {.name = TEXT("amina"), .status = USER_STATUS_ENABLED, .created = 5, .email_verified = true},
		.unit_reference = TEXT("ou_root"),
	};
	assert_text(export_record_json(&lines, &record),
		"{\"type\":\"user\",\"name\":\"amina\",\"email_verified\":true,\"status\":\"enabled\",\"created\":5,"
		"\"primary_unit\":\"ou_root\"}");
}

static void lists_and_values_are_written(void **state)
{
	struct export_lines lines = lines_in(*state, false);
	struct text units[] = {TEXT("ou_1"), TEXT("ou_2")};
	struct custom_value value = {.name = TEXT("size"), .value = TEXT("\"5\"")};
	struct import_record record = {
		.kind = IMPORT_USER,
		.user = {.name = TEXT("amina"), .custom_values = {&value, 1}},
		.units = {units, 2},
	};
	assert_text(export_record_json(&lines, &record),
		"{\"type\":\"user\",\"name\":\"amina\",\"units\":[\"ou_1\",\"ou_2\"],"
		"\"custom_values\":{\"size\":\"\\\"5\\\"\"}}");
}

static void hashes_are_written_only_when_asked_for(void **state)
{
	struct import_record record = {
		.kind = IMPORT_USER,
		.user = {.name = TEXT("amina")},
		.plain_password = TEXT("never"),
		.password = {.hash = TEXT("$6$x$y"), .created = 7},
	};
	struct export_lines without = lines_in(*state, false), with = lines_in(*state, true);
	assert_text(export_record_json(&without, &record), "{\"type\":\"user\",\"name\":\"amina\"}");
	assert_text(export_record_json(&with, &record),
		"{\"type\":\"user\",\"name\":\"amina\",\"password_hash\":\"$6$x$y\",\"password_created\":7}");
	assert_null(strstr(export_record_header(&without).at, "password"));
	assert_null(strstr(export_record_csv(&without, &record).at, "$6$"));
	assert_non_null(strstr(export_record_csv(&with, &record).at, "$6$x$y,7"));
}

static void assert_cell(struct arena *arena, const char *value, const char *expected)
{
	struct export_lines lines = lines_in(arena, false);
	struct import_record record = {.kind = IMPORT_USER, .user = {.display_name = text_of(value)}};
	struct text line = export_record_csv(&lines, &record);
	assert_true(text_starts_with(line, text_print(arena, ",,%s,", expected)));
}

static void cells_are_quoted_where_they_must(void **state)
{
	assert_cell(*state, "plain", "plain");
	assert_cell(*state, "a,b", "\"a,b\"");
	assert_cell(*state, "a\"b", "\"a\"\"b\"");
	assert_cell(*state, "a\nb", "\"a\nb\"");
	assert_cell(*state, " a", "\" a\"");
}

static void formulas_are_disarmed(void **state)
{
	assert_cell(*state, "=1+1", "'=1+1");
	assert_cell(*state, "+1", "'+1");
	assert_cell(*state, "-1", "'-1");
	assert_cell(*state, "@a", "'@a");
	assert_cell(*state, "\ta", "'\ta");
	assert_cell(*state, "\ra", "\"'\ra\"");
	assert_cell(*state, "=a,b", "\"'=a,b\"");
	assert_cell(*state, "a=b", "a=b");
}

static void custom_fields_are_columns(void **state)
{
	struct export_lines lines = lines_in(*state, false);
	struct custom_field fields[] = {{.name = TEXT("color")}, {.name = TEXT("size")}};
	struct custom_value value = {.name = TEXT("size"), .value = TEXT("5")};
	struct import_record record = {.kind = IMPORT_USER, .user = {.custom_values = {&value, 1}}};
	lines.columns = (struct custom_field_list){fields, 2};
	assert_true(text_ends_with(export_record_header(&lines), TEXT(",custom_values.color,custom_values.size")));
	assert_true(text_ends_with(export_record_csv(&lines, &record), TEXT(",,5")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_members_are_left_out),
		cmocka_unit_test(lists_and_values_are_written),
		cmocka_unit_test(hashes_are_written_only_when_asked_for),
		cmocka_unit_test(cells_are_quoted_where_they_must),
		cmocka_unit_test(formulas_are_disarmed),
		cmocka_unit_test(custom_fields_are_columns),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

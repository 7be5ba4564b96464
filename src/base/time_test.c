#include "base/time.h"
#include "tests/unit/unit.h"
#include <time.h>

static void times_are_spelled_in_three_ways(void **state)
{
	assert_text(time_iso(*state, 0), "1970-01-01T00:00:00Z");
	assert_text(time_iso(*state, 1735787045999), "2025-01-02T03:04:05Z");
	assert_text(time_local(*state, 1735787045007), "2025-01-02 03:04:05.007");
	assert_text(time_http(*state, 784111777000), "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110 section 5.6.7 */
	assert_text(time_iso(*state, -1), "1969-12-31T23:59:59Z");
	assert_text(time_iso(*state, 951782400000), "2000-02-29T00:00:00Z");
}

static void a_time_is_spelled_without_an_arena(void **state)
{
	(void)state;
	char spelled[TIME_SPELLED];
	time_spell(1735787045007, spelled);
	assert_text(((struct text){spelled, sizeof(spelled)}), "2025-01-02T03:04:05.007Z");
}

static void every_day_agrees_with_the_system_calendar(void **state)
{
	for (int64_t day = -800000; day < 800000; day += 61) {
		struct arena_mark mark = arena_mark(*state);
		time_t seconds = (time_t)(day * 86400 + 45296);
		struct tm expected;
		char spelled[64];
		gmtime_r(&seconds, &expected);
		if (expected.tm_year + 1900 < 1000)
			continue;
		strftime(spelled, sizeof(spelled), "%a, %d %b %Y %H:%M:%S GMT", &expected);
		assert_text(time_http(*state, (int64_t)seconds * 1000), spelled);
		int64_t parsed;
		assert_true(time_parse_iso(time_iso(*state, (int64_t)seconds * 1000), &parsed));
		assert_int_equal(parsed, (int64_t)seconds * 1000);
		arena_rewind(*state, mark);
	}
}

static void parsing_checks_form_and_calendar(void **state)
{
	(void)state;
	int64_t parsed;
	assert_true(time_parse_iso(TEXT("2024-02-29T23:59:59Z"), &parsed));
	static const char *const bad[] = {"", "2025-01-02T03:04:05", "2025-01-02T03:04:05z", "2025-01-02 03:04:05Z",
		"2025-01-02T03:04:05.0Z", "2025-1-02T03:04:05Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
		"2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z", "2025-04-31T00:00:00Z",
		"2025-01-02T24:00:00Z", "2025-01-02T03:60:00Z", "2025-01-02T03:04:60Z", "+025-01-02T03:04:05Z",
		"2025-01-02T03:04:-5Z", "0000-01-01T00:00:00Z"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(time_parse_iso(text_of(bad[i]), &parsed));
}

static void clocks_run(void **state)
{
	(void)state;
	assert_true(time_now() > 1700000000000);
	int64_t before = time_monotonic();
	assert_true(time_monotonic() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_spelled_in_three_ways),
		cmocka_unit_test(a_time_is_spelled_without_an_arena),
		cmocka_unit_test(every_day_agrees_with_the_system_calendar),
		cmocka_unit_test(parsing_checks_form_and_calendar),
		cmocka_unit_test(clocks_run),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

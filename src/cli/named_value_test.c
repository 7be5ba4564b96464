/* Arguments of the form name=value. */
#include "cli/named_value.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <unistd.h>

static bool read_one(struct arena *arena, const char *argument, struct text *value)
{
	struct parameter_list values;
	struct text problem;
	char *at[] = {(char *)(uintptr_t)argument};
	bool good = named_values(arena, 1, at, &values, &problem);
	*value = good ? values.at[0].value : problem;
	return good;
}

static void a_value_is_all_after_the_first_equals_sign(void **state)
{
	struct text value;
	assert_true(read_one(*state, "a.1.b=c=d", &value));
	assert_text(value, "c=d");
	assert_true(read_one(*state, "a=", &value));
	assert_text(value, "");
}

static void arguments_without_name_or_value_are_refused(void **state)
{
	struct text value;
	assert_false(read_one(*state, "word", &value));
	assert_text(value, "'word' is not name=value");
	assert_false(read_one(*state, "=value", &value));
}

static void a_name_comes_once(void **state)
{
	char first[] = "a=1", second[] = "a=2", *at[] = {first, second};
	struct parameter_list values;
	struct text problem;
	assert_false(named_values(*state, 2, at, &values, &problem));
	assert_text(problem, "'a' is there twice");
}

static void a_file_gives_its_content_without_the_last_line_feed(void **state)
{
	char name[] = "/tmp/muster-value-XXXXXX";
	int file = mkstemp(name);
	struct text value;
	assert_int_equal(write(file, "two\nlines\n", 10), 10);
	close(file);
	assert_true(read_one(*state, text_print(*state, "a=@%s", name).at, &value));
	assert_text(value, "two\nlines");
	unlink(name);
	assert_false(read_one(*state, text_print(*state, "a=@%s", name).at, &value));
}

static void two_signs_stand_for_one(void **state)
{
	struct text value;
	assert_true(read_one(*state, "a=@@home", &value));
	assert_text(value, "@home");
	assert_true(read_one(*state, "a=b@c", &value));
	assert_text(value, "b@c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_all_after_the_first_equals_sign),
		cmocka_unit_test(arguments_without_name_or_value_are_refused),
		cmocka_unit_test(a_name_comes_once),
		cmocka_unit_test(a_file_gives_its_content_without_the_last_line_feed),
		cmocka_unit_test(two_signs_stand_for_one),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

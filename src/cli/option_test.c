/* Options of a verb. */
#include "cli/option.h"
#include "tests/unit/unit.h"

struct taken {
	bool good, mark;
	const char *value;
	struct arguments rest;
};

/* From words with blanks between, which `line` keeps. */
static struct taken take(char *line, char **words)
{
	int count = 0;
	for (char *rest = line; rest; count++)
		words[count] = strsep(&rest, " ");
	struct taken taken = {.rest = {.count = count, .at = words}};
	const struct verb_option options[] = {{"--value", &taken.value, NULL}, {"--mark", NULL, &taken.mark}};
	taken.good = options_take(&taken.rest, options, 2);
	return taken;
}

static void options_are_taken_wherever_they_stand(void **state)
{
	(void)state;
	char line[] = "--mark list --value x y", *words[8];
	struct taken taken = take(line, words);
	assert_true(taken.good && taken.mark);
	assert_string_equal(taken.value, "x");
	assert_int_equal(taken.rest.count, 2);
	assert_string_equal(taken.rest.at[1], "y");
}

static void a_value_can_follow_an_equals_sign(void **state)
{
	(void)state;
	char assigned[] = "--value=x", empty[] = "--value=", *words[8];
	assert_string_equal(take(assigned, words).value, "x");
	assert_string_equal(take(empty, words).value, "");
}

static void unknown_options_and_missing_values_are_refused(void **state)
{
	(void)state;
	char unknown[] = "list --other", missing[] = "list --value", longer[] = "--valued=x", *words[8];
	assert_false(take(unknown, words).good);
	assert_false(take(missing, words).good);
	assert_false(take(longer, words).good);
}

static void an_action_has_as_many_arguments_as_it_takes(void **state)
{
	(void)state;
	char line[] = "list x", *words[8];
	struct arguments arguments = take(line, words).rest;
	assert_true(arguments_are(&arguments, "list", 1, 1));
	assert_false(arguments_are(&arguments, "list", 0, 0));
	assert_false(arguments_are(&arguments, "show", 1, 1));
	assert_false(arguments_are(&(struct arguments){.count = 0}, "list", 0, 9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken_wherever_they_stand),
		cmocka_unit_test(a_value_can_follow_an_equals_sign),
		cmocka_unit_test(unknown_options_and_missing_values_are_refused),
		cmocka_unit_test(an_action_has_as_many_arguments_as_it_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

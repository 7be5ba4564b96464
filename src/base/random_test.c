#include "base/random.h"
#include "tests/unit/unit.h"

static void ids_made_later_sort_after(void **state)
{
	struct text earlier = random_id(*state, "user_", 1735787045007);
	struct text later = random_id(*state, "user_", 1735787045008);
	assert_true(text_compare(earlier, later) < 0);
	for (int bit = 0; bit < 47; bit++) {
		int64_t now = (int64_t)1 << bit;
		assert_true(text_compare(random_id(*state, "", now - 1), random_id(*state, "", now)) < 0);
	}
}

static void ids_have_a_prefix_and_26_characters(void **state)
{
	struct text id = random_id(*state, "user_", 1735787045007);
	assert_int_equal(id.length, 31);
	assert_int_equal(strspn(id.at + 5, "234567abcdefghijklmnopqrstuvwxyz"), 26);
	assert_false(text_equal(id, random_id(*state, "user_", 1735787045007)));
}

static void number_ids_have_18_digits_and_grow(void **state)
{
	struct text earlier = random_number_id(*state, 1735787045007);
	struct text later = random_number_id(*state, 1735787045008);
	assert_int_equal(earlier.length, 18);
	assert_int_equal(strspn(earlier.at, "0123456789"), 18);
	assert_true(text_compare(earlier, later) < 0);
	assert_int_not_equal(random_number_id(*state, 0).at[0], '0');
}

static void words_use_the_whole_alphabet(void **state)
{
	struct text word = random_word(*state, "LTAI", 5000);
	assert_int_equal(word.length, 5004);
	assert_true(text_starts_with(word, TEXT("LTAI")));
	assert_null(strpbrk(word.at, "+/-_= "));
	for (const char *edge = "AZaz09"; *edge != '\0'; edge++)
		assert_non_null(strchr(word.at + 4, *edge));
}

static void uuids_are_version_4_in_upper_case(void **state)
{
	struct text uuid = random_uuid(*state);
	assert_int_equal(uuid.length, 36);
	assert_int_equal(strspn(uuid.at, "0123456789ABCDEF-"), 36);
	assert_int_equal(uuid.at[14], '4');
	assert_non_null(strchr("89AB", uuid.at[19]));
}

static void numbers_stay_below_their_bound(void **state)
{
	(void)state;
	bool seen[5] = {false};
	for (int i = 0; i < 1000; i++)
		seen[random_below(5)] = true;
	for (int i = 0; i < 5; i++)
		assert_true(seen[i]);
	assert_int_equal(random_below(1), 0);
	assert_true(random_below(UINT64_MAX) < UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_made_later_sort_after),
		cmocka_unit_test(ids_have_a_prefix_and_26_characters),
		cmocka_unit_test(number_ids_have_18_digits_and_grow),
		cmocka_unit_test(words_use_the_whole_alphabet),
		cmocka_unit_test(uuids_are_version_4_in_upper_case),
		cmocka_unit_test(numbers_stay_below_their_bound),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "directory/selection.h"
#include "directory/population.h"

static struct text_list letters(struct call *call, const char *all)
{
	size_t count = strlen(all);
	struct text_list list = {arena_array(call->arena, count, sizeof(struct text)), count};
	for (size_t i = 0; i < count; i++)
		list.at[i] = (struct text){all + i, 1};
	return list;
}

static void assert_page(struct text_list ids, const char *expected)
{
	assert_int_equal(ids.count, strlen(expected));
	for (size_t i = 0; i < ids.count; i++)
		assert_same(ids.at[i], (struct text){expected + i, 1});
}

static void pages_by_number_leave_nothing_out(void **state)
{
	struct call *call = CALL(state);
	const char *const expected[] = {"ab", "cd", "e", ""};
	for (int64_t number = 1; number <= 4; number++) {
		struct page page = {.number = number, .size = 2};
		struct selection selection = {.page = &page, .purpose = TEXT("letters")};
		assert_ok(selection_among(call, &selection, letters(call, "abcde")));
		assert_page(selection.ids, expected[number - 1]);
		assert_int_equal(selection.result.total, 5);
		assert_null(selection.result.next.at);
	}
}

static void positions_lead_from_page_to_page(void **state)
{
	struct call *call = CALL(state);
	const char *const expected[] = {"ab", "cd"};
	struct page page = {.size = 2, .by_position = true};
	for (int i = 0; i < 2; i++) {
		struct selection selection = {.page = &page, .purpose = TEXT("letters")};
		assert_ok(selection_among(call, &selection, letters(call, "abcd")));
		assert_page(selection.ids, expected[i]);
		page.position = selection.result.next;
	}
	assert_null(page.position.at);
}

static void a_position_is_good_for_its_own_list_only(void **state)
{
	struct call *call = CALL(state);
	struct page page = {.size = 1, .by_position = true};
	struct selection selection = {.page = &page, .purpose = TEXT("letters")};
	assert_ok(selection_among(call, &selection, letters(call, "ab")));
	page.position = selection.result.next;
	selection.purpose = TEXT("digits");
	assert_error(selection_among(call, &selection, letters(call, "ab")), ERROR_LIST_POSITION_INVALID);
}

static void a_page_beyond_the_end_reads_nothing(void **state)
{
	struct call *call = CALL(state);
	struct page page = {.number = 2147483647, .size = 100};
	struct selection selection = {.page = &page, .purpose = TEXT("letters")};
	assert_ok(selection_begin(call, &selection, 5));
	assert_int_equal(selection.most, 0);
}

static bool passes(struct call *call, struct name_range range, const char *name)
{
	struct text key = text_fold(call->arena, text_of(name));
	return text_compare(key, range.first) >= 0 && text_compare(key, range.last) < 0;
}

static void a_name_is_whole_and_a_prefix_a_beginning(void **state)
{
	struct call *call = CALL(state);
	struct text none = {NULL, 0};
	struct name_range range = name_range_of(call, TEXT("Sales"), none);
	assert_true(passes(call, range, "SALES"));
	assert_false(passes(call, range, "sales 2"));
	assert_false(passes(call, range, "sale"));
	range = name_range_of(call, none, TEXT("Sal"));
	assert_true(passes(call, range, "sal"));
	assert_true(passes(call, range, "SALES"));
	assert_false(passes(call, range, "sam"));
	assert_null(name_range_of(call, TEXT(""), TEXT("")).first.at);
}

static void a_name_and_a_prefix_must_both_be_met(void **state)
{
	struct call *call = CALL(state);
	struct name_range range = name_range_of(call, TEXT("sales"), TEXT("s"));
	assert_true(passes(call, range, "sales"));
	assert_false(passes(call, range, "s"));
	range = name_range_of(call, TEXT("sales"), TEXT("x"));
	assert_false(passes(call, range, "sales"));
	assert_false(passes(call, range, "x"));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(pages_by_number_leave_nothing_out),
		in_directory(positions_lead_from_page_to_page),
		in_directory(a_position_is_good_for_its_own_list_only),
		in_directory(a_page_beyond_the_end_reads_nothing),
		in_directory(a_name_is_whole_and_a_prefix_a_beginning),
		in_directory(a_name_and_a_prefix_must_both_be_met),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

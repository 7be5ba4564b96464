#include "directory/page.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

static const struct text users_of_a = {"users:a", 7}, users_of_b = {"users:b", 7};

static struct page page_from(struct text position)
{
	return (struct page){.size = 10, .position = position, .by_position = true};
}

static void a_list_goes_on_where_it_ended(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct page page = page_from(page_next(call, users_of_a, TEXT("user_1")));
	struct text after;
	assert_ok(page_start(call, &page, users_of_a, &after));
	assert_text(after, "user_1");
}

static void empty_text_is_the_beginning(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct page page = page_from(TEXT(""));
	struct text after;
	assert_ok(page_start(call, &page, users_of_a, &after));
	assert_null(after.at);
}

static void a_position_in_another_list_is_refused(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct page page = page_from(page_next(call, users_of_a, TEXT("user_1")));
	struct text after;
	assert_error(page_start(call, &page, users_of_b, &after), ERROR_LIST_POSITION_INVALID);
}

static void a_made_up_position_is_refused(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	const struct text made_up[] = {TEXT("NT"), TEXT("user_1"), TEXT("NTuser_1"), TEXT("NT!"), TEXT("N")};
	struct text after;
	for (size_t i = 0; i < sizeof(made_up) / sizeof(*made_up); i++) {
		struct page page = page_from(made_up[i]);
		assert_error(page_start(call, &page, users_of_a, &after), ERROR_LIST_POSITION_INVALID);
	}
}

static void a_page_number_skips_what_is_before_it(void **state)
{
	(void)state;
	assert_int_equal(page_skip(&(struct page){.number = 1, .size = 20}), 0);
	assert_int_equal(page_skip(&(struct page){.number = 3, .size = 20}), 40);
	assert_int_equal(page_skip(&(struct page){.number = 3, .size = 20, .by_position = true}), 0);
}

static void a_prefix_ends_before_the_next_character(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_text(page_prefix_end(call, TEXT("abc")), "abd");
	assert_text(page_prefix_end(call, TEXT("a\x7f")), "a\xc2\x80");
	assert_text(page_prefix_end(call, TEXT("\xdf\xbf")), "\xe0\xa0\x80");
	assert_text(page_prefix_end(call, TEXT("\xef\xbf\xbf")), "\xf0\x90\x80\x80");
	assert_text(page_prefix_end(call, TEXT("张")), "弡");
}

static void surrogates_are_passed_over(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_text(page_prefix_end(call, TEXT("\xed\x9f\xbf")), "\xee\x80\x80");
}

static void the_last_character_carries_over(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_text(page_prefix_end(call, TEXT("a\xf4\x8f\xbf\xbf")), "b");
	assert_null(page_prefix_end(call, TEXT("\xf4\x8f\xbf\xbf")).at);
	assert_null(page_prefix_end(call, TEXT("")).at);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_list_goes_on_where_it_ended),
		in_directory(empty_text_is_the_beginning),
		in_directory(a_position_in_another_list_is_refused),
		in_directory(a_made_up_position_is_refused),
		in_directory(a_page_number_skips_what_is_before_it),
		in_directory(a_prefix_ends_before_the_next_character),
		in_directory(surrogates_are_passed_over),
		in_directory(the_last_character_carries_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "store/list_memo.h"
#include "tests/unit/unit.h"

static struct text_list letters(struct arena *arena, const char *letters)
{
	struct text_list list = {arena_array(arena, strlen(letters), sizeof(struct text)), strlen(letters)};
	for (size_t i = 0; i < list.count; i++)
		list.at[i] = (struct text){letters + i, 1};
	return list;
}

static void a_list_is_recalled_by_its_key(void **state)
{
	struct arena *arena = *state;
	struct list_memo *memo = list_memo_create(arena);
	list_memo_turn_to(memo, 7);
	assert_null(list_memo_recall(memo, TEXT("vowels")));
	list_memo_remember(memo, TEXT("vowels"), letters(arena, "aei"));
	list_memo_remember(memo, TEXT("none"), letters(arena, ""));
	const struct text_list *vowels = list_memo_recall(memo, TEXT("vowels"));
	assert_int_equal(vowels->count, 3);
	assert_text(vowels->at[2], "i");
	assert_int_equal(list_memo_recall(memo, TEXT("none"))->count, 0);
	assert_null(list_memo_recall(memo, TEXT("vowel")));
}

static void another_version_has_none_of_the_lists(void **state)
{
	struct arena *arena = *state;
	struct list_memo *memo = list_memo_create(arena);
	list_memo_turn_to(memo, 1);
	list_memo_remember(memo, TEXT("vowels"), letters(arena, "aei"));
	list_memo_turn_to(memo, 1);
	assert_non_null(list_memo_recall(memo, TEXT("vowels")));
	list_memo_turn_to(memo, 2);
	assert_null(list_memo_recall(memo, TEXT("vowels")));
	list_memo_turn_to(memo, 1);
	assert_null(list_memo_recall(memo, TEXT("vowels")));
}

/* Each text of the list is the same megabyte. */
static struct text_list megabytes(struct arena *arena, size_t count)
{
	const size_t megabyte = 1024 * 1024;
	struct text one = {arena_alloc(arena, megabyte), megabyte};
	struct text_list list = {arena_array(arena, count, sizeof(struct text)), count};
	for (size_t i = 0; i < count; i++)
		list.at[i] = one;
	return list;
}

static void it_is_bounded(void **state)
{
	struct arena *arena = *state;
	struct list_memo *memo = list_memo_create(arena);
	list_memo_remember(memo, TEXT("too long"), megabytes(arena, 64));
	assert_null(list_memo_recall(memo, TEXT("too long")));
	list_memo_remember(memo, TEXT("half"), megabytes(arena, 30));
	list_memo_remember(memo, TEXT("other half"), megabytes(arena, 30));
	assert_non_null(list_memo_recall(memo, TEXT("half")));
	list_memo_remember(memo, TEXT("third half"), megabytes(arena, 30));
	assert_null(list_memo_recall(memo, TEXT("half")));
	assert_int_equal(list_memo_recall(memo, TEXT("third half"))->count, 30);
	for (int i = 0; i < 40; i++) {
		struct text key = text_print(arena, "list %d", i);
		list_memo_remember(memo, key, letters(arena, "aei"));
		assert_non_null(list_memo_recall(memo, key));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_recalled_by_its_key),
		cmocka_unit_test(another_version_has_none_of_the_lists),
		cmocka_unit_test(it_is_bounded),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "store/memo.h"
#include "tests/unit/unit.h"

static const struct memo_size size = {1024, 256 * 1024};

static void what_was_remembered_is_recalled(void **state)
{
	struct arena *arena = *state;
	struct memo *memo = memo_create(arena, size);
	struct text value;
	memo_turn_to(memo, 7);
	assert_false(memo_recall(memo, arena, TEXT("colour"), &value));
	memo_remember(memo, TEXT("colour"), TEXT("red"));
	memo_remember(memo, TEXT("size"), TEXT(""));
	assert_true(memo_recall(memo, arena, TEXT("colour"), &value));
	assert_text(value, "red");
	assert_true(memo_recall(memo, arena, TEXT("size"), &value));
	assert_text(value, "");
	assert_false(memo_recall(memo, arena, TEXT("colours"), &value));
	memo_remember(memo, TEXT("colour"), TEXT("green"));
	assert_true(memo_recall(memo, arena, TEXT("colour"), &value));
	assert_text(value, "green");
}

static void another_version_has_nothing_of_the_one_before(void **state)
{
	struct arena *arena = *state;
	struct memo *memo = memo_create(arena, size);
	struct text value;
	memo_turn_to(memo, 1);
	memo_remember(memo, TEXT("colour"), TEXT("red"));
	memo_turn_to(memo, 1);
	assert_true(memo_recall(memo, arena, TEXT("colour"), &value));
	memo_turn_to(memo, 2);
	assert_false(memo_recall(memo, arena, TEXT("colour"), &value));
	memo_turn_to(memo, 1);
	assert_false(memo_recall(memo, arena, TEXT("colour"), &value));
	assert_text(value, "red"); /* what was recalled belongs to the call */
}

static size_t recalled(const struct memo *memo, struct arena *arena, int keys)
{
	struct text value;
	size_t count = 0;
	for (int i = 0; i < keys; i++)
		count += memo_recall(memo, arena, text_print(arena, "key %d", i), &value);
	return count;
}

static void it_is_bounded(void **state)
{
	struct arena *arena = *state;
	struct memo *memo = memo_create(arena, size);
	struct text value, long_text = {arena_alloc(arena, 1025), 1025}, kilobyte = {long_text.at, 1024};
	memo_remember(memo, TEXT("long"), long_text);
	assert_false(memo_recall(memo, arena, TEXT("long"), &value));
	memo_remember(memo, long_text, TEXT("long"));
	assert_false(memo_recall(memo, arena, long_text, &value));
	memo_remember(memo, TEXT("long"), kilobyte);
	assert_true(memo_recall(memo, arena, TEXT("long"), &value));
	for (int i = 0; i < 2000; i++) {
		struct text key = text_print(arena, "key %d", i);
		memo_remember(memo, key, kilobyte);
		assert_true(memo_recall(memo, arena, key, &value));
	}
	assert_in_range(recalled(memo, arena, 2000), 1, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_remembered_is_recalled),
		cmocka_unit_test(another_version_has_nothing_of_the_one_before),
		cmocka_unit_test(it_is_bounded),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

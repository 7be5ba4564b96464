#include "base/arena.h"
#include "tests/unit/unit.h"

static void memory_is_zeroed_aligned_and_large_enough(void **state)
{
	struct arena *arena = *state;
	for (int round = 0; round < 2; round++) {
		for (size_t size = 1; size < 3000000; size = size * 3 + 1) {
			unsigned char *at = arena_alloc(arena, size);
			assert_int_equal((uintptr_t)at % 16, 0);
			assert_int_equal(at[0] | at[size / 2] | at[size - 1], 0);
			memset(at, 0xaa, size);
		}
		arena_reset(arena);
	}
}

static void reset_gives_everything_back(void **state)
{
	struct arena *arena = *state;
	arena_alloc(arena, 100000);
	assert_true(arena_used(arena) >= 100000);
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
}

static void the_first_block_is_kept_over_resets(void **state)
{
	struct arena *arena = *state;
	void *before = arena_alloc(arena, 10);
	arena_reset(arena);
	assert_ptr_equal(arena_alloc(arena, 10), before);
	arena_reset(arena);
}

static void rewind_gives_back_what_came_after_the_mark(void **state)
{
	struct arena *arena = *state;
	char *kept = arena_alloc(arena, 10);
	memcpy(kept, "kept", 5);
	size_t used = arena_used(arena);
	struct arena_mark mark = arena_mark(arena);
	for (int row = 0; row < 50; row++) {
		arena_alloc(arena, 30000);
		arena_rewind(arena, mark);
		assert_int_equal(arena_used(arena), used);
	}
	assert_string_equal(kept, "kept");
	arena_reset(arena);
}

struct journal {
	char entries[8];
	size_t count;
};

static void note_a(void *journal)
{
	((struct journal *)journal)->entries[((struct journal *)journal)->count++] = 'a';
}

static void note_b(void *journal)
{
	((struct journal *)journal)->entries[((struct journal *)journal)->count++] = 'b';
}

static void deferred_releases_run_once_and_newest_first(void **state)
{
	struct arena *arena = *state;
	struct journal journal = {{0}, 0};
	arena_defer(arena, note_a, &journal);
	arena_alloc(arena, 100000);
	arena_defer(arena, note_b, &journal);
	arena_reset(arena);
	arena_reset(arena);
	assert_string_equal(journal.entries, "ba");
}

static void rewind_runs_only_the_releases_after_the_mark(void **state)
{
	struct arena *arena = *state;
	struct journal journal = {{0}, 0};
	arena_defer(arena, note_a, &journal);
	struct arena_mark mark = arena_mark(arena);
	arena_defer(arena, note_b, &journal);
	arena_alloc(arena, 100000);
	arena_defer(arena, note_b, &journal);
	arena_rewind(arena, mark);
	assert_string_equal(journal.entries, "bb");
	arena_reset(arena);
	assert_string_equal(journal.entries, "bba");
}

/* Reading memory that was given back is what the sanitizer forbids, so this looks only without it. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
static void a_wiped_arena_forgets_secrets(void **state)
{
	(void)state;
	struct arena *arena = arena_create(ARENA_WIPED);
	volatile char *secret = arena_alloc(arena, 6);
	memcpy((char *)(uintptr_t)secret, "secret", 6);
	arena_reset(arena);
	for (int i = 0; i < 6; i++)
		assert_int_equal(secret[i], 0);
	arena_destroy(arena);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_large_enough),
		cmocka_unit_test(reset_gives_everything_back),
		cmocka_unit_test(the_first_block_is_kept_over_resets),
		cmocka_unit_test(rewind_gives_back_what_came_after_the_mark),
		cmocka_unit_test(deferred_releases_run_once_and_newest_first),
		cmocka_unit_test(rewind_runs_only_the_releases_after_the_mark),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
		cmocka_unit_test(a_wiped_arena_forgets_secrets),
#endif
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

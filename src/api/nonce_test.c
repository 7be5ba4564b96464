#include "api/nonce.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1000000000)
#define WINDOW INT64_C(60000)

static struct nonce_table *table_in(void **state, size_t most)
{
	return nonce_table_create(*state, most, WINDOW);
}

static bool take_number(struct nonce_table *table, void **state, int number, int64_t now)
{
	return nonce_take(table, text_print(*state, "nonce-%d", number), now);
}

static void a_nonce_passes_once(void **state)
{
	struct nonce_table *table = table_in(state, 100);
	assert_true(nonce_take(table, TEXT("a"), NOW));
	assert_false(nonce_take(table, TEXT("a"), NOW));
	assert_true(nonce_take(table, TEXT("b"), NOW));
	assert_true(nonce_take(table, TEXT("A"), NOW));
	assert_true(nonce_take(table, TEXT(""), NOW));
	assert_false(nonce_take(table, TEXT(""), NOW));
	nonce_table_destroy(table);
}

static void it_is_remembered_for_a_window_at_least(void **state)
{
	struct nonce_table *table = table_in(state, 100);
	assert_true(nonce_take(table, TEXT("first"), NOW));
	assert_true(nonce_take(table, TEXT("late"), NOW + WINDOW));
	assert_false(nonce_take(table, TEXT("first"), NOW + WINDOW));
	assert_false(nonce_take(table, TEXT("late"), NOW + WINDOW + 1));
	assert_false(nonce_take(table, TEXT("late"), NOW + 2 * WINDOW));
	nonce_table_destroy(table);
}

/* Two turns would forget the first; within one window there may be but one. */
static void a_table_is_not_turned_within_its_window(void **state)
{
	struct nonce_table *table = table_in(state, 100);
	assert_true(nonce_take(table, TEXT("first"), NOW));
	assert_true(nonce_take(table, TEXT("second"), NOW + WINDOW / 2 + 1));
	assert_true(nonce_take(table, TEXT("third"), NOW + WINDOW));
	assert_true(nonce_take(table, TEXT("fourth"), NOW + WINDOW + 1));
	assert_false(nonce_take(table, TEXT("first"), NOW + 2 * WINDOW));
	nonce_table_destroy(table);
}

static void it_is_forgotten_after_two_windows(void **state)
{
	struct nonce_table *table = table_in(state, 100);
	assert_true(nonce_take(table, TEXT("first"), NOW));
	assert_true(nonce_take(table, TEXT("second"), NOW + WINDOW + 1));
	assert_false(nonce_take(table, TEXT("first"), NOW + WINDOW + 1));
	assert_true(nonce_take(table, TEXT("first"), NOW + 2 * WINDOW + 2));
	assert_false(nonce_take(table, TEXT("second"), NOW + 2 * WINDOW + 2));
	nonce_table_destroy(table);
}

static void a_full_table_forgets_the_oldest_half(void **state)
{
	struct nonce_table *table = table_in(state, 8);
	for (int i = 0; i < 16; i++)
		assert_true(take_number(table, state, i, NOW));
	for (int i = 8; i < 16; i++)
		assert_false(take_number(table, state, i, NOW));
	assert_true(take_number(table, state, 0, NOW));
	nonce_table_destroy(table);
}

static void it_stays_bounded_under_a_flood(void **state)
{
	struct nonce_table *table = table_in(state, 8);
	for (int i = 0; i < 10000; i++) {
		assert_true(take_number(table, state, i, NOW));
		assert_false(take_number(table, state, i, NOW));
	}
	nonce_table_destroy(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nonce_passes_once),
		cmocka_unit_test(it_is_remembered_for_a_window_at_least),
		cmocka_unit_test(a_table_is_not_turned_within_its_window),
		cmocka_unit_test(it_is_forgotten_after_two_windows),
		cmocka_unit_test(a_full_table_forgets_the_oldest_half),
		cmocka_unit_test(it_stays_bounded_under_a_flood),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

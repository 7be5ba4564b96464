/* Token buckets. */
#include "net/limit.h"
#include "tests/unit/unit.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static const int64_t now = 1700000000000;

static int take_many(struct limit *limit, struct text key, int64_t at, int count)
{
	int taken = 0;
	for (int i = 0; i < count; i++)
		taken += limit_take(limit, key, at);
	return taken;
}

static void a_key_may_do_so_many_things_in_a_period(void **state)
{
	(void)state;
	struct limit *limit = limit_create(10, 3, 1000);
	assert_int_equal(take_many(limit, TEXT("a"), now, 10), 3);
	assert_int_equal(take_many(limit, TEXT("b"), now, 10), 3);
	limit_destroy(limit);
}

static void tokens_come_back_evenly(void **state)
{
	(void)state;
	struct limit *limit = limit_create(10, 4, 1000);
	assert_int_equal(take_many(limit, TEXT("a"), now, 10), 4);
	assert_int_equal(take_many(limit, TEXT("a"), now + 249, 10), 0);
	assert_int_equal(take_many(limit, TEXT("a"), now + 250, 10), 1);
	assert_int_equal(take_many(limit, TEXT("a"), now + 750, 10), 2);
	assert_int_equal(take_many(limit, TEXT("a"), now + 60000, 10), 4);
	limit_destroy(limit);
}

static void peeking_takes_nothing(void **state)
{
	(void)state;
	struct limit *limit = limit_create(10, 1, 1000);
	assert_true(limit_peek(limit, TEXT("a"), now));
	assert_true(limit_peek(limit, TEXT("a"), now));
	assert_true(limit_take(limit, TEXT("a"), now));
	assert_false(limit_peek(limit, TEXT("a"), now));
	assert_true(limit_peek(limit, TEXT("b"), now));
	assert_true(limit_peek(limit, TEXT("a"), now + 1000));
	limit_destroy(limit);
}

static void without_a_limit_everything_is_allowed(void **state)
{
	(void)state;
	struct limit *limit = limit_create(10, 0, 1000);
	assert_int_equal(take_many(limit, TEXT("a"), now, 1000), 1000);
	limit_change(limit, 2);
	assert_int_equal(take_many(limit, TEXT("a"), now, 1000), 2);
	limit_destroy(limit);
}

static void the_key_idle_longest_is_given_up(void **state)
{
	(void)state;
	struct limit *limit = limit_create(2, 1, 1000);
	assert_true(limit_take(limit, TEXT("a"), now));
	assert_true(limit_take(limit, TEXT("b"), now));
	assert_false(limit_take(limit, TEXT("a"), now)); /* so b is idle longest */
	assert_true(limit_take(limit, TEXT("c"), now));
	assert_false(limit_peek(limit, TEXT("a"), now));
	assert_true(limit_peek(limit, TEXT("b"), now));
	limit_destroy(limit);
}

static void the_table_stays_bounded(void **state)
{
	(void)state;
	struct limit *limit = limit_create(5000, 1, 1000);
	char key[32];
	for (int i = 0; i < 50000; i++) {
		int length = snprintf(key, sizeof(key), "key-%d", i);
		assert_true(limit_take(limit, (struct text){key, (size_t)length}, now));
		assert_false(limit_take(limit, (struct text){key, (size_t)length}, now));
	}
	limit_destroy(limit);
}

static void keys_of_any_length_differ(void **state)
{
	(void)state;
	struct limit *limit = limit_create(100, 1, 1000);
	char zeros[32] = {0};
	for (size_t length = 0; length < sizeof(zeros); length++)
		assert_true(limit_take(limit, (struct text){zeros, length}, now));
	limit_destroy(limit);
}

struct race {
	struct limit *limit;
	atomic_int taken;
};

static void *take_concurrently(void *context)
{
	struct race *race = context;
	atomic_fetch_add(&race->taken, take_many(race->limit, TEXT("shared"), now, 1000));
	return NULL;
}

static void threads_share_a_bucket(void **state)
{
	(void)state;
	struct race race = {.limit = limit_create(5000, 500, 1000)};
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, take_concurrently, &race);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(race.taken, 500);
	limit_destroy(race.limit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_may_do_so_many_things_in_a_period),
		cmocka_unit_test(tokens_come_back_evenly),
		cmocka_unit_test(peeking_takes_nothing),
		cmocka_unit_test(without_a_limit_everything_is_allowed),
		cmocka_unit_test(the_key_idle_longest_is_given_up),
		cmocka_unit_test(the_table_stays_bounded),
		cmocka_unit_test(keys_of_any_length_differ),
		cmocka_unit_test(threads_share_a_bucket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

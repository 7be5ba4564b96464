#include "directory/population.h"

static struct user got(struct call *call, struct text id)
{
	struct user user = {0};
	assert_ok(user_get(call, id, &user));
	return user;
}

static void a_user_leaves_its_old_primary_unit(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = new_user(call, ROOT, "amina");
	assert_ok(user_set_primary_unit(call, id, sales));
	struct user user = got(call, id);
	assert_same(user.primary_unit, sales);
	assert_int_equal(user.units.count, 1);
	assert_same(user.units.at[0].unit, sales);
	assert_same(user.units.at[0].name, TEXT("Sales"));
	assert_true(user.units.at[0].main);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, ROOT), 0);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 1);
	assert_ok(user_set_primary_unit(call, id, sales));
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 1);
}

static void a_further_unit_can_become_the_primary_one(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), asia = new_unit(call, sales, "Asia");
	struct text id = new_user(call, ROOT, "amina");
	assert_ok(user_add_to_units(call, id, TEXTS(sales, asia)));
	assert_ok(user_set_primary_unit(call, id, asia));
	struct user user = got(call, id);
	assert_int_equal(user.units.count, 2);
	assert_same(user.units.at[0].unit, asia); /* the primary one is first */
	assert_true(user.units.at[0].main);
	assert_false(user.units.at[1].main);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, asia), 1);
}

static void joining_and_leaving_twice_is_no_error(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = new_user(call, ROOT, "amina");
	for (int i = 0; i < 2; i++)
		assert_ok(user_add_to_units(call, id, TEXTS(sales, sales, ROOT)));
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 1);
	assert_true(got(call, id).units.at[0].main); /* the root stays the primary one */
	assert_same(call->target.id, id);
	for (int i = 0; i < 2; i++)
		assert_ok(user_remove_from_units(call, id, TEXTS(sales)));
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 0);
	assert_int_equal(got(call, id).units.count, 1);
}

static void the_primary_unit_cannot_be_left(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = new_user(call, ROOT, "amina");
	assert_ok(user_add_to_units(call, id, TEXTS(sales)));
	struct error error = user_remove_from_units(call, id, TEXTS(sales, ROOT));
	assert_error(error, ERROR_PRIMARY_UNIT_FIXED);
	assert_same(error.subject, ROOT);
	assert_int_equal(got(call, id).units.count, 2);
}

static void units_must_exist_and_be_in_scope(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = new_user(call, sales, "amina");
	struct text none = TEXT("ou_none");
	assert_error(user_set_primary_unit(call, id, none), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(user_add_to_units(call, id, TEXTS(sales, none)), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(user_remove_from_units(call, id, TEXTS(none)), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(user_add_to_units(call, TEXT("user_none"), TEXTS(sales)), ERROR_USER_NOT_FOUND);
	call->application = new_application(call, TEXTS(sales), TEXTS());
	assert_error(user_set_primary_unit(call, id, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(user_add_to_units(call, id, TEXTS(ROOT)), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(user_remove_from_units(call, id, TEXTS(ROOT)), ERROR_UNIT_NOT_IN_SCOPE);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_user_leaves_its_old_primary_unit),
		in_directory(a_further_unit_can_become_the_primary_one),
		in_directory(joining_and_leaving_twice_is_no_error),
		in_directory(the_primary_unit_cannot_be_left),
		in_directory(units_must_exist_and_be_in_scope),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

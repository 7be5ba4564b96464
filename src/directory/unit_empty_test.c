#include "directory/population.h"

struct company { /* the root has sales and support; sales has field, which has desert */
	struct text sales, support, field, desert;
};

static struct company found(struct call *call)
{
	struct company company = {new_unit(call, ROOT, "sales"), new_unit(call, ROOT, "support"), {0}, {0}};
	company.field = new_unit(call, company.sales, "field");
	company.desert = new_unit(call, company.field, "desert");
	return company;
}

static void assert_gone(struct call *call, struct text unit)
{
	struct unit row;
	assert_error(unit_get(call, unit, &row), ERROR_UNIT_NOT_IN_SCOPE);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, unit), 0);
	assert_int_equal(count_of(call, SPAN_CHILDREN, unit), 0);
}

static void everything_below_goes_and_nothing_else(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct unit row = {0};
	int64_t units = count_of(call, SPAN_UNITS, NOBODY);
	assert_ok(unit_empty(call, company.sales));
	assert_gone(call, company.field);
	assert_gone(call, company.desert);
	assert_ok(unit_get(call, company.sales, &row));
	assert_true(row.leaf);
	assert_ok(unit_get(call, company.support, &row));
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), units - 2);
	assert_int_equal(count_of(call, SPAN_CHILDREN, company.sales), 0);
	assert_int_equal(count_of(call, SPAN_CHILDREN, ROOT), 2);
	assert_same(call->target.id, company.sales);
}

static void users_who_live_below_go_and_visitors_stay(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct user user = {0};
	struct text deep = new_user(call, company.desert, "deep"), own = new_user(call, company.sales, "own");
	struct text visitor = new_user(call, company.support, "visitor");
	assert_ok(user_add_to_units(call, visitor, TEXTS(company.desert)));
	assert_ok(user_add_to_units(call, deep, TEXTS(company.sales, company.support)));
	assert_ok(unit_empty(call, company.sales));
	assert_error(user_get(call, deep, &user), ERROR_USER_NOT_FOUND);
	assert_ok(user_get(call, own, &user));
	assert_ok(user_get(call, visitor, &user));
	assert_int_equal(user.units.count, 1);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 2);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, company.sales), 1);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, company.support), 1);
}

static void groups_lose_the_users_that_go(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct text deep = new_user(call, company.desert, "deep"), own = new_user(call, company.sales, "own");
	struct text group = new_group(call, "group");
	assert_ok(group_add_users(call, group, TEXTS(deep, own)));
	assert_ok(unit_empty(call, company.sales));
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 1);
	assert_int_equal(count_of(call, SPAN_GROUPED_USERS, NOBODY), 1);
}

static void applications_lose_what_goes(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct text_list none = {NULL, 0}, units, groups;
	struct text deep = new_user(call, company.desert, "deep");
	struct text application = new_application(call, TEXTS(company.desert, company.sales), none);
	struct application row = {0};
	assert_ok(application_change(call, application, &(struct application_change){.owner_users = TEXTS(deep)}));
	assert_ok(unit_empty(call, company.sales));
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(units.count, 1);
	assert_same(units.at[0], company.sales);
	assert_ok(application_get(call, application, &row));
	assert_int_equal(row.owner_users.count, 0);
}

static void an_empty_unit_stays_as_it_is(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct text user = new_user(call, company.desert, "deep");
	struct user row = {0};
	assert_ok(unit_empty(call, company.desert));
	assert_ok(user_get(call, user, &row));
	assert_error(unit_empty(call, TEXT("ou_nowhere")), ERROR_UNIT_NOT_IN_SCOPE);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(everything_below_goes_and_nothing_else),
		in_directory(users_who_live_below_go_and_visitors_stay),
		in_directory(groups_lose_the_users_that_go),
		in_directory(applications_lose_what_goes),
		in_directory(an_empty_unit_stays_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "directory/scope.h"
#include "directory/population.h"

static const struct text_list nothing;

struct company { /* sales has field, where amina is; bo is in support, and in a group */
	struct text sales, support, field, amina, bo, group;
};

static struct company found(struct call *call)
{
	struct company company = {.sales = new_unit(call, ROOT, "sales"), .support = new_unit(call, ROOT, "support")};
	company.field = new_unit(call, company.sales, "field");
	company.amina = new_user(call, company.field, "amina");
	company.bo = new_user(call, company.support, "bo");
	company.group = new_group(call, "group");
	assert_ok(group_add_users(call, company.group, TEXTS(company.bo)));
	return company;
}

static void assert_everything(struct call *call, const struct company *company)
{
	bool everything;
	struct text application;
	assert_ok(scope_is_everything(call, &everything));
	assert_true(everything);
	assert_ok(scope_limit(call, &application));
	assert_null(application.at);
	assert_ok(scope_require_unit(call, company->field));
	assert_ok(scope_require_unit(call, ROOT));
	assert_ok(scope_require_user(call, company->amina));
	assert_ok(scope_require_users(call, TEXTS(company->amina, company->bo)));
	assert_ok(scope_require_group(call, company->group));
}

static void assert_unknown_is_refused(struct call *call)
{
	struct text none = TEXT("none");
	assert_error(scope_require_unit(call, none), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(scope_require_user(call, none), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_users(call, TEXTS(none)), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_group(call, none), ERROR_GROUP_NOT_FOUND);
}

static void administrators_see_everything_that_exists(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	assert_everything(call, &company);
	assert_unknown_is_refused(call);
}

static void the_root_means_everything(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	call->application = new_application(call, TEXTS(ROOT), nothing);
	assert_everything(call, &company);
	assert_unknown_is_refused(call);
}

static void a_unit_brings_all_below_it(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	bool everything;
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_ok(scope_is_everything(call, &everything));
	assert_false(everything);
	assert_ok(scope_require_unit(call, company.sales));
	assert_ok(scope_require_unit(call, company.field));
	assert_error(scope_require_unit(call, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(scope_require_unit(call, company.support), ERROR_UNIT_NOT_IN_SCOPE);
	assert_ok(scope_require_user(call, company.amina));
	assert_error(scope_require_user(call, company.bo), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_group(call, company.group), ERROR_GROUP_NOT_FOUND);
	assert_unknown_is_refused(call);
}

static void a_group_brings_its_users(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	call->application = new_application(call, nothing, TEXTS(company.group));
	assert_ok(scope_require_group(call, company.group));
	assert_ok(scope_require_user(call, company.bo));
	assert_ok(scope_require_users(call, TEXTS(company.bo)));
	assert_error(scope_require_user(call, company.amina), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_unit(call, company.support), ERROR_UNIT_NOT_IN_SCOPE);
}

static void a_further_unit_of_a_user_is_enough(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	assert_ok(user_add_to_units(call, company.bo, TEXTS(company.field)));
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_ok(scope_require_user(call, company.bo));
	assert_ok(scope_require_users(call, TEXTS(company.bo, company.amina, company.bo)));
}

static void the_first_user_outside_is_named(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	call->application = new_application(call, TEXTS(company.sales), nothing);
	struct error error = scope_require_users(call, TEXTS(company.amina, company.bo, TEXT("user_none")));
	assert_error(error, ERROR_USER_NOT_FOUND);
	assert_same(error.subject, company.bo);
}

static void an_empty_scope_has_nothing(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	call->application = new_application(call, nothing, nothing);
	assert_error(scope_require_unit(call, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(scope_require_user(call, company.amina), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_group(call, company.group), ERROR_GROUP_NOT_FOUND);
}

static void units_inside_keep_their_order(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct text_list inside;
	struct text_list units = TEXTS(company.support, company.field, ROOT, TEXT("ou_nowhere"), company.sales);
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_ok(scope_filter_units(call, units, &inside));
	assert_int_equal(inside.count, 2);
	assert_same(inside.at[0], company.field);
	assert_same(inside.at[1], company.sales);
	call->application = (struct text){NULL, 0};
	assert_ok(scope_filter_units(call, units, &inside));
	assert_int_equal(inside.count, 4);
}

static void ancestors_outside_are_not_shown(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct unit_list ancestors;
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_ok(unit_ancestors(call, company.field, &ancestors));
	assert_int_equal(ancestors.count, 1);
	assert_same(ancestors.at[0].id, company.sales);
	assert_error(unit_ancestors(call, company.support, &ancestors), ERROR_UNIT_NOT_IN_SCOPE);
}

static void every_function_of_units_respects_the_scope(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct unit unit;
	struct text id, outside = company.support;
	struct unit_new new = {.parent = outside, .name = TEXT("below")};
	struct unit_change change = {.name = TEXT("changed")};
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_error(unit_create(call, &new, &id), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_get(call, outside, &unit), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_change(call, outside, &change), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_move(call, outside, company.sales), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_move(call, company.field, outside), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_move(call, company.field, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_delete(call, outside), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_delete(call, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_empty(call, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_by_external_id(call, UNIT_SOURCE_TYPE_BUILD_IN, call->realm, outside, &id),
		ERROR_UNIT_LOOKUP_FAILED);
	new.parent = company.field;
	assert_ok(unit_create(call, &new, &id));
	assert_ok(unit_move(call, id, company.sales));
	assert_ok(unit_delete(call, id));
}

static void every_function_of_groups_respects_the_scope(void **state)
{
	struct call *call = CALL(state);
	struct company company = found(call);
	struct group group;
	struct text own, outside = company.group;
	call->application = new_application(call, TEXTS(company.sales), nothing);
	assert_error(group_get(call, outside, &group), ERROR_GROUP_NOT_FOUND);
	assert_error(group_change(call, outside, &(struct group_change){.name = TEXT("x")}), ERROR_GROUP_NOT_FOUND);
	assert_error(group_delete(call, outside), ERROR_GROUP_NOT_FOUND);
	assert_error(group_add_users(call, outside, TEXTS(company.amina)), ERROR_GROUP_NOT_FOUND);
	assert_error(group_remove_users(call, outside, TEXTS(company.amina)), ERROR_GROUP_NOT_FOUND);
	own = new_group(call, "own");
	assert_ok(group_get(call, own, &group));
	assert_ok(group_add_users(call, own, TEXTS(company.amina)));
	assert_error(group_add_users(call, own, TEXTS(company.bo)), ERROR_USER_NOT_FOUND);
	assert_error(group_remove_users(call, own, TEXTS(company.bo)), ERROR_USER_NOT_FOUND);
	assert_ok(group_delete(call, own));
}

static void a_group_joins_the_scope_of_its_maker_only_when_that_is_limited(void **state)
{
	struct call *call = CALL(state);
	struct text_list units, groups;
	struct text application = new_application(call, TEXTS(ROOT), nothing);
	call->application = application;
	new_group(call, "one");
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(groups.count, 0);
	call->application = (struct text){NULL, 0};
	application = new_application(call, nothing, nothing);
	call->application = application;
	struct text own = new_group(call, "two");
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(groups.count, 1);
	assert_same(groups.at[0], own);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(administrators_see_everything_that_exists),
		in_directory(the_root_means_everything),
		in_directory(a_unit_brings_all_below_it),
		in_directory(a_group_brings_its_users),
		in_directory(a_further_unit_of_a_user_is_enough),
		in_directory(the_first_user_outside_is_named),
		in_directory(an_empty_scope_has_nothing),
		in_directory(units_inside_keep_their_order),
		in_directory(ancestors_outside_are_not_shown),
		in_directory(every_function_of_units_respects_the_scope),
		in_directory(every_function_of_groups_respects_the_scope),
		in_directory(a_group_joins_the_scope_of_its_maker_only_when_that_is_limited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

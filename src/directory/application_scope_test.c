#include "directory/application.h"
#include "directory/fixture.h"
#include "directory/group.h"
#include "directory/unit.h"
#include "tests/unit/unit.h"

static const struct text_list absent = {NULL, 0};

static struct text create(struct directory *directory)
{
	struct application application = {
		.name = TEXT("Payroll"),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	assert_ok(application_create(&directory->call, &application));
	return application.id;
}

static struct text create_unit(struct directory *directory, const char *name)
{
	struct text id;
	struct unit_new new = {.parent = TEXT("ou_root"), .name = text_of(name)};
	assert_ok(unit_create(&directory->call, &new, &id));
	return id;
}

static struct text create_group(struct directory *directory, struct text name)
{
	struct text id;
	struct group_new new = {.name = name};
	assert_ok(group_create(&directory->call, &new, &id));
	return id;
}

static struct text_list one(struct text *text)
{
	return (struct text_list){text, 1};
}

static void permissions_are_replaced(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text first[] = {TEXT("user:read"), TEXT("unit:read"), TEXT("user:read")}, second = TEXT("unit:manage");
	struct text application = create(directory);
	struct text_list got;
	assert_ok(application_permissions(call, application, &got));
	assert_int_equal(got.count, 0);
	assert_ok(application_set_permissions(call, application, (struct text_list){first, 3}));
	assert_ok(application_permissions(call, application, &got));
	assert_int_equal(got.count, 2);
	assert_ok(application_set_permissions(call, application, one(&second)));
	assert_ok(application_permissions(call, application, &got));
	assert_int_equal(got.count, 1);
	assert_text(got.at[0], "unit:manage");
}

static void a_scope_has_units_and_groups(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create(directory), unit = create_unit(directory, "Sales");
	struct text group = create_group(directory, TEXT("testers"));
	struct text_list units, groups;
	assert_ok(application_set_scope(call, application, one(&unit), one(&group)));
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(units.count, 1);
	assert_true(text_equal(units.at[0], unit));
	assert_int_equal(groups.count, 1);
	assert_true(text_equal(groups.at[0], group));
}

static void a_list_that_is_not_there_keeps_what_is(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text root = TEXT("ou_root"), application = create(directory);
	struct text group = create_group(directory, TEXT("testers"));
	struct text_list units, groups;
	assert_ok(application_set_scope(call, application, one(&root), absent));
	assert_ok(application_set_scope(call, application, absent, one(&group)));
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(units.count, 1);
	assert_int_equal(groups.count, 1);
	assert_ok(application_set_scope(call, application, (struct text_list){&root, 0}, absent));
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(units.count, 0);
	assert_int_equal(groups.count, 1);
}

static void the_first_that_does_not_exist_is_named(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create(directory);
	struct text units[] = {TEXT("ou_root"), TEXT("ou_z"), TEXT("ou_a")};
	struct text groups[] = {create_group(directory, TEXT("testers")), TEXT("group_z"), TEXT("group_a")};
	struct error error = application_set_scope(call, application, (struct text_list){units, 3}, absent);
	assert_error(error, ERROR_UNIT_NOT_FOUND);
	assert_text(error.subject, "ou_z");
	error = application_set_scope(call, application, absent, (struct text_list){groups, 3});
	assert_error(error, ERROR_GROUP_NOT_FOUND);
	assert_text(error.subject, "group_z");
}

static void units_of_another_realm_do_not_exist(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text unit = create_unit(directory, "Sales");
	call->realm = TEXT("idaas_elsewhere");
	struct text application = create(directory);
	assert_error(application_set_scope(call, application, one(&unit), absent), ERROR_UNIT_NOT_FOUND);
}

static void a_scope_holds_a_thousand(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create(directory), root = TEXT("ou_root");
	struct text_list groups = {arena_array(call->arena, APPLICATION_SCOPE_QUOTA, sizeof(*groups.at)), 0};
	assert_ok(store_begin(call->store));
	while (groups.count < APPLICATION_SCOPE_QUOTA) {
		struct text name = text_print(call->arena, "group %zu", groups.count);
		groups.at[groups.count++] = create_group(directory, name);
	}
	assert_ok(application_set_scope(call, application, absent, groups));
	assert_error(application_set_scope(call, application, one(&root), absent), ERROR_APPLICATION_SCOPE_LIMIT);
	store_rollback(call->store);
}

static void what_is_named_twice_counts_once(void **state)
{
	struct directory *directory = *state;
	struct text application = create(directory), twice[] = {TEXT("ou_root"), TEXT("ou_root")};
	struct text_list units, groups;
	assert_ok(application_set_scope(&directory->call, application, (struct text_list){twice, 2}, absent));
	assert_ok(application_scope(&directory->call, application, &units, &groups));
	assert_int_equal(units.count, 1);
}

static void nobody_has_neither(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text nobody = TEXT("app_nobody"), root = TEXT("ou_root");
	struct text_list list;
	assert_error(application_permissions(call, nobody, &list), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_set_permissions(call, nobody, one(&root)), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_scope(call, nobody, &list, &list), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_set_scope(call, nobody, one(&root), absent), ERROR_APPLICATION_NOT_FOUND);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(permissions_are_replaced),
		in_directory(a_scope_has_units_and_groups),
		in_directory(a_list_that_is_not_there_keeps_what_is),
		in_directory(the_first_that_does_not_exist_is_named),
		in_directory(units_of_another_realm_do_not_exist),
		in_directory(a_scope_holds_a_thousand),
		in_directory(what_is_named_twice_counts_once),
		in_directory(nobody_has_neither),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

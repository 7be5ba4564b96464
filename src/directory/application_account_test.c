#include "directory/application.h"
#include "directory/fixture.h"
#include "directory/unit.h"
#include "directory/user.h"
#include "tests/unit/unit.h"

static const struct text none = {NULL, 0};

static struct text create_application(struct directory *directory)
{
	struct application application = {
		.name = TEXT("Payroll"),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	directory->call.now++;
	assert_ok(application_create(&directory->call, &application));
	return application.id;
}

static struct text create_user(struct directory *directory, const char *name)
{
	struct text id;
	struct user_new new = {.name = text_of(name), .primary_unit = TEXT("ou_root")};
	assert_ok(user_create(&directory->call, &new, &id));
	return id;
}

static struct text create(struct directory *directory, struct application_account_new new)
{
	struct text id;
	assert_ok(application_account_create(&directory->call, &new, &id));
	return id;
}

static void refuse(struct directory *directory, struct application_account_new new, enum error_code expected)
{
	struct text id;
	assert_error(application_account_create(&directory->call, &new, &id), expected);
}

static struct application_account_list accounts_of(
	struct directory *directory, struct text user, struct text application)
{
	struct application_account_list accounts;
	assert_ok(application_account_of_user(&directory->call, user, application, &accounts));
	return accounts;
}

static void an_account_is_named_like_its_user_unless_told_otherwise(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory), other = create_application(directory);
	struct text user = create_user(directory, "amina");
	struct text id = create(directory, (struct application_account_new){application, user, none, true});
	create(directory, (struct application_account_new){other, user, TEXT("Boss"), true});
	struct application_account_list accounts = accounts_of(directory, user, none);
	assert_int_equal(accounts.count, 2);
	assert_true(text_starts_with(id, TEXT("aac_")));
	assert_true(text_equal(accounts.at[0].id, id));
	assert_true(text_equal(accounts.at[0].application, application));
	assert_true(text_equal(accounts.at[0].user, user));
	assert_text(accounts.at[0].name, "amina");
	assert_text(accounts.at[0].display_name, "amina");
	assert_text(accounts.at[0].extension, "{}");
	assert_int_equal(accounts.at[0].kind, APPLICATION_ACCOUNT_KIND_BASIC);
	assert_text(accounts.at[1].name, "Boss");
}

static void the_display_name_of_the_user_is_shown(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory), user = create_user(directory, "amina");
	struct user_change change = {.display_name = TEXT("Amina D.")};
	assert_ok(user_change(&directory->call, user, &change));
	create(directory, (struct application_account_new){application, user, none, true});
	assert_text(accounts_of(directory, user, none).at[0].display_name, "Amina D.");
}

static void a_user_may_have_further_accounts_by_other_names(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory), user = create_user(directory, "amina");
	create(directory, (struct application_account_new){application, user, TEXT("one"), false});
	create(directory, (struct application_account_new){application, user, TEXT("two"), false});
	assert_int_equal(accounts_of(directory, user, application).count, 2);
	refuse(directory, (struct application_account_new){application, user, TEXT("ONE"), false},
		ERROR_APPLICATION_ACCOUNT_EXISTS);
	refuse(directory, (struct application_account_new){application, user, TEXT("three"), true},
		ERROR_APPLICATION_ACCOUNT_EXISTS);
}

static void names_are_unique_in_an_application(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory), other = create_application(directory);
	struct text user = create_user(directory, "amina"), second = create_user(directory, "bea");
	create(directory, (struct application_account_new){application, user, TEXT("boss"), true});
	refuse(directory, (struct application_account_new){application, second, TEXT("Boss"), true},
		ERROR_APPLICATION_ACCOUNT_NAME_TAKEN);
	create(directory, (struct application_account_new){other, second, TEXT("boss"), true});
}

static void user_and_application_must_exist(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory), user = create_user(directory, "amina");
	struct text nobody = TEXT("user_nobody"), nothing = TEXT("app_nothing");
	refuse(directory, (struct application_account_new){nothing, nobody, none, true}, ERROR_USER_NOT_FOUND);
	refuse(directory, (struct application_account_new){application, nobody, none, true}, ERROR_USER_NOT_FOUND);
	refuse(directory, (struct application_account_new){nothing, user, none, true}, ERROR_APPLICATION_NOT_FOUND);
}

static void users_outside_the_scope_do_not_exist(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text unit, application = create_application(directory), user = create_user(directory, "amina");
	struct unit_new new = {.parent = TEXT("ou_root"), .name = TEXT("Sales")};
	struct application_account_list accounts;
	assert_ok(unit_create(call, &new, &unit));
	assert_ok(application_set_scope(call, application, (struct text_list){&unit, 1}, (struct text_list){NULL, 0}));
	call->application = application;
	refuse(directory, (struct application_account_new){application, user, none, true}, ERROR_USER_NOT_FOUND);
	assert_error(application_account_of_user(call, user, none, &accounts), ERROR_USER_NOT_FOUND);
}

static void an_account_is_deleted_only_as_what_it_is(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory), other = create_application(directory);
	struct text user = create_user(directory, "amina"), second = create_user(directory, "bea");
	struct text id = create(directory, (struct application_account_new){application, user, none, true});
	const enum error_code missing = ERROR_APPLICATION_ACCOUNT_NOT_FOUND;
	assert_error(application_account_delete(call, other, user, id), missing);
	assert_error(application_account_delete(call, application, second, id), missing);
	assert_error(application_account_delete(call, TEXT("app_no"), user, id), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_account_delete(call, application, TEXT("user_no"), id), ERROR_USER_NOT_FOUND);
	assert_ok(application_account_delete(call, application, user, id));
	assert_error(application_account_delete(call, application, user, id), missing);
	assert_int_equal(accounts_of(directory, user, none).count, 0);
}

static void accounts_of_an_application_come_in_pages(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	const char *const names[] = {"Dora", "amina", "Carla", "bea"};
	struct text application = create_application(directory);
	for (size_t i = 0; i < 4; i++) {
		struct text user = create_user(directory, names[i]);
		create(directory, (struct application_account_new){application, user, none, true});
	}
	struct application_account_list accounts;
	struct page_result result;
	struct page page = {.number = 2, .size = 3};
	assert_ok(application_account_list(call, application, &page, &accounts, &result));
	assert_int_equal(result.total, 4);
	assert_int_equal(accounts.count, 1);
	assert_text(accounts.at[0].name, "Dora");
	page = (struct page){.size = 3, .by_position = true};
	assert_ok(application_account_list(call, application, &page, &accounts, &result));
	assert_int_equal(accounts.count, 3);
	assert_text(accounts.at[0].name, "amina");
	page.position = result.next;
	assert_ok(application_account_list(call, application, &page, &accounts, &result));
	assert_int_equal(accounts.count, 1);
	assert_null(result.next.at);
	assert_error(
		application_account_list(call, TEXT("app_no"), &page, &accounts, &result), ERROR_APPLICATION_NOT_FOUND);
}

static void an_account_goes_with_its_user(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory), user = create_user(directory, "amina");
	struct application_account_list accounts;
	struct page_result result;
	struct page page = {.number = 1, .size = 20};
	create(directory, (struct application_account_new){application, user, none, true});
	assert_ok(user_delete(call, user));
	assert_ok(application_account_list(call, application, &page, &accounts, &result));
	assert_int_equal(result.total, 0);
}

static void a_first_account_stays_the_first_when_two_servers_give_one_at_once(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call, other = directory->call;
	struct text id, application = create_application(directory), user = create_user(directory, "amina");
	if (store_engine(call->store) == STORE_SQLITE)
		skip(); /* it has one writer */
	struct application_account_new new = {application, user, TEXT("one"), true};
	assert_ok(store_open(&directory->database->options, &other.store));
	assert_ok(store_begin(call->store));
	assert_ok(store_begin(other.store));
	assert_int_equal(accounts_of(directory, user, application).count, 0);
	struct application_account_list seen;
	assert_ok(application_account_of_user(&other, user, application, &seen));
	assert_ok(application_account_create(call, &new, &id));
	assert_ok(store_commit(call->store));
	new.name = TEXT("two");
	struct error error = application_account_create(&other, &new, &id);
	if (error_ok(error))
		error = store_commit(other.store);
	assert_error(error, ERROR_STORE_CONFLICT);
	store_close(other.store);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(an_account_is_named_like_its_user_unless_told_otherwise),
		in_directory(the_display_name_of_the_user_is_shown),
		in_directory(a_user_may_have_further_accounts_by_other_names),
		in_directory(names_are_unique_in_an_application),
		in_directory(user_and_application_must_exist),
		in_directory(users_outside_the_scope_do_not_exist),
		in_directory(an_account_is_deleted_only_as_what_it_is),
		in_directory(accounts_of_an_application_come_in_pages),
		in_directory(an_account_goes_with_its_user),
		in_directory(a_first_account_stays_the_first_when_two_servers_give_one_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

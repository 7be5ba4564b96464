#include "directory/application.h"
#include "directory/fixture.h"
#include "directory/group.h"
#include "directory/span.h"
#include "directory/user.h"
#include "tests/unit/unit.h"

static const struct text none = {NULL, 0};

static struct application create(struct directory *directory, const char *name)
{
	struct application application = {
		.name = text_of(name),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	assert_ok(application_create(&directory->call, &application));
	return application;
}

static struct text create_user(struct directory *directory, const char *name)
{
	struct text id;
	struct user_new new = {.name = text_of(name), .primary_unit = TEXT("ou_root")};
	assert_ok(user_create(&directory->call, &new, &id));
	return id;
}

static struct text create_group(struct directory *directory, const char *name)
{
	struct text id;
	struct group_new new = {.name = text_of(name)};
	assert_ok(group_create(&directory->call, &new, &id));
	return id;
}

static struct text_list one(struct text *text)
{
	return (struct text_list){text, 1};
}

static int64_t applications_of(struct directory *directory)
{
	int64_t amount;
	assert_ok(span_total(&directory->call, (struct key_list){.kind = SPAN_APPLICATIONS}, &amount));
	return amount;
}

static void a_new_application_is_enabled_and_its_api_is_off(void **state)
{
	struct directory *directory = *state;
	struct application got, made = create(directory, "Payroll");
	assert_ok(application_get(&directory->call, made.id, &got));
	assert_true(text_starts_with(got.id, TEXT("app_")));
	assert_true(text_equal(got.realm, directory->instance.id));
	assert_text(got.name, "Payroll");
	assert_int_equal(got.status, APPLICATION_STATUS_ENABLED);
	assert_int_equal(got.api_invoke, APPLICATION_API_INVOKE_DISABLED);
	assert_int_equal(got.identity_type, APPLICATION_IDENTITY_TYPE_APPLICATION);
	assert_int_equal(got.authorization_type, APPLICATION_AUTHORIZATION_TYPE_AUTHORIZE_REQUIRED);
	assert_int_equal(got.creation_type, APPLICATION_CREATION_TYPE_USER_CUSTOM);
	assert_text(got.features, "[\"api_invoke\"]");
	assert_int_equal(got.created, directory->call.now);
	assert_int_equal(got.owner_users.count, 0);
	assert_int_equal(applications_of(directory), 1);
}

static void an_application_is_known_in_its_realm_alone(void **state)
{
	struct directory *directory = *state;
	struct application got, made = create(directory, "Payroll");
	directory->call.realm = TEXT("idaas_elsewhere");
	assert_error(application_get(&directory->call, made.id, &got), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_require(&directory->call, made.id), ERROR_APPLICATION_NOT_FOUND);
	assert_ok(application_by_id(&directory->call, made.id, &got));
	assert_true(text_equal(got.realm, directory->instance.id));
	assert_error(application_by_id(&directory->call, TEXT("app_nobody"), &got), ERROR_APPLICATION_NOT_FOUND);
}

static void owners_and_visibility_are_kept(void **state)
{
	struct directory *directory = *state;
	struct text user = create_user(directory, "amina"), group = create_group(directory, "owners");
	struct text mark = TEXT("portal");
	struct application got,
		application = {
			.name = TEXT("Payroll"),
			.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
			.sso_type = APPLICATION_SSO_TYPE_SAML2,
			.owner_users = one(&user),
			.owner_groups = one(&group),
			.visibility = one(&mark),
		};
	assert_ok(application_create(&directory->call, &application));
	assert_ok(application_get(&directory->call, application.id, &got));
	assert_int_equal(got.owner_users.count, 1);
	assert_true(text_equal(got.owner_users.at[0], user));
	assert_int_equal(got.owner_groups.count, 1);
	assert_true(text_equal(got.owner_groups.at[0], group));
	assert_int_equal(got.visibility.count, 1);
	assert_text(got.visibility.at[0], "portal");
}

static void owners_must_exist(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct application application = create(directory, "Payroll");
	struct text users[] = {create_user(directory, "amina"), TEXT("user_z"), TEXT("user_a")};
	struct text group = TEXT("group_nobody");
	struct application_change change = {.owner_users = {users, 3}};
	struct error error = application_change(call, application.id, &change);
	assert_error(error, ERROR_USER_NOT_FOUND);
	assert_text(error.subject, "user_z");
	change = (struct application_change){.owner_groups = one(&group)};
	assert_error(application_change(call, application.id, &change), ERROR_GROUP_NOT_FOUND);
}

static void only_what_is_there_changes(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct application got, made = create(directory, "Payroll");
	struct application_change change = {.description = TEXT("pays"), .logo_url = TEXT("https://example.com/a.png")};
	call->now += 1000;
	assert_ok(application_change(call, made.id, &change));
	change = (struct application_change){
		.name = TEXT("Wages"),
		.authorization_type = APPLICATION_AUTHORIZATION_TYPE_DEFAULT_ALL,
	};
	assert_ok(application_change(call, made.id, &change));
	assert_ok(application_get(call, made.id, &got));
	assert_text(got.name, "Wages");
	assert_text(got.description, "pays");
	assert_text(got.logo_url, "https://example.com/a.png");
	assert_int_equal(got.authorization_type, APPLICATION_AUTHORIZATION_TYPE_DEFAULT_ALL);
	assert_int_equal(got.sso_type, APPLICATION_SSO_TYPE_OIDC);
	assert_int_equal(got.created, made.created);
	assert_int_equal(got.updated, call->now);
}

static void empty_text_clears_logo_and_description(void **state)
{
	struct directory *directory = *state;
	struct application got, made = create(directory, "Payroll");
	struct application_change change = {.description = TEXT("pays"), .logo_url = TEXT("https://example.com/a.png")};
	assert_ok(application_change(&directory->call, made.id, &change));
	change = (struct application_change){.description = TEXT(""), .logo_url = TEXT("")};
	assert_ok(application_change(&directory->call, made.id, &change));
	assert_ok(application_get(&directory->call, made.id, &got));
	assert_null(got.description.at);
	assert_null(got.logo_url.at);
}

static void an_empty_list_of_owners_takes_them_away(void **state)
{
	struct directory *directory = *state;
	struct text user = create_user(directory, "amina");
	struct application got, made = create(directory, "Payroll");
	struct application_change change = {.owner_users = one(&user)};
	assert_ok(application_change(&directory->call, made.id, &change));
	change.owner_users.count = 0;
	assert_ok(application_change(&directory->call, made.id, &change));
	assert_ok(application_get(&directory->call, made.id, &got));
	assert_int_equal(got.owner_users.count, 0);
}

static void switches_change_alone(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct application got, made = create(directory, "Payroll");
	assert_ok(application_set_api(call, made.id, APPLICATION_API_INVOKE_ENABLED));
	assert_ok(application_set_status(call, made.id, APPLICATION_STATUS_DISABLED));
	assert_ok(application_get(call, made.id, &got));
	assert_int_equal(got.status, APPLICATION_STATUS_DISABLED);
	assert_int_equal(got.api_invoke, APPLICATION_API_INVOKE_ENABLED);
	assert_text(got.name, "Payroll");
}

static void only_a_disabled_application_is_deleted(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct application got, made = create(directory, "Payroll");
	assert_error(application_delete(call, made.id), ERROR_APPLICATION_ENABLED);
	assert_ok(application_set_status(call, made.id, APPLICATION_STATUS_DISABLED));
	assert_ok(application_delete(call, made.id));
	assert_error(application_get(call, made.id, &got), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_delete(call, made.id), ERROR_APPLICATION_NOT_FOUND);
	assert_int_equal(applications_of(directory), 0);
}

static void what_belongs_to_an_application_goes_with_it(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct application made = create(directory, "Payroll");
	struct text id, root = TEXT("ou_root"), user = create_user(directory, "amina");
	struct client_secret secret;
	struct client client;
	struct application_account_list accounts;
	assert_ok(client_secret_create(call, made.id, 0, &secret));
	assert_ok(application_set_scope(call, made.id, one(&root), (struct text_list){NULL, 0}));
	const struct application_account_new new = {.application = made.id, .user = user};
	assert_ok(application_account_create(call, &new, &id));
	assert_ok(application_set_status(call, made.id, APPLICATION_STATUS_DISABLED));
	assert_ok(application_delete(call, made.id));
	assert_error(client_find(call, made.id, secret.secret, &client), ERROR_APPLICATION_NOT_FOUND);
	assert_ok(application_account_of_user(call, user, none, &accounts));
	assert_int_equal(accounts.count, 0);
}

static void changes_of_nobody_are_refused(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text nobody = TEXT("app_nobody");
	struct application_change change = {.name = TEXT("Wages")};
	assert_error(application_change(call, nobody, &change), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_set_status(call, nobody, APPLICATION_STATUS_ENABLED), ERROR_APPLICATION_NOT_FOUND);
	assert_error(application_set_api(call, nobody, APPLICATION_API_INVOKE_ENABLED), ERROR_APPLICATION_NOT_FOUND);
}

static void changes_name_their_target_for_the_audit(void **state)
{
	struct directory *directory = *state;
	struct application made = create(directory, "Payroll");
	assert_string_equal(directory->call.target.kind, "application");
	assert_true(text_equal(directory->call.target.id, made.id));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_new_application_is_enabled_and_its_api_is_off),
		in_directory(an_application_is_known_in_its_realm_alone),
		in_directory(owners_and_visibility_are_kept),
		in_directory(owners_must_exist),
		in_directory(only_what_is_there_changes),
		in_directory(empty_text_clears_logo_and_description),
		in_directory(an_empty_list_of_owners_takes_them_away),
		in_directory(switches_change_alone),
		in_directory(only_a_disabled_application_is_deleted),
		in_directory(what_belongs_to_an_application_goes_with_it),
		in_directory(changes_of_nobody_are_refused),
		in_directory(changes_name_their_target_for_the_audit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

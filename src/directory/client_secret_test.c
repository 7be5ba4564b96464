#include "directory/application.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

#define MINUTE (INT64_C(60) * 1000)
#define DAY (24 * 60 * MINUTE)

static struct text create_application(struct directory *directory)
{
	struct application application = {
		.name = TEXT("Payroll"),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	assert_ok(application_create(&directory->call, &application));
	return application.id;
}

static struct client_secret create(struct directory *directory, struct text application)
{
	struct client_secret secret;
	assert_ok(client_secret_create(&directory->call, application, 0, &secret));
	return secret;
}

static struct error verify(struct directory *directory, struct text application, struct text secret)
{
	struct client client;
	return client_find(&directory->call, application, secret, &client);
}

static void a_secret_looks_as_clients_expect(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory);
	struct client_secret secret = create(directory, application);
	assert_true(text_starts_with(secret.id, TEXT("sci_")));
	assert_true(text_starts_with(secret.secret, TEXT("CS")));
	assert_int_equal(secret.secret.length, 42);
	assert_int_equal(secret.status, CLIENT_SECRET_STATUS_ENABLED);
	assert_int_equal(secret.expires, 0);
}

static void a_secret_can_be_read_back(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory);
	struct client_secret got, made = create(directory, application);
	assert_ok(client_secret_obtain(&directory->call, application, made.id, &got));
	assert_true(text_equal(got.secret, made.secret));
	assert_null(memmem(got.sealed.at, got.sealed.length, made.secret.at, made.secret.length));
}

static void lists_show_only_the_ends(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory);
	struct client_secret made = create(directory, application);
	struct client_secret_list secrets;
	assert_ok(client_secret_list(&directory->call, application, &secrets));
	assert_int_equal(secrets.count, 1);
	assert_null(secrets.at[0].secret.at);
	struct text mask = secrets.at[0].mask, stars = text_slice(mask, 4, 36);
	assert_int_equal(mask.length, made.secret.length);
	assert_memory_equal(mask.at, made.secret.at, 4);
	assert_memory_equal(mask.at + 40, made.secret.at + 40, 2);
	for (size_t i = 0; i < stars.length; i++)
		assert_int_equal(stars.at[i], '*');
}

static void an_application_has_two_secrets_at_most(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory);
	struct client_secret secret;
	create(directory, application);
	secret = create(directory, application);
	assert_error(client_secret_create(&directory->call, application, 0, &secret), ERROR_SECRET_LIMIT);
	create(directory, create_application(directory));
}

static struct error create_and_commit(struct call *call, struct text application)
{
	struct client_secret secret;
	struct error error = client_secret_create(call, application, 0, &secret);
	if (error_ok(error))
		return store_commit(call->store);
	store_rollback(call->store);
	return error;
}

static void the_quota_holds_when_two_servers_create_at_once(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call, other = directory->call;
	struct text application = create_application(directory);
	struct client_secret_list secrets;
	if (store_engine(call->store) == STORE_SQLITE)
		skip(); /* it has one writer */
	create(directory, application);
	assert_ok(store_open(&directory->database->options, &other.store));
	assert_ok(store_begin(call->store));
	assert_ok(store_begin(other.store));
	/* Both have seen that there is one. */
	assert_ok(client_secret_list(call, application, &secrets));
	assert_ok(client_secret_list(&other, application, &secrets));
	assert_ok(create_and_commit(call, application));
	assert_error(create_and_commit(&other, application), ERROR_STORE_CONFLICT);
	store_close(other.store);
	assert_ok(client_secret_list(call, application, &secrets));
	assert_int_equal(secrets.count, APPLICATION_SECRET_QUOTA);
}

static void a_secret_lives_a_day_to_three_years(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory);
	struct client_secret secret = create(directory, application);
	const struct {
		int64_t expires;
		enum error_code code;
	} cases[] = {
		{call->now + DAY, ERROR_NONE},
		{call->now + (3 * 365 + 1) * DAY, ERROR_NONE},
		{0, ERROR_NONE},
		{1, ERROR_PARAMETER_INVALID},
		{call->now, ERROR_PARAMETER_INVALID},
		{call->now + DAY - 6 * MINUTE, ERROR_PARAMETER_INVALID},
		{call->now + (3 * 365 + 1) * DAY + 6 * MINUTE, ERROR_PARAMETER_INVALID},
		{INT64_MAX, ERROR_PARAMETER_INVALID},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = client_secret_set_expiry(call, application, secret.id, cases[i].expires);
		assert_error(error, cases[i].code);
		if (!error_ok(error))
			assert_text(error.subject, "expires");
	}
	assert_error(client_secret_create(call, application, 1, &secret), ERROR_PARAMETER_INVALID);
}

static void only_a_disabled_secret_is_deleted(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory);
	struct client_secret got, made = create(directory, application);
	assert_error(client_secret_delete(call, application, made.id), ERROR_SECRET_ENABLED);
	assert_ok(client_secret_set_status(call, application, made.id, CLIENT_SECRET_STATUS_DISABLED));
	assert_ok(client_secret_delete(call, application, made.id));
	assert_error(client_secret_obtain(call, application, made.id, &got), ERROR_SECRET_NOT_FOUND);
}

static void a_secret_belongs_to_its_application_alone(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory), other = create_application(directory);
	struct client_secret got, made = create(directory, application);
	assert_error(client_secret_obtain(call, other, made.id, &got), ERROR_SECRET_NOT_FOUND);
	assert_error(client_secret_delete(call, other, made.id), ERROR_SECRET_NOT_FOUND);
	assert_error(client_secret_obtain(call, TEXT("app_nobody"), made.id, &got), ERROR_APPLICATION_NOT_FOUND);
	assert_error(verify(directory, other, made.secret), ERROR_CLIENT_UNKNOWN);
}

static void either_secret_is_verified(void **state)
{
	struct directory *directory = *state;
	struct client client;
	struct text application = create_application(directory);
	struct client_secret first = create(directory, application), second = create(directory, application);
	assert_ok(client_find(&directory->call, application, first.secret, &client));
	assert_true(text_equal(client.secret, first.id));
	assert_true(text_equal(client.account, directory->account.id));
	assert_ok(client_find(&directory->call, application, second.secret, &client));
	assert_true(text_equal(client.secret, second.id));
}

static void a_wrong_secret_is_not_verified(void **state)
{
	struct directory *directory = *state;
	struct text application = create_application(directory);
	assert_error(verify(directory, application, TEXT("")), ERROR_CLIENT_UNKNOWN);
	struct client_secret secret = create(directory, application);
	assert_error(verify(directory, application, TEXT("")), ERROR_CLIENT_UNKNOWN);
	assert_error(verify(directory, application, TEXT("CSwrong")), ERROR_CLIENT_UNKNOWN);
	assert_error(verify(directory, application, text_slice(secret.secret, 0, 41)), ERROR_CLIENT_UNKNOWN);
	assert_error(verify(directory, application, secret.hash), ERROR_CLIENT_UNKNOWN);
	assert_error(verify(directory, TEXT("app_nobody"), secret.secret), ERROR_APPLICATION_NOT_FOUND);
	directory->call.realm = TEXT(""); /* who does not say in which instance does not learn which there are */
	assert_error(verify(directory, TEXT("app_nobody"), secret.secret), ERROR_CLIENT_UNKNOWN);
}

static void a_disabled_secret_is_not_verified(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory);
	struct client_secret secret = create(directory, application);
	assert_ok(client_secret_set_status(call, application, secret.id, CLIENT_SECRET_STATUS_DISABLED));
	assert_error(verify(directory, application, secret.secret), ERROR_CLIENT_UNKNOWN);
	assert_ok(client_secret_set_status(call, application, secret.id, CLIENT_SECRET_STATUS_ENABLED));
	assert_ok(verify(directory, application, secret.secret));
}

static void an_expired_secret_is_not_verified(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text application = create_application(directory);
	struct client_secret secret;
	int64_t end = call->now + 2 * DAY;
	assert_ok(client_secret_create(call, application, end, &secret));
	call->now = end - 1;
	assert_ok(verify(directory, application, secret.secret));
	call->now = end;
	assert_error(verify(directory, application, secret.secret), ERROR_CLIENT_UNKNOWN);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_secret_looks_as_clients_expect),
		in_directory(a_secret_can_be_read_back),
		in_directory(lists_show_only_the_ends),
		in_directory(an_application_has_two_secrets_at_most),
		in_directory(the_quota_holds_when_two_servers_create_at_once),
		in_directory(a_secret_lives_a_day_to_three_years),
		in_directory(only_a_disabled_secret_is_deleted),
		in_directory(a_secret_belongs_to_its_application_alone),
		in_directory(either_secret_is_verified),
		in_directory(a_wrong_secret_is_not_verified),
		in_directory(a_disabled_secret_is_not_verified),
		in_directory(an_expired_secret_is_not_verified),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

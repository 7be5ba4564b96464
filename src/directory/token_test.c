#include "directory/artefact.h"
#include "directory/token.h"
#include "directory/application.h"
#include "directory/audit.h"
#include "directory/fixture.h"
#include "directory/instance.h"
#include "tests/unit/unit.h"

static const struct text nothing = {NULL, 0};

struct registered {
	struct application application;
	struct client_secret secret;
};

static struct registered create_client(struct directory *directory)
{
	struct call *call = &directory->call;
	struct registered client = {.application = {.name = TEXT("App"), .sso_type = APPLICATION_SSO_TYPE_OIDC}};
	assert_ok(application_create(call, &client.application));
	assert_ok(application_set_api(call, client.application.id, APPLICATION_API_INVOKE_ENABLED));
	assert_ok(client_secret_create(call, client.application.id, 0, &client.secret));
	return client;
}

static struct error issue(
	struct directory *directory, enum token_kind kind, const struct registered *client, struct token *token)
{
	return token_issue(&directory->call, kind, client->application.id, client->secret.secret, token);
}

/* As a new call would: nobody yet, nowhere yet. */
static struct error accept(struct directory *directory, enum token_kind kind, struct text value)
{
	struct call *call = &directory->call;
	call->realm = call->application = nothing;
	call->actor = (struct actor){.kind = ACTOR_NONE};
	struct error error = token_accept(call, kind, value);
	return error;
}

static void back_to_the_administrator(struct directory *directory)
{
	directory->call.realm = directory->instance.id;
	directory->call.application = nothing;
	directory->call.actor = (struct actor){.kind = ACTOR_LOCAL, .account = directory->account.id};
}

static void a_developer_token_acts_for_its_application(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct token token;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	assert_true(text_starts_with(token.value, TEXT("AT")));
	assert_true(token.value.length <= 2048);
	assert_int_equal(token.expires - token.issued, directory->settings.token_seconds * 1000);
	assert_ok(accept(directory, TOKEN_DEVELOPER, token.value));
	assert_int_equal(call->actor.kind, ACTOR_APPLICATION);
	assert_text(call->actor.account, directory->account.id.at);
	assert_text(call->actor.id, client.application.id.at);
	assert_text(call->actor.credential, client.secret.id.at);
	assert_text(call->application, client.application.id.at);
	assert_text(call->realm, directory->instance.id.at);
}

static void a_tenant_token_is_a_uuid_and_does_the_same(void **state)
{
	struct directory *directory = *state;
	struct registered client = create_client(directory);
	struct token token;
	directory->call.realm = nothing; /* the tenant API's token endpoint knows no instance */
	assert_ok(issue(directory, TOKEN_TENANT, &client, &token));
	assert_int_equal(token.value.length, 36);
	assert_int_equal(token.expires - token.issued, directory->settings.token_tenant_seconds * 1000);
	assert_ok(accept(directory, TOKEN_TENANT, token.value));
	assert_text(directory->call.application, client.application.id.at);
	assert_text(directory->call.realm, directory->instance.id.at);
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_TOKEN_INVALID);
}

static void the_audit_says_who_got_a_token(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct token token;
	call->actor = (struct actor){.kind = ACTOR_NONE};
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	assert_string_equal(call->target.kind, "token");
	assert_text(call->actor.id, client.application.id.at);
	assert_text(call->actor.credential, client.secret.id.at);
}

static void a_token_expires(void **state)
{
	struct directory *directory = *state;
	struct registered client = create_client(directory);
	struct token developer, tenant;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &developer));
	assert_ok(issue(directory, TOKEN_TENANT, &client, &tenant));
	directory->call.now = developer.expires - 1;
	assert_ok(accept(directory, TOKEN_DEVELOPER, developer.value));
	directory->call.now = developer.expires;
	assert_error(accept(directory, TOKEN_DEVELOPER, developer.value), ERROR_TOKEN_INVALID);
	assert_ok(accept(directory, TOKEN_TENANT, tenant.value));
	directory->call.now = tenant.expires;
	assert_error(accept(directory, TOKEN_TENANT, tenant.value), ERROR_TOKEN_INVALID);
}

static void a_made_up_or_changed_token_is_invalid(void **state)
{
	struct directory *directory = *state;
	struct arena *arena = directory->call.arena;
	struct registered client = create_client(directory);
	struct token token;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	const struct text bad[] = {TEXT(""), TEXT("AT"), TEXT("ATabc"), TEXT("x"),
		text_slice(token.value, 0, token.value.length - 1), text_slice(token.value, 1, SIZE_MAX)};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_error(accept(directory, TOKEN_DEVELOPER, bad[i]), ERROR_TOKEN_INVALID);
	char *changed = (char *)(uintptr_t)text_copy(arena, token.value).at;
	changed[token.value.length / 2] = changed[token.value.length / 2] == 'A' ? 'B' : 'A';
	assert_error(accept(directory, TOKEN_DEVELOPER, text_of(changed)), ERROR_TOKEN_INVALID);
	assert_error(
		accept(directory, TOKEN_TENANT, TEXT("00000000-0000-4000-8000-000000000000")), ERROR_TOKEN_INVALID);
}

static void a_wrong_secret_and_an_unknown_client_are_the_same(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct token token;
	assert_error(token_issue(call, TOKEN_DEVELOPER, client.application.id, TEXT("CSwrong"), &token),
		ERROR_CLIENT_UNKNOWN);
	assert_error(token_issue(call, TOKEN_DEVELOPER, client.application.id, TEXT(""), &token), ERROR_CLIENT_UNKNOWN);
	call->realm = nothing;
	assert_error(
		token_issue(call, TOKEN_TENANT, TEXT("app_none"), client.secret.secret, &token), ERROR_CLIENT_UNKNOWN);
}

static void an_application_that_is_not_in_the_instance_is_not_found(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct instance other;
	struct token token;
	assert_error(token_issue(call, TOKEN_DEVELOPER, TEXT("app_none"), client.secret.secret, &token),
		ERROR_APPLICATION_NOT_FOUND);
	assert_ok(instance_create(call, TEXT("other"), &other));
	assert_error(issue(directory, TOKEN_DEVELOPER, &client, &token), ERROR_APPLICATION_NOT_FOUND);
}

static void a_disabled_application_neither_gets_nor_uses_a_token(void **state)
{
	struct directory *directory = *state;
	struct registered client = create_client(directory);
	struct token token, none;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	back_to_the_administrator(directory);
	assert_ok(application_set_status(&directory->call, client.application.id, APPLICATION_STATUS_DISABLED));
	assert_error(issue(directory, TOKEN_DEVELOPER, &client, &none), ERROR_APPLICATION_DISABLED);
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_APPLICATION_DISABLED);
	back_to_the_administrator(directory);
	assert_ok(application_delete(&directory->call, client.application.id));
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_APPLICATION_NOT_FOUND);
}

static void without_its_api_an_application_neither_gets_nor_uses_a_token(void **state)
{
	struct directory *directory = *state;
	struct registered client = create_client(directory);
	struct token token, none;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	back_to_the_administrator(directory);
	assert_ok(application_set_api(&directory->call, client.application.id, APPLICATION_API_INVOKE_DISABLED));
	assert_error(issue(directory, TOKEN_DEVELOPER, &client, &none), ERROR_GRANT_NOT_ALLOWED);
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_APPLICATION_API_DISABLED);
}

static void a_secret_that_expires_takes_its_tokens_with_it(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct token token, none;
	int64_t end = call->now + (int64_t)25 * 60 * 60 * 1000;
	assert_ok(client_secret_set_expiry(call, client.application.id, client.secret.id, end));
	call->now = end - 1000;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	assert_ok(accept(directory, TOKEN_DEVELOPER, token.value));
	call->now = end;
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_TOKEN_INVALID);
	back_to_the_administrator(directory);
	assert_error(issue(directory, TOKEN_DEVELOPER, &client, &none), ERROR_CLIENT_UNKNOWN);
}

static void a_disabled_secret_ends_its_tokens(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct token token, none;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	back_to_the_administrator(directory);
	assert_ok(
		client_secret_set_status(call, client.application.id, client.secret.id, CLIENT_SECRET_STATUS_DISABLED));
	assert_error(issue(directory, TOKEN_DEVELOPER, &client, &none), ERROR_CLIENT_UNKNOWN);
	assert_error(accept(directory, TOKEN_DEVELOPER, token.value), ERROR_TOKEN_INVALID);
}

static void use_of_a_secret_is_noted_once_a_minute(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct client_secret_list secrets;
	struct token token;
	int64_t first = call->now;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	call->now += 59 * 1000;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	back_to_the_administrator(directory);
	assert_ok(client_secret_list(call, client.application.id, &secrets));
	assert_int_equal(secrets.at[0].last_used, first);
	call->now += 1000;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	back_to_the_administrator(directory);
	assert_ok(client_secret_list(call, client.application.id, &secrets));
	assert_int_equal(secrets.at[0].last_used, call->now);
}

static void a_revoked_token_is_invalid_and_others_stay_good(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	const enum token_kind kinds[] = {TOKEN_DEVELOPER, TOKEN_TENANT};
	for (size_t i = 0; i < 2; i++) {
		struct token first, second;
		back_to_the_administrator(directory);
		assert_ok(issue(directory, kinds[i], &client, &first));
		assert_ok(issue(directory, kinds[i], &client, &second));
		assert_ok(token_revoke(call, client.application.id, client.secret.secret, first.value));
		assert_text(call->actor.id, client.application.id.at);
		assert_error(accept(directory, kinds[i], first.value), ERROR_TOKEN_INVALID);
		assert_ok(accept(directory, kinds[i], second.value));
	}
}

static void a_token_that_was_revoked_when_it_had_expired_stays_revoked_when_the_clock_is_set_back(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	const enum token_kind kinds[] = {TOKEN_DEVELOPER, TOKEN_TENANT};
	const int64_t ahead = 2 * 60 * 60 * 1000;
	for (size_t i = 0; i < 2; i++) {
		struct token token;
		int64_t swept;
		back_to_the_administrator(directory);
		assert_ok(issue(directory, kinds[i], &client, &token));
		call->now += ahead;
		assert_error(accept(directory, kinds[i], token.value), ERROR_TOKEN_INVALID);
		assert_ok(token_revoke(call, client.application.id, client.secret.secret, token.value));
		assert_ok(artefact_sweep(call, 100, &swept));
		call->now -= ahead;
		assert_error(accept(directory, kinds[i], token.value), ERROR_TOKEN_INVALID);
	}
}

static void only_its_own_client_revokes_a_token(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory), other = create_client(directory);
	struct token token;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	assert_ok(token_revoke(call, other.application.id, other.secret.secret, token.value));
	assert_error(token_revoke(call, client.application.id, TEXT("CSwrong"), token.value), ERROR_CLIENT_UNKNOWN);
	assert_ok(token_revoke(call, client.application.id, client.secret.secret, TEXT("ATunknown")));
	assert_ok(accept(directory, TOKEN_DEVELOPER, token.value));
}

/* As a call that is served by the reader. */
static struct error accept_on(
	struct directory *directory, struct store *reader, enum token_kind kind, struct text value)
{
	struct store *writer = directory->call.store;
	directory->call.store = reader;
	assert_ok(store_begin(reader));
	struct error error = accept(directory, kind, value);
	store_rollback(reader);
	directory->call.store = writer;
	return error;
}

static void accept_twice(struct directory *directory, struct store *reader, enum token_kind kind, struct text value)
{
	for (int i = 0; i < 2; i++) {
		assert_ok(accept_on(directory, reader, kind, value));
		assert_int_equal(directory->call.actor.kind, ACTOR_APPLICATION);
		assert_text(directory->call.actor.account, directory->account.id.at);
		assert_text(directory->call.realm, directory->instance.id.at);
		assert_true(text_equal(directory->call.application, directory->call.actor.id));
	}
}

static void a_token_that_was_accepted_before_expires_too(void **state)
{
	struct directory *directory = *state;
	struct registered client = create_client(directory);
	struct store *reader = directory_reader(directory);
	struct token tokens[2];
	const enum token_kind kinds[] = {TOKEN_TENANT, TOKEN_DEVELOPER};
	for (size_t i = 0; i < 2; i++)
		assert_ok(issue(directory, kinds[i], &client, &tokens[i]));
	for (size_t i = 0; i < 2; i++) {
		int64_t before = directory->call.now;
		directory->call.now = tokens[i].expires - 1;
		accept_twice(directory, reader, kinds[i], tokens[i].value);
		assert_error(accept_on(directory, reader, kinds[1 - i], tokens[i].value), ERROR_TOKEN_INVALID);
		directory->call.now = tokens[i].expires;
		assert_error(accept_on(directory, reader, kinds[i], tokens[i].value), ERROR_TOKEN_INVALID);
		directory->call.now = before;
	}
	store_close(reader);
}

static void a_token_that_was_accepted_before_ends_with_its_secret(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct store *reader = directory_reader(directory);
	struct token token;
	int64_t end = call->now + (int64_t)25 * 60 * 60 * 1000;
	assert_ok(client_secret_set_expiry(call, client.application.id, client.secret.id, end));
	call->now = end - 1000;
	assert_ok(issue(directory, TOKEN_DEVELOPER, &client, &token));
	accept_twice(directory, reader, TOKEN_DEVELOPER, token.value);
	call->now = end;
	assert_error(accept_on(directory, reader, TOKEN_DEVELOPER, token.value), ERROR_TOKEN_INVALID);
	store_close(reader);
}

static void a_token_that_was_accepted_before_can_be_revoked(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct registered client = create_client(directory);
	struct store *reader = directory_reader(directory);
	const enum token_kind kinds[] = {TOKEN_DEVELOPER, TOKEN_TENANT};
	for (size_t i = 0; i < 2; i++) {
		struct token first, second;
		back_to_the_administrator(directory);
		assert_ok(issue(directory, kinds[i], &client, &first));
		assert_ok(issue(directory, kinds[i], &client, &second));
		accept_twice(directory, reader, kinds[i], first.value);
		accept_twice(directory, reader, kinds[i], second.value);
		back_to_the_administrator(directory);
		assert_ok(token_revoke(call, client.application.id, client.secret.secret, first.value));
		assert_error(accept_on(directory, reader, kinds[i], first.value), ERROR_TOKEN_INVALID);
		accept_twice(directory, reader, kinds[i], second.value);
	}
	store_close(reader);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_developer_token_acts_for_its_application),
		in_directory(a_tenant_token_is_a_uuid_and_does_the_same),
		in_directory(the_audit_says_who_got_a_token),
		in_directory(a_token_expires),
		in_directory(a_made_up_or_changed_token_is_invalid),
		in_directory(a_wrong_secret_and_an_unknown_client_are_the_same),
		in_directory(an_application_that_is_not_in_the_instance_is_not_found),
		in_directory(a_disabled_application_neither_gets_nor_uses_a_token),
		in_directory(without_its_api_an_application_neither_gets_nor_uses_a_token),
		in_directory(a_secret_that_expires_takes_its_tokens_with_it),
		in_directory(a_disabled_secret_ends_its_tokens),
		in_directory(use_of_a_secret_is_noted_once_a_minute),
		in_directory(a_revoked_token_is_invalid_and_others_stay_good),
		in_directory(a_token_that_was_revoked_when_it_had_expired_stays_revoked_when_the_clock_is_set_back),
		in_directory(only_its_own_client_revokes_a_token),
		in_directory(a_token_that_was_accepted_before_expires_too),
		in_directory(a_token_that_was_accepted_before_ends_with_its_secret),
		in_directory(a_token_that_was_accepted_before_can_be_revoked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "directory/permission.h"
#include "directory/application.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

static void become_application(struct directory *directory, struct text permission)
{
	struct call *call = &directory->call;
	struct application application = {.name = TEXT("App"), .sso_type = APPLICATION_SSO_TYPE_OIDC};
	assert_ok(application_create(call, &application));
	assert_ok(application_set_permissions(call, application.id, (struct text_list){&permission, 1}));
	call->actor.kind = ACTOR_APPLICATION;
	call->actor.id = application.id;
}

static void an_application_may_what_was_granted(void **state)
{
	struct directory *directory = *state;
	become_application(directory, TEXT("user:read"));
	assert_ok(permission_require(&directory->call, TEXT("user:read")));
	struct error error = permission_require(&directory->call, TEXT("user:manage"));
	assert_error(error, ERROR_PERMISSION_DENIED);
	assert_text(error.subject, "user:manage");
	assert_error(permission_require(&directory->call, TEXT("unit:read")), ERROR_PERMISSION_DENIED);
}

static void who_may_manage_may_read(void **state)
{
	struct directory *directory = *state;
	become_application(directory, TEXT("user:manage"));
	assert_ok(permission_require(&directory->call, TEXT("user:manage")));
	assert_ok(permission_require(&directory->call, TEXT("user:read")));
	assert_error(permission_require(&directory->call, TEXT("unit:read")), ERROR_PERMISSION_DENIED);
}

static void some_permissions_are_for_everything(void **state)
{
	struct directory *directory = *state;
	become_application(directory, TEXT("read"));
	assert_ok(permission_require(&directory->call, TEXT("unit:read")));
	assert_error(permission_require(&directory->call, TEXT("unit:manage")), ERROR_PERMISSION_DENIED);
	struct text all = TEXT("all");
	assert_ok(application_set_permissions(&directory->call, directory->call.actor.id, (struct text_list){&all, 1}));
	assert_ok(permission_require(&directory->call, TEXT("unit:manage")));
}

static void what_needs_no_permission_is_for_every_application(void **state)
{
	struct directory *directory = *state;
	become_application(directory, TEXT("user:read"));
	assert_ok(permission_require(&directory->call, (struct text){NULL, 0}));
}

static void the_account_itself_may_everything_and_its_users_nothing(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	call->actor.kind = ACTOR_ROOT;
	assert_ok(permission_require(call, (struct text){NULL, 0}));
	assert_ok(permission_require(call, TEXT("user:manage")));
	call->actor.kind = ACTOR_LOCAL;
	assert_ok(permission_require(call, TEXT("user:manage")));
	call->actor.kind = ACTOR_RAM_USER;
	assert_error(permission_require(call, (struct text){NULL, 0}), ERROR_PERMISSION_DENIED);
	call->actor.kind = ACTOR_NONE;
	assert_error(permission_require(call, (struct text){NULL, 0}), ERROR_PERMISSION_DENIED);
}

static struct error require_on(struct directory *directory, struct store *reader, struct text permission)
{
	struct call call = directory->call;
	call.store = reader;
	assert_ok(store_begin(reader));
	struct error error = permission_require(&call, permission);
	store_rollback(reader);
	return error;
}

static void a_permission_that_is_taken_away_is_gone_at_once(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct store *reader = directory_reader(directory);
	become_application(directory, TEXT("user:manage"));
	for (int i = 0; i < 2; i++) {
		assert_ok(require_on(directory, reader, TEXT("user:read")));
		assert_ok(require_on(directory, reader, TEXT("user:manage")));
		assert_error(require_on(directory, reader, TEXT("unit:read")), ERROR_PERMISSION_DENIED);
	}
	struct text less = TEXT("user:read");
	assert_ok(application_set_permissions(call, call->actor.id, (struct text_list){&less, 1}));
	assert_error(require_on(directory, reader, TEXT("user:manage")), ERROR_PERMISSION_DENIED);
	assert_ok(require_on(directory, reader, TEXT("user:read")));
	store_close(reader);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(an_application_may_what_was_granted),
		in_directory(who_may_manage_may_read),
		in_directory(some_permissions_are_for_everything),
		in_directory(what_needs_no_permission_is_for_every_application),
		in_directory(the_account_itself_may_everything_and_its_users_nothing),
		in_directory(a_permission_that_is_taken_away_is_gone_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

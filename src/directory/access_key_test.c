#include "directory/access_key.h"
#include "directory/fixture.h"
#include "directory/user.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <unistd.h>

static const struct text nobody = {NULL, 0};

static struct access_key create(struct directory *directory, struct text user)
{
	struct access_key key;
	assert_ok(access_key_create(&directory->call, directory->account.id, user, &key));
	return key;
}

static struct text create_user(struct directory *directory)
{
	struct text id;
	struct user_new new = {.name = TEXT("amina@example.onaliyun.com"), .display_name = TEXT("Amina")};
	directory->call.realm = directory->account.id;
	assert_ok(user_create(&directory->call, &new, &id));
	return id;
}

static void a_key_looks_as_clients_expect(void **state)
{
	struct access_key key = create(*state, nobody);
	assert_int_equal(key.id.length, 24);
	assert_true(text_starts_with(key.id, TEXT("LTAI5t")));
	assert_int_equal(key.secret.length, 30);
	assert_int_equal(key.status, ACCESS_KEY_STATUS_ACTIVE);
}

static void the_secret_is_stored_sealed(void **state)
{
	struct directory *directory = *state;
	struct access_key stored, key = create(directory, nobody);
	assert_ok(access_key_get(&directory->call, key.id, &stored));
	assert_null(stored.secret.at);
	assert_null(memmem(stored.sealed.at, stored.sealed.length, key.secret.at, key.secret.length));
}

static void an_owner_has_two_keys_at_most(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text user = create_user(directory);
	struct access_key key;
	create(directory, nobody);
	create(directory, nobody);
	assert_error(access_key_create(call, directory->account.id, nobody, &key), ERROR_ACCESS_KEY_LIMIT);
	create(directory, user);
	key = create(directory, user);
	assert_error(access_key_create(call, directory->account.id, user, &key), ERROR_ACCESS_KEY_LIMIT);
}

/* SQLite has one writer, so there are no two at once. */
static void two_calls_at_once_do_not_pass_the_limit(void **state)
{
	struct directory *directory = *state;
	struct call *first = &directory->call, second = directory->call;
	struct access_key key = create(directory, nobody);
	struct access_key_list keys;
	if (store_engine(first->store) == STORE_SQLITE)
		skip();
	assert_ok(store_open(&directory->database->options, &second.store));
	assert_ok(store_begin(first->store));
	assert_ok(store_begin(second.store));
	assert_ok(access_key_create(first, directory->account.id, nobody, &key));
	struct error error = access_key_create(&second, directory->account.id, nobody, &key);
	assert_ok(store_commit(first->store));
	if (error_ok(error))
		error = store_commit(second.store);
	assert_error(error, ERROR_STORE_CONFLICT);
	store_close(second.store);
	assert_ok(access_key_list(first, directory->account.id, nobody, &keys));
	assert_int_equal(keys.count, ACCESS_KEY_QUOTA);
}

static void each_owner_lists_its_own(void **state)
{
	struct directory *directory = *state;
	struct text user = create_user(directory);
	struct access_key root = create(directory, nobody), own = create(directory, user);
	struct access_key_list keys;
	assert_ok(access_key_list(&directory->call, directory->account.id, nobody, &keys));
	assert_int_equal(keys.count, 1);
	assert_text(keys.at[0].id, root.id.at);
	assert_ok(access_key_list(&directory->call, directory->account.id, user, &keys));
	assert_int_equal(keys.count, 1);
	assert_text(keys.at[0].id, own.id.at);
	assert_ok(access_key_list(&directory->call, TEXT("1000000000000001"), nobody, &keys));
	assert_int_equal(keys.count, 0);
}

static void a_key_of_another_owner_is_not_there(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text user = create_user(directory), account = directory->account.id;
	struct access_key root = create(directory, nobody), own = create(directory, user);
	assert_error(access_key_delete(call, account, user, root.id), ERROR_ACCESS_KEY_NOT_FOUND);
	assert_error(access_key_delete(call, account, nobody, own.id), ERROR_ACCESS_KEY_NOT_FOUND);
	assert_error(access_key_delete(call, TEXT("1000000000000001"), nobody, root.id), ERROR_ACCESS_KEY_NOT_FOUND);
	assert_error(access_key_set_status(call, account, user, root.id, ACCESS_KEY_STATUS_INACTIVE),
		ERROR_ACCESS_KEY_NOT_FOUND);
	assert_error(access_key_delete(call, account, nobody, TEXT("LTAI5tnone")), ERROR_ACCESS_KEY_NOT_FOUND);
	assert_ok(access_key_delete(call, account, nobody, root.id));
	assert_error(access_key_get(call, root.id, &root), ERROR_ACCESS_KEY_NOT_FOUND);
}

static void a_root_key_acts_for_its_account(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct access_key key = create(directory, nobody);
	struct text secret;
	call->realm = nobody;
	assert_ok(access_key_actor(call, key.id, &secret));
	assert_true(text_equal(secret, key.secret));
	assert_int_equal(call->actor.kind, ACTOR_ROOT);
	assert_text(call->actor.account, directory->account.id.at);
	assert_text(call->actor.id, directory->account.id.at);
	assert_text(call->actor.credential, key.id.at);
	assert_text(call->realm, directory->account.id.at);
}

static void a_users_key_acts_for_the_user(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text secret, user = create_user(directory);
	struct access_key key = create(directory, user);
	assert_ok(access_key_actor(call, key.id, &secret));
	assert_int_equal(call->actor.kind, ACTOR_RAM_USER);
	assert_text(call->actor.id, user.at);
	assert_text(call->actor.account, directory->account.id.at);
}

static void unknown_and_inactive_keys_are_told_apart(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct access_key key = create(directory, nobody);
	struct text secret;
	assert_error(access_key_actor(call, TEXT("LTAI5tnone"), &secret), ERROR_ACCESS_KEY_UNKNOWN);
	assert_ok(access_key_set_status(call, directory->account.id, nobody, key.id, ACCESS_KEY_STATUS_INACTIVE));
	assert_error(access_key_actor(call, key.id, &secret), ERROR_ACCESS_KEY_INACTIVE);
	assert_ok(access_key_set_status(call, directory->account.id, nobody, key.id, ACCESS_KEY_STATUS_ACTIVE));
	assert_ok(access_key_actor(call, key.id, &secret));
}

static void a_disabled_users_key_is_inactive(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text secret, user = create_user(directory);
	struct access_key key = create(directory, user);
	assert_ok(user_set_status(call, user, USER_STATUS_DISABLED));
	assert_error(access_key_actor(call, key.id, &secret), ERROR_ACCESS_KEY_INACTIVE);
}

static void a_deleted_users_key_is_gone(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text secret, user = create_user(directory);
	struct access_key key = create(directory, user);
	assert_ok(user_delete(call, user));
	assert_error(access_key_actor(call, key.id, &secret), ERROR_ACCESS_KEY_UNKNOWN);
}

/* As a call that is served by the reader. */
static struct error sign_on(struct directory *directory, struct store *reader, const struct access_key *key)
{
	struct call call = directory->call;
	struct text secret, user = key->user;
	call.store = reader;
	call.realm = nobody;
	assert_ok(store_begin(reader));
	struct error error = access_key_actor(&call, key->id, &secret);
	store_rollback(reader);
	if (!error_ok(error))
		return error;
	assert_true(text_equal(secret, key->secret));
	assert_int_equal(call.actor.kind, user.at ? ACTOR_RAM_USER : ACTOR_ROOT);
	assert_true(text_equal(call.actor.id, user.at ? user : directory->account.id));
	assert_text(call.actor.account, directory->account.id.at);
	assert_text(call.actor.credential, key->id.at);
	assert_text(call.realm, directory->account.id.at);
	return error;
}

static void a_key_that_signed_before_is_refused_once_it_may_not(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text user = create_user(directory);
	struct access_key root = create(directory, nobody), own = create(directory, user);
	struct store *reader = directory_reader(directory);
	for (int i = 0; i < 2; i++) {
		assert_ok(sign_on(directory, reader, &root));
		assert_ok(sign_on(directory, reader, &own));
	}
	assert_ok(user_set_status(call, user, USER_STATUS_DISABLED));
	assert_error(sign_on(directory, reader, &own), ERROR_ACCESS_KEY_INACTIVE);
	assert_ok(sign_on(directory, reader, &root));
	assert_ok(access_key_set_status(call, directory->account.id, nobody, root.id, ACCESS_KEY_STATUS_INACTIVE));
	assert_error(sign_on(directory, reader, &root), ERROR_ACCESS_KEY_INACTIVE);
	assert_ok(access_key_delete(call, directory->account.id, nobody, root.id));
	assert_error(sign_on(directory, reader, &root), ERROR_ACCESS_KEY_UNKNOWN);
	store_close(reader);
}

static void another_master_key_is_noticed(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	char file[] = "/tmp/muster-another-key-XXXXXX";
	struct keyring *another;
	assert_ok(access_key_check_seal(call)); /* nothing is sealed yet */
	create(directory, nobody);
	assert_ok(access_key_check_seal(call));
	close(mkstemp(file));
	unlink(file);
	assert_ok(keyring_create(file));
	assert_ok(keyring_open(file, &another));
	unlink(file);
	call->keyring = another;
	assert_error(access_key_check_seal(call), ERROR_INTERNAL);
	keyring_close(another);
}

static void a_nonce_is_good_once(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct access_key key = create(directory, nobody);
	struct text secret;
	assert_ok(access_key_actor(call, key.id, &secret));
	assert_ok(access_key_nonce(call, TEXT("key|nonce")));
	assert_error(access_key_nonce(call, TEXT("key|nonce")), ERROR_NONCE_USED);
	assert_ok(access_key_nonce(call, TEXT("key|other")));
	call->now += 30 * 60 * 1000; /* a time stamp that was a whole window ahead is still good */
	assert_error(access_key_nonce(call, TEXT("key|nonce")), ERROR_NONCE_USED);
}

static void use_is_noted_once_a_minute(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct access_key key = create(directory, nobody);
	struct text secret;
	int64_t first = call->now;
	call->operation = TEXT("Ims:CreateUser");
	assert_ok(access_key_actor(call, key.id, &secret));
	assert_ok(access_key_nonce(call, TEXT("1")));
	call->now += 59 * 1000;
	assert_ok(access_key_nonce(call, TEXT("2")));
	assert_ok(access_key_get(call, key.id, &key));
	assert_int_equal(key.last_used, first);
	assert_text(key.last_service, "Ims");
	call->now += 1000;
	assert_ok(access_key_nonce(call, TEXT("3")));
	assert_ok(access_key_get(call, key.id, &key));
	assert_int_equal(key.last_used, call->now);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_key_looks_as_clients_expect),
		in_directory(the_secret_is_stored_sealed),
		in_directory(an_owner_has_two_keys_at_most),
		in_directory(two_calls_at_once_do_not_pass_the_limit),
		in_directory(each_owner_lists_its_own),
		in_directory(a_key_of_another_owner_is_not_there),
		in_directory(a_root_key_acts_for_its_account),
		in_directory(a_users_key_acts_for_the_user),
		in_directory(unknown_and_inactive_keys_are_told_apart),
		in_directory(a_disabled_users_key_is_inactive),
		in_directory(a_deleted_users_key_is_gone),
		in_directory(a_key_that_signed_before_is_refused_once_it_may_not),
		in_directory(another_master_key_is_noticed),
		in_directory(a_nonce_is_good_once),
		in_directory(use_is_noted_once_a_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

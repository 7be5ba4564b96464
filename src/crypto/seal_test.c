#include "crypto/seal.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY ((int64_t)86400000)
#define NOW (20000 * DAY + 1000)

struct fixture {
	struct arena *arena;
	struct keyring *keyring;
	char folder[32], file[64];
};

static int make(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/seal.XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->file, sizeof(fixture->file), "%s/master.key", fixture->folder);
	fixture->arena = arena_create(ARENA_WIPED);
	assert_true(error_ok(keyring_create(fixture->file)));
	assert_true(error_ok(keyring_open(fixture->file, &fixture->keyring)));
	*state = fixture;
	return 0;
}

static int drop(void **state)
{
	struct fixture *fixture = *state;
	keyring_close(fixture->keyring);
	arena_destroy(fixture->arena);
	unlink(fixture->file);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

static void a_sealed_secret_opens_again(void **state)
{
	struct fixture *f = *state;
	struct text sealed = seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, TEXT("s\0ecret")), secret;
	assert_int_equal(sealed.length, 1 + 24 + 7 + 16);
	assert_true(unseal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, sealed, &secret));
	assert_true(text_equal(secret, TEXT("s\0ecret")));
	assert_false(text_equal(sealed, seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, TEXT("s\0ecret"))));
	sealed = seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("")}, TEXT(""));
	assert_true(unseal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("")}, sealed, &secret));
	assert_int_equal(secret.length, 0);
}

static void a_value_moved_elsewhere_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct text sealed = seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, TEXT("secret")), secret;
	assert_false(unseal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_2")}, sealed, &secret));
	assert_false(unseal(f->arena, (struct sealing){f->keyring, "client-secret", TEXT("user_1")}, sealed, &secret));
}

static void equal_secrets_have_equal_fingerprints_under_one_key(void **state)
{
	struct fixture *f = *state;
	struct text first = fingerprint(f->arena, f->keyring, "custom-value", TEXT("4711"));
	assert_int_equal(first.length, 64);
	assert_true(text_equal(first, fingerprint(f->arena, f->keyring, "custom-value", TEXT("4711"))));
	assert_false(text_equal(first, fingerprint(f->arena, f->keyring, "custom-value", TEXT("4712"))));
	assert_false(text_equal(first, fingerprint(f->arena, f->keyring, "totp-seed", TEXT("4711"))));
}

static void a_changed_value_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct text sealed = seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, TEXT("secret")), secret;
	char *bytes = arena_alloc(f->arena, sealed.length);
	for (size_t i = 0; i < sealed.length; i++) {
		memcpy(bytes, sealed.at, sealed.length);
		bytes[i] ^= 1;
		assert_false(unseal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, (struct text){bytes, sealed.length}, &secret));
		assert_false(
			unseal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, text_slice(sealed, 0, i), &secret));
	}
}

static void another_master_key_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct text sealed = seal(f->arena, (struct sealing){f->keyring, "totp-seed", TEXT("user_1")}, TEXT("secret")), secret;
	char file[96];
	snprintf(file, sizeof(file), "%s.other", f->file);
	struct keyring *other;
	assert_true(error_ok(keyring_create(file)));
	assert_true(error_ok(keyring_open(file, &other)));
	assert_false(unseal(f->arena, (struct sealing){other, "totp-seed", TEXT("user_1")}, sealed, &secret));
	keyring_close(other);
	unlink(file);
}

static void a_token_opens_as_long_as_it_is_valid(void **state)
{
	struct fixture *f = *state;
	struct text token = seal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW, 0}, TEXT("app_1")), content;
	assert_int_equal(
		strspn(token.at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), token.length);
	assert_true(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW + 1200000, 1200000}, token, &content));
	assert_text(content, "app_1");
	assert_true(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW + DAY - 2000, DAY}, token, &content));
	assert_true(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW + DAY, DAY}, token, &content));
	assert_false(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW + 2 * DAY, DAY - 2000}, token, &content));
}

static void a_token_of_a_node_that_is_ahead_opens(void **state)
{
	struct fixture *f = *state;
	struct text token = seal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW, 0}, TEXT("app_1")), content;
	assert_true(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW - 14 * 60000, 1200000}, token, &content));
	assert_false(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW - 16 * 60000, 1200000}, token, &content));
}

static void tokens_of_another_purpose_or_changed_do_not_open(void **state)
{
	struct fixture *f = *state;
	struct text token = seal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW, 0}, TEXT("app_1")), content;
	assert_false(unseal_token(f->arena, (struct token_sealing){f->keyring, "page", NOW, DAY}, token, &content));
	char *changed = arena_alloc(f->arena, token.length);
	for (size_t i = 0; i < token.length; i++) {
		memcpy(changed, token.at, token.length);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_false(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW, DAY}, (struct text){changed, token.length}, &content));
		assert_false(unseal_token(f->arena, (struct token_sealing){f->keyring, "access", NOW, DAY}, text_slice(token, 0, i), &content));
	}
}

static void assert_refused(const char *file, const char *cause)
{
	struct keyring *keyring;
	struct error error = keyring_open(file, &keyring);
	assert_int_equal(error.code, ERROR_INTERNAL);
	assert_string_equal(error.cause, cause);
}

static void a_key_file_that_others_can_read_is_refused(void **state)
{
	struct fixture *f = *state;
	struct stat status;
	assert_int_equal(stat(f->file, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	chmod(f->file, 0640);
	assert_refused(f->file, "others than its owner have access to the master key file; its mode must be 0600");
	chmod(f->file, 0400);
	struct keyring *keyring;
	assert_true(error_ok(keyring_open(f->file, &keyring)));
	keyring_close(keyring);
	chmod(f->file, 0600);
	assert_refused(f->folder, "the master key file is not a regular file");
	assert_refused("/nonexistent", "there is no master key file");
}

static void a_key_file_holds_32_bytes_in_hex(void **state)
{
	struct fixture *f = *state;
	char file[96];
	snprintf(file, sizeof(file), "%s.bad", f->file);
	static const char *const bad[] = {"", "00\n",
		"zz00000000000000000000000000000000000000000000000000000000000000\n",
		"000000000000000000000000000000000000000000000000000000000000000000\n"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		FILE *stream = fopen(file, "w");
		fputs(bad[i], stream);
		fclose(stream);
		chmod(file, 0600);
		assert_refused(file, "the master key file must hold 32 bytes in hex");
	}
	unlink(file);
}

static void a_key_file_is_never_overwritten(void **state)
{
	struct fixture *f = *state;
	struct error error = keyring_create(f->file);
	assert_string_equal(error.cause, "the master key file exists");
	error = keyring_create("/nonexistent/master.key");
	assert_string_equal(error.cause, "the master key file cannot be created");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sealed_secret_opens_again),
		cmocka_unit_test(a_value_moved_elsewhere_does_not_open),
		cmocka_unit_test(equal_secrets_have_equal_fingerprints_under_one_key),
		cmocka_unit_test(a_changed_value_does_not_open),
		cmocka_unit_test(another_master_key_does_not_open),
		cmocka_unit_test(a_token_opens_as_long_as_it_is_valid),
		cmocka_unit_test(a_token_of_a_node_that_is_ahead_opens),
		cmocka_unit_test(tokens_of_another_purpose_or_changed_do_not_open),
		cmocka_unit_test(a_key_file_that_others_can_read_is_refused),
		cmocka_unit_test(a_key_file_holds_32_bytes_in_hex),
		cmocka_unit_test(a_key_file_is_never_overwritten),
	};
	return cmocka_run_group_tests(tests, make, drop);
}

#include "crypto/digest.h"
#include "base/encode.h"
#include "tests/unit/unit.h"

static struct text hex_digest(struct arena *arena, enum digest_kind kind, struct text bytes)
{
	return encode_hex(arena, digest(arena, kind, bytes));
}

static void hashes_agree_with_published_values(void **state)
{
	assert_text(hex_digest(*state, DIGEST_SHA1, TEXT("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_text(hex_digest(*state, DIGEST_SHA256, TEXT("")),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_text(hex_digest(*state, DIGEST_SM3, TEXT("")),
		"1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
	assert_text(hex_digest(*state, DIGEST_SM3, TEXT("test")),
		"55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23");
	assert_text(
		digest_name(*state, TEXT("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void absent_bytes_hash_like_none(void **state)
{
	const struct text absent = {NULL, 0};
	assert_text(hex_digest(*state, DIGEST_SHA256, absent),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_text(encode_hex(*state, digest_hmac(*state, DIGEST_SHA256, absent, absent)),
		"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void hmacs_agree_with_published_values(void **state)
{
	assert_text(encode_base64(*state, digest_hmac(*state, DIGEST_SHA1, TEXT("secret"), TEXT("source"))),
		"Jv4yi8SobFhg5t1C7nWLbhBSFZQ=");
	assert_text(encode_base64(
			    *state, digest_hmac(*state, DIGEST_SHA1, TEXT("secret"), TEXT("\xe4\xb8\xad\xe6\x96\x87"))),
		"CqCYIa39h9SSWuXnTz8F5hh9UPA=");
	assert_text(encode_hex(*state, digest_hmac(*state, DIGEST_SM3, TEXT("secret"), TEXT("source"))),
		"b9ff646822f41ef647c1416fa2b8408923828abc0464af6706e18db3e8553da8");
}

static void comparison_sees_every_byte(void **state)
{
	(void)state;
	assert_true(digest_equal(TEXT("abc"), TEXT("abc")));
	assert_false(digest_equal(TEXT("abc"), TEXT("abd")));
	assert_false(digest_equal(TEXT("abc"), TEXT("ab")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_agree_with_published_values),
		cmocka_unit_test(absent_bytes_hash_like_none),
		cmocka_unit_test(hmacs_agree_with_published_values),
		cmocka_unit_test(comparison_sees_every_byte),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

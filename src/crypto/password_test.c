#include "crypto/password.h"
#include "tests/unit/unit.h"
#include <time.h>

/* The least that settings allow, so that the tests are quick. */
static const struct password_cost cheap = {8 * 1024 * 1024, 1};

static void a_password_verifies_against_its_hash_only(void **state)
{
	struct text hash, again;
	assert_true(error_ok(password_hash(*state, cheap, TEXT("correct horse"), &hash)));
	assert_true(error_ok(password_hash(*state, cheap, TEXT("correct horse"), &again)));
	assert_true(text_starts_with(hash, TEXT("$argon2id$v=19$m=8192,t=1,p=1$")));
	assert_false(text_equal(hash, again));
	assert_true(password_verify(*state, cheap, hash, TEXT("correct horse")));
	assert_false(password_verify(*state, cheap, hash, TEXT("correct hors")));
	assert_false(password_verify(*state, cheap, hash, TEXT("correct horse\0")));
	assert_false(password_verify(*state, cheap, hash, TEXT("")));
}

static void imported_hashes_verify(void **state)
{
	static const char *const hashes[] = {
		"$5$rounds=1000$bxD5T5.Fsdjc68Sh$W/5NVW8TKPyIuGQO0FNQjURtEzcAZr5.P2Vjb13TTXD",
		"$6$rounds=1000$0Sl28y8ByDf68ghZ$"
		"pXpu358O40KGPR6QdmBGPuweiD4yXI3ZX18DBqzzErRGUSqQNzYXqHHE8nI8Hwg0JY9LJOhI/"
		"MG9uRS1.oA9i1",
		"$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0",
		"$2b$05$xbuxWsVCTo8KzV81iushtOJAu8TP04Ym6ZMGI4ztgJ/rUHtd3/xEu",
		"$2y$05$xbuxWsVCTo8KzV81iushtOJAu8TP04Ym6ZMGI4ztgJ/rUHtd3/xEu",
		"$y$j75$abcdefghijklmnop$1kKL1r02wT4HlcktLfzeoOHd1GFgv7Ay4JeEbqGj80B",
		"$7$86..../....SodiumChloride$geRDcFA0kWTgf0O6ZCdVt1ip7gcdaR2xtAbSwlsNJi7",
		"$pbkdf2-sha256$1000$c2l4dGVlbiBieXRlcyBvaw$Ul8LrOEyCk6FxPWXXor8Fj1p8.JZKqM3DqxUxhTK7to",
		("$pbkdf2-sha512$1000$c2l4dGVlbiBieXRlcyBvaw$ptC31WcrIu8vobeNmAXW9rpZ5E4T2srS8/KfngxDyeBPCt71EVKiVS5."
		 "JogM4VX3GqOfUeU6OHd96qo0eH6lLQ"),
	};
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		struct text hash = text_of(hashes[i]);
		if (!password_verify(*state, cheap, hash, TEXT("correct horse")))
			fail_msg("%s", hashes[i]);
		assert_true(password_is_verifiable(cheap, hash));
		assert_false(password_is_verifiable(cheap, text_slice(hash, 0, hash.length / 2)));
		assert_false(password_verify(*state, cheap, hash, TEXT("correct hors")));
		assert_false(password_verify(*state, cheap, hash, TEXT("correct horse\0more")));
		assert_false(
			password_verify(*state, cheap, text_slice(hash, 0, hash.length - 1), TEXT("correct horse")));
	}
}

/* The reference implementation's own test. */
static void argon2id_of_others_verifies(void **state)
{
	assert_true(password_verify(*state, cheap,
		TEXT("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
		TEXT("password")));
	assert_true(password_verify(*state, cheap,
		TEXT("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
		TEXT("password")));
	assert_true(password_is_verifiable(
		cheap, TEXT("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc")));
}

/* Of the processor, and the least of some: others who use its caches only make it slower. */
static int64_t microseconds_of(struct arena *arena, struct text hash)
{
	int64_t least = INT64_MAX;
	for (int i = 0; i < 7; i++) {
		struct timespec before, after;
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
		assert_false(password_verify(arena, cheap, hash, TEXT("wrong")));
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
		int64_t took = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
		least = took < least ? took : least;
	}
	return least;
}

static void absurd_costs_are_not_worked_out(void **state)
{
	static const char *const hashes[] = {
		"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=65536,t=4294967295,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$2b$31$xbuxWsVCTo8KzV81iushtOJAu8TP04Ym6ZMGI4ztgJ/rUHtd3/xEu",
		"$2b$xx$xbuxWsVCTo8KzV81iushtOJAu8TP04Ym6ZMGI4ztgJ/rUHtd3/xEu",
		"$5$rounds=999999999$bxD5T5.Fsdjc68Sh$W/5NVW8TKPyIuGQO0FNQjURtEzcAZr5.P2Vjb13TTXD",
		"$6$rounds=999999999$bxD5T5.Fsdjc68Sh$W/5NVW8TKPyIuGQO0FNQjURtEzcAZr5.P2Vjb13TTXD",
		"$y$jJT$abcdefghijklmnop$1kKL1r02wT4HlcktLfzeoOHd1GFgv7Ay4JeEbqGj80B",
		"$y$jz/5$abcdefghijklmnop$1kKL1r02wT4HlcktLfzeoOHd1GFgv7Ay4JeEbqGj80B",
		"$7$J6..../....SodiumChloride$geRDcFA0kWTgf0O6ZCdVt1ip7gcdaR2xtAbSwlsNJi7",
		"$7$86...1/....SodiumChloride$geRDcFA0kWTgf0O6ZCdVt1ip7gcdaR2xtAbSwlsNJi7",
		"$7$86....z....SodiumChloride$geRDcFA0kWTgf0O6ZCdVt1ip7gcdaR2xtAbSwlsNJi7",
		"$pbkdf2-sha256$999999999$c2l4dGVlbiBieXRlcyBvaw$Ul8LrOEyCk6FxPWXXor8Fj1p8.JZKqM3DqxUxhTK7to",
	};
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		if (microseconds_of(*state, text_of(hashes[i])) > 2000)
			fail_msg("%s", hashes[i]);
		assert_false(password_is_verifiable(cheap, text_of(hashes[i])));
	}
}

static void malformed_hashes_are_false(void **state)
{
	static const char *const hashes[] = {"", "plain", "$argon2id$", "$argon2id$v=19$m=8192,t=1,p=1$", "$2b$",
		"$2b$05$", "$5$", "$6$rounds=1000", "$y$", "$y$j75", "$7$", "$7$86..../....", "$1$salt$hash",
		"$pbkdf2-sha256$", "$pbkdf2-sha256$1000$$", "$pbkdf2-sha256$1000$c2l4$",
		"$pbkdf2-sha256$1000$c2l4$c2l4",
		"$pbkdf2-sha256$1000$c2l4dGVlbiBieXRlcyBvaw$Ul8LrOEyCk6FxPWXXor8Fj1p8.JZKqM3DqxUxhTK7to$"};
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		assert_false(password_verify(*state, cheap, text_of(hashes[i]), TEXT("")));
		assert_false(password_verify(*state, cheap, text_of(hashes[i]), TEXT("correct horse")));
		assert_false(password_is_verifiable(cheap, text_of(hashes[i])));
	}
}

static void an_absent_hash_costs_what_a_real_one_costs(void **state)
{
	struct text hash;
	assert_true(error_ok(password_hash(*state, cheap, TEXT("correct horse"), &hash)));
	int64_t real = microseconds_of(*state, hash), none = microseconds_of(*state, (struct text){NULL, 0});
	assert_true(none * 3 >= real);
	assert_true(real * 3 >= none);
}

static void hashes_of_other_costs_are_outdated(void **state)
{
	struct text hash;
	assert_true(error_ok(password_hash(*state, cheap, TEXT("correct horse"), &hash)));
	assert_false(password_outdated(cheap, hash));
	assert_true(password_outdated((struct password_cost){cheap.memory * 2, 1}, hash));
	assert_true(password_outdated((struct password_cost){cheap.memory, 2}, hash));
	assert_true(password_outdated(cheap, TEXT("$2b$05$xbuxWsVCTo8KzV81iushtOJAu8TP04Ym6ZMGI4ztgJ/rUHtd3/xEu")));
	assert_true(password_outdated(cheap, (struct text){NULL, 0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_verifies_against_its_hash_only),
		cmocka_unit_test(imported_hashes_verify),
		cmocka_unit_test(argon2id_of_others_verifies),
		cmocka_unit_test(absurd_costs_are_not_worked_out),
		cmocka_unit_test(malformed_hashes_are_false),
		cmocka_unit_test(an_absent_hash_costs_what_a_real_one_costs),
		cmocka_unit_test(hashes_of_other_costs_are_outdated),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

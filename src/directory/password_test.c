#include "directory/password.h"
#include "directory/policy.h"
#include "directory/population.h"

static const struct user amina = {
	.name = TEXT("amina"),
	.display_name = TEXT("Ämina Diallo"),
	.email = TEXT("a.diallo@example.com"),
	.phone_number = TEXT("15600000000"),
};

/* Hashing is made as cheap as settings allow. */
static struct call *cheap(void **state)
{
	struct directory *directory = *state;
	directory->settings.password_memory_kib = 8192;
	directory->settings.password_passes = 1;
	return &directory->call;
}

static struct policy policy_of(struct call *call)
{
	struct policy policy;
	assert_ok(policy_get(call, &policy));
	return policy;
}

static void assert_accepts(struct call *call, int64_t rules, const char *password, bool accepted)
{
	struct policy policy = {.minimum_length = 8, .rules = rules};
	struct error error = password_check(call, &policy, &amina, text_of(password));
	assert_error(error, accepted ? ERROR_NONE : ERROR_PASSWORD_TOO_WEAK);
}

static void length_is_counted_in_characters(void **state)
{
	struct call *call = CALL(state);
	assert_accepts(call, 0, "1234567", false);
	assert_accepts(call, 0, "12345678", true);
	assert_accepts(call, 0, "ääääääää", true);
	assert_accepts(call, 0, "ääää", false);
	assert_accepts(call, 0, "", false);
}

static void each_class_can_be_asked_for(void **state)
{
	struct call *call = CALL(state);
	assert_accepts(call, PASSWORD_RULE_UPPER, "aaaaaaaa", false);
	assert_accepts(call, PASSWORD_RULE_UPPER, "aaaaaaaA", true);
	assert_accepts(call, PASSWORD_RULE_LOWER, "AAAAAAAA", false);
	assert_accepts(call, PASSWORD_RULE_LOWER, "AAAAAAAa", true);
	assert_accepts(call, PASSWORD_RULE_NUMBER, "aaaaaaaa", false);
	assert_accepts(call, PASSWORD_RULE_NUMBER, "aaaaaaa1", true);
	assert_accepts(call, PASSWORD_RULE_SPECIAL, "aaaaaaaa", false);
	assert_accepts(call, PASSWORD_RULE_SPECIAL, "aaaaaaa!", true);
	assert_accepts(call, PASSWORD_RULE_UPPER | PASSWORD_RULE_NUMBER, "aaaaaaaA", false);
}

static void what_is_known_of_the_user_can_be_excluded(void **state)
{
	struct call *call = CALL(state);
	assert_accepts(call, 0, "amina 15600000000", true);
	assert_accepts(call, PASSWORD_RULE_NOT_NAME, "xxAMINAxx", false);
	assert_accepts(call, PASSWORD_RULE_NOT_NAME, "xxAMIxNAxx", true);
	assert_accepts(call, PASSWORD_RULE_NOT_EMAIL, "xxA.Dialloxx", false);
	assert_accepts(call, PASSWORD_RULE_NOT_EMAIL, "a.diallo@example.com", false);
	assert_accepts(call, PASSWORD_RULE_NOT_EMAIL, "xxexample.com", true);
	assert_accepts(call, PASSWORD_RULE_NOT_PHONE, "x15600000000x", false);
	assert_accepts(call, PASSWORD_RULE_NOT_DISPLAY_NAME, "xxÄMINA diallo", false);
	struct policy policy = {.minimum_length = 1, .rules = PASSWORD_RULE_NOT_NAME | PASSWORD_RULE_NOT_EMAIL};
	struct user jo = {.name = TEXT("jo")};
	assert_ok(password_check(call, &policy, &jo, TEXT("john"))); /* too short to be looked for */
}

static struct error prepare(struct call *call, struct text user, const char *password)
{
	return password_prepare(call, &(struct user){.id = user}, text_of(password));
}

static void change(struct call *call, struct text user, const char *password)
{
	call->now += 1000;
	assert_ok(prepare(call, user, password));
	assert_ok(password_set(call, user, false));
}

static void a_password_is_known_by_its_hash_alone(void **state)
{
	struct call *call = cheap(state);
	struct text id = new_user(call, ROOT, "amina");
	struct user user = {.id = id};
	assert_ok(password_describe(call, &user));
	assert_false(user.password_set);
	change(call, id, "Password12");
	assert_true(text_starts_with(call->password_hash, TEXT("$argon2id$")));
	assert_ok(password_describe(call, &user));
	assert_true(user.password_set);
	assert_int_equal(user.password_expires, 0);
}

static void the_form_of_a_password_does_not_depend_on_the_keyboard(void **state)
{
	struct call *call = CALL(state);
	assert_same(password_form(call,
			    TEXT("e\xCC\x81"
				 "\xEF\xBC\xA1")),
		TEXT("\xC3\xA9"
		     "A"));
	assert_same(password_form(call, TEXT("aA 1")), TEXT("aA 1"));
}

static void weak_passwords_are_refused(void **state)
{
	struct call *call = cheap(state);
	assert_error(prepare(call, (struct text){NULL, 0}, "password12"), ERROR_PASSWORD_TOO_WEAK);
	assert_null(call->password_hash.at);
	assert_error(password_set(call, new_user(call, ROOT, "amina"), false), ERROR_STORE_CONFLICT);
}

static void old_passwords_are_remembered_as_long_as_the_policy_says(void **state)
{
	struct call *call = cheap(state);
	struct text id = new_user(call, ROOT, "amina");
	struct policy policy = policy_of(call);
	change(call, id, "Password01");
	change(call, id, "Password01"); /* without a history any will do */
	policy.history = POLICY_HISTORY_ENABLED;
	policy.history_count = 2;
	assert_ok(policy_set(call, &policy));
	assert_error(prepare(call, id, "Password01"), ERROR_PASSWORD_REUSED);
	change(call, id, "Password02");
	assert_error(prepare(call, id, "Password01"), ERROR_PASSWORD_REUSED);
	assert_error(prepare(call, id, "Password02"), ERROR_PASSWORD_REUSED);
	change(call, id, "Password03");
	assert_ok(prepare(call, id, "Password01"));
	assert_error(prepare(call, id, "Password02"), ERROR_PASSWORD_REUSED);
}

static void of_two_equal_passwords_set_at_once_one_is_refused(void **state)
{
	struct call *call = cheap(state);
	struct policy policy = policy_of(call);
	struct text id = new_user(call, ROOT, "amina");
	policy.history = POLICY_HISTORY_ENABLED;
	policy.history_count = 2;
	assert_ok(policy_set(call, &policy));
	change(call, id, "Password01");
	assert_ok(prepare(call, id, "Password02"));
	struct call other = *call;
	assert_ok(password_set(call, id, false));
	assert_error(password_set(&other, id, false), ERROR_STORE_CONFLICT);
	assert_error(prepare(&other, id, "Password02"), ERROR_PASSWORD_REUSED);
	assert_ok(password_prepare_random(&other, &amina));
	change(call, id, "Password03");
	assert_ok(password_set(&other, id, false)); /* none of the old ones, whatever they are */
}

static void the_last_password_counts_even_if_the_clock_went_back(void **state)
{
	struct call *call = cheap(state);
	struct text id = new_user(call, ROOT, "amina");
	struct policy policy = policy_of(call);
	policy.history = POLICY_HISTORY_ENABLED;
	policy.history_count = 1;
	policy.expiration = POLICY_EXPIRATION_ENABLED;
	policy.valid_days = 1;
	assert_ok(policy_set(call, &policy));
	change(call, id, "Password01");
	int64_t first = call->now;
	call->now -= 100000;
	change(call, id, "Password02");
	assert_error(prepare(call, id, "Password02"), ERROR_PASSWORD_REUSED);
	assert_ok(prepare(call, id, "Password01"));
	struct user user = {.id = id};
	assert_ok(password_describe(call, &user));
	assert_int_equal(user.password_expires, first + 1 + 24 * 60 * 60 * 1000);
}

static void passwords_of_many_are_described_at_once(void **state)
{
	struct call *call = cheap(state);
	struct user users[3] = {0};
	for (int i = 0; i < 3; i++) {
		call->now++;
		users[i].id = new_user(call, ROOT, text_print(call->arena, "user%d", i).at);
	}
	change(call, users[0].id, "Password01");
	change(call, users[2].id, "Password01");
	assert_ok(password_describe_all(call, users, 3));
	assert_true(users[0].password_set);
	assert_false(users[1].password_set);
	assert_true(users[2].password_set);
}

static void random_passwords_satisfy_the_policy(void **state)
{
	struct call *call = cheap(state);
	struct policy policy = policy_of(call);
	policy.minimum_length = 24;
	policy.rules = 255;
	assert_ok(policy_set(call, &policy));
	assert_ok(password_prepare_random(call, &amina));
	struct text first = call->password;
	assert_int_equal(first.length, 24);
	assert_ok(password_check(call, &policy, &amina, first));
	assert_ok(password_prepare_random(call, &amina));
	assert_false(text_equal(first, call->password));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(length_is_counted_in_characters),
		in_directory(each_class_can_be_asked_for),
		in_directory(what_is_known_of_the_user_can_be_excluded),
		in_directory(a_password_is_known_by_its_hash_alone),
		in_directory(the_form_of_a_password_does_not_depend_on_the_keyboard),
		in_directory(weak_passwords_are_refused),
		in_directory(old_passwords_are_remembered_as_long_as_the_policy_says),
		in_directory(of_two_equal_passwords_set_at_once_one_is_refused),
		in_directory(the_last_password_counts_even_if_the_clock_went_back),
		in_directory(passwords_of_many_are_described_at_once),
		in_directory(random_passwords_satisfy_the_policy),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

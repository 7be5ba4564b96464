#include "directory/policy.h"
#include "directory/fixture.h"
#include "directory/password.h"
#include "tests/unit/unit.h"

static void a_new_instance_asks_for_ten_mixed_characters_without_the_name(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct policy policy;
	assert_ok(policy_get(call, &policy));
	assert_int_equal(policy.minimum_length, 10);
	assert_int_equal(policy.rules,
		PASSWORD_RULE_UPPER | PASSWORD_RULE_LOWER | PASSWORD_RULE_NUMBER | PASSWORD_RULE_NOT_NAME);
	assert_int_equal(policy.expiration, POLICY_EXPIRATION_DISABLED);
	assert_int_equal(policy.history, POLICY_HISTORY_DISABLED);
	assert_int_equal(policy.initialization, POLICY_INITIALIZATION_DISABLED);
	assert_int_equal(policy.forgotten, POLICY_FORGOTTEN_DISABLED);
	assert_false(policy.refuse_weak_login);
}

static void a_policy_is_stored_whole(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct policy policy, stored;
	assert_ok(policy_get(call, &policy));
	policy.minimum_length = 14;
	policy.refuse_weak_login = true;
	policy.refuse_weak_since = call->now;
	policy.history = POLICY_HISTORY_ENABLED;
	policy.history_count = 5;
	policy.forgotten_channels = TEXT("email sms");
	assert_ok(policy_set(call, &policy));
	assert_text(call->target.id, call->realm.at);
	assert_ok(policy_get(call, &stored));
	assert_int_equal(stored.minimum_length, 14);
	assert_true(stored.refuse_weak_login);
	assert_int_equal(stored.refuse_weak_since, call->now);
	assert_int_equal(stored.history_count, 5);
	assert_text(stored.forgotten_channels, "email sms");
	assert_null(stored.notice_channels.at);
}

static void lists_are_words_with_blanks_between(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct text words[] = {TEXT("ia_password"), TEXT("idp_1"), TEXT("x")};
	struct text joined = policy_join(call, (struct text_list){words, 3});
	assert_text(joined, "ia_password idp_1 x");
	struct text_list split = policy_split(call, joined);
	assert_int_equal(split.count, 3);
	assert_text(split.at[0], "ia_password");
	assert_text(split.at[2], "x");
	assert_int_equal(policy_split(call, (struct text){NULL, 0}).count, 0);
}

static struct error channels(struct directory *directory, struct text *words, size_t count, bool wanted)
{
	struct text stored = {NULL, 0};
	struct error error =
		policy_channels(&directory->call, (struct text_list){words, count}, wanted, TEXT("Channels"), &stored);
	words[0] = stored;
	return error;
}

static void channels_are_stored_once_each(void **state)
{
	struct text words[] = {TEXT("sms"), TEXT("email"), TEXT("sms")};
	assert_ok(channels(*state, words, 3, false));
	assert_text(words[0], "email sms");
}

static void a_channel_that_does_not_exist_is_refused(void **state)
{
	struct text words[] = {TEXT("email"), TEXT("pigeon")};
	struct error error = channels(*state, words, 2, false);
	assert_error(error, ERROR_PARAMETER_INVALID);
	assert_text(error.subject, "Channels");
}

static void what_is_switched_on_needs_a_channel_that_works(void **state)
{
	struct directory *directory = *state;
	struct text words[1] = {TEXT("email")};
	assert_error(channels(directory, words, 0, true), ERROR_PARAMETER_MISSING);
	words[0] = TEXT("email");
	assert_error(channels(directory, words, 1, true), ERROR_NOTIFICATION_UNCONFIGURED);
	directory->settings.mail_url = TEXT("smtp://localhost:25");
	directory->settings.mail_from = TEXT("muster@example.com");
	words[0] = TEXT("email");
	assert_ok(channels(directory, words, 1, true));
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_new_instance_asks_for_ten_mixed_characters_without_the_name),
		in_directory(a_policy_is_stored_whole),
		in_directory(lists_are_words_with_blanks_between),
		in_directory(channels_are_stored_once_each),
		in_directory(a_channel_that_does_not_exist_is_refused),
		in_directory(what_is_switched_on_needs_a_channel_that_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

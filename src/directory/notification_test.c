#include "directory/notification.h"
#include "directory/population.h"

#define MINUTE (60 * 1000)

static const struct user amina = {
	.id = TEXT("user_1"),
	.email = TEXT("a@example.com"),
	.phone_region = TEXT("86"),
	.phone_number = TEXT("15600000000"),
};

static struct call *configured(void **state)
{
	struct directory *directory = *state;
	directory->settings.mail_url = TEXT("smtp://localhost:25");
	directory->settings.mail_from = TEXT("muster@example.com");
	directory->settings.sms_url = TEXT("https://localhost/sms");
	return &directory->call;
}

static struct error add(struct call *call, struct user user, struct text_list channels)
{
	return notification_add(call, &user, channels, TEXT("subject"), TEXT("line\nline"));
}

static bool lease(struct call *call, struct notification *notification)
{
	bool found;
	assert_ok(notification_lease(call, notification, &found));
	return found;
}

static void a_message_is_leased_until_it_is_done(void **state)
{
	struct call *call = configured(state);
	struct notification message, none;
	assert_ok(add(call, amina, TEXTS(TEXT("email"), TEXT("email"))));
	assert_true(lease(call, &message));
	assert_int_equal(message.channel, NOTIFICATION_CHANNEL_EMAIL);
	assert_same(message.address, amina.email);
	assert_same(message.subject, TEXT("subject"));
	assert_same(message.body, TEXT("line\nline"));
	assert_same(message.user, amina.id);
	assert_false(lease(call, &none));
	call->now += MINUTE;
	assert_true(lease(call, &message));
	assert_int_equal(message.attempts, 2);
	assert_ok(notification_done(call, message.id));
	call->now += 60 * MINUTE;
	assert_false(lease(call, &none));
}

static void each_channel_gets_one_message(void **state)
{
	struct call *call = configured(state);
	struct notification first, second, none;
	assert_ok(add(call, amina, TEXTS(TEXT("sms"), TEXT("email"))));
	assert_true(lease(call, &first));
	assert_true(lease(call, &second));
	assert_int_not_equal(first.channel, second.channel);
	struct text number = first.channel == NOTIFICATION_CHANNEL_SMS ? first.address : second.address;
	assert_same(number, TEXT("+8615600000000"));
	assert_false(lease(call, &none));
}

static void one_address_is_enough(void **state)
{
	struct call *call = configured(state);
	struct user user = {.id = TEXT("user_1"), .email = amina.email};
	struct notification message, none;
	assert_ok(add(call, user, TEXTS(TEXT("sms"), TEXT("email"))));
	assert_true(lease(call, &message));
	assert_false(lease(call, &none));
	struct error error = add(call, user, TEXTS(TEXT("sms")));
	assert_error(error, ERROR_PARAMETER_MISSING);
	assert_same(error.subject, TEXT("phone_number"));
	assert_ok(add(call, user, TEXTS()));
}

static void leases_grow_up_to_an_hour(void **state)
{
	struct call *call = configured(state);
	struct notification message;
	assert_ok(add(call, amina, TEXTS(TEXT("email"))));
	const int64_t minutes[] = {1, 2, 4, 8, 16, 32, 60, 60};
	for (size_t i = 0; i < sizeof(minutes) / sizeof(*minutes); i++) {
		assert_true(lease(call, &message));
		assert_int_equal(message.due, call->now + minutes[i] * MINUTE);
		call->now = message.due;
	}
}

static void after_a_day_a_message_is_given_up(void **state)
{
	struct call *call = configured(state);
	struct notification message;
	assert_ok(add(call, amina, TEXTS(TEXT("email"))));
	call->now += 24 * 60 * MINUTE;
	assert_ok(add(call, amina, TEXTS(TEXT("sms"))));
	assert_true(lease(call, &message));
	assert_int_equal(message.channel, NOTIFICATION_CHANNEL_SMS);
	call->now -= 24 * 60 * MINUTE;
	assert_false(lease(call, &message));
}

static void channels_must_exist_and_be_configured(void **state)
{
	struct call *call = CALL(state);
	assert_ok(notification_require(call, TEXTS()));
	assert_error(notification_require(call, TEXTS(TEXT("email"))), ERROR_NOTIFICATION_UNCONFIGURED);
	assert_error(notification_require(call, TEXTS(TEXT("sms"))), ERROR_NOTIFICATION_UNCONFIGURED);
	assert_error(notification_require(call, TEXTS(TEXT("pigeon"))), ERROR_PARAMETER_INVALID);
	assert_error(add(call, amina, TEXTS(TEXT("email"))), ERROR_NOTIFICATION_UNCONFIGURED);
	configured(state);
	assert_ok(notification_require(call, TEXTS(TEXT("email"), TEXT("sms"))));
	((struct directory *)*state)->settings.mail_from = TEXT("");
	assert_error(notification_require(call, TEXTS(TEXT("email"))), ERROR_NOTIFICATION_UNCONFIGURED);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_message_is_leased_until_it_is_done),
		in_directory(each_channel_gets_one_message),
		in_directory(one_address_is_enough),
		in_directory(leases_grow_up_to_an_hour),
		in_directory(after_a_day_a_message_is_given_up),
		in_directory(channels_must_exist_and_be_configured),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

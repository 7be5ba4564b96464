#include "directory/notification.h"
#include "directory/password.h"
#include "directory/policy.h"
#include "directory/population.h"

static struct call *with_mail(void **state)
{
	struct directory *directory = *state;
	directory->settings.password_memory_kib = 8192;
	directory->settings.password_passes = 1;
	directory->settings.mail_url = TEXT("smtp://localhost:25");
	directory->settings.mail_from = TEXT("muster@example.com");
	return &directory->call;
}

static const struct user_new amina = {
	.name = TEXT("amina"),
	.email = TEXT("a@example.com"),
	.has_email_verified = true,
	.primary_unit = TEXT(UNIT_ROOT),
};

static struct error make(struct call *call, struct user_new new, struct user *user)
{
	struct text id;
	call->password = call->password_hash = (struct text){NULL, 0};
	struct error error = user_prepare(call, &new);
	if (error_ok(error))
		error = user_create(call, &new, &id);
	return error_ok(error) ? user_get(call, id, user) : error;
}

static bool leased(struct call *call, struct notification *notification)
{
	bool found;
	assert_ok(notification_lease(call, notification, &found));
	return found;
}

static void initialise_by_policy(struct call *call, const char *channels)
{
	struct policy policy;
	assert_ok(policy_get(call, &policy));
	policy.initialization = POLICY_INITIALIZATION_ENABLED;
	policy.initialization_channels = text_of(channels);
	assert_ok(policy_set(call, &policy));
}

static void a_user_without_a_password_has_none(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct notification none;
	assert_ok(make(call, amina, &user));
	assert_false(user.password_set);
	initialise_by_policy(call, "email");
	struct user_new new = amina;
	new.name = TEXT("bo");
	new.email = TEXT("bo@example.com");
	assert_ok(make(call, new, &user)); /* nobody asked for a start */
	assert_false(user.password_set);
	assert_false(leased(call, &none));
}

static void a_given_password_is_set(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct user_new new = amina;
	new.password = TEXT("Password12");
	assert_ok(make(call, new, &user));
	assert_true(user.password_set);
	new.name = TEXT("bo");
	new.email = TEXT("bo@example.com");
	new.password = TEXT("xxBOB12xx");
	assert_error(make(call, new, &user), ERROR_PASSWORD_TOO_WEAK);
}

static void a_random_password_is_made_and_sent(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct notification mail;
	struct text channels[] = {TEXT("email")};
	struct password_start start = {
		.custom = true, .random = true, .forced_update = true, .channels = {channels, 1}};
	struct user_new new = amina;
	new.password_start = &start;
	assert_ok(make(call, new, &user));
	assert_true(user.password_set);
	assert_true(leased(call, &mail));
	assert_same(mail.address, amina.email);
	assert_non_null(memmem(mail.body.at, mail.body.length, call->password.at, call->password.length));
}

static void the_policy_wins_unless_the_start_is_custom(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct notification mail;
	struct password_start start = {.random = true}; /* ignored: the policy wins, and it is off */
	struct user_new new = amina;
	new.password_start = &start;
	assert_ok(make(call, new, &user));
	assert_false(user.password_set);
	initialise_by_policy(call, "email");
	start.random = false;
	new.name = TEXT("bo");
	new.email = TEXT("bo@example.com");
	assert_ok(make(call, new, &user));
	assert_true(user.password_set);
	assert_true(leased(call, &mail));
	assert_same(mail.address, TEXT("bo@example.com"));
	start.custom = true;
	new.name = TEXT("cho");
	new.email = TEXT("cho@example.com");
	assert_ok(make(call, new, &user));
	assert_false(user.password_set);
}

static void channels_must_be_configured_and_lead_to_the_user(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct password_start start = {.custom = true, .random = true, .channels = TEXTS(TEXT("sms"))};
	struct user_new new = amina;
	new.password_start = &start;
	struct error error = make(call, new, &user);
	assert_error(error, ERROR_NOTIFICATION_UNCONFIGURED);
	assert_same(error.subject, TEXT("sms"));
	start.channels = TEXTS(TEXT("pigeon"));
	assert_error(make(call, new, &user), ERROR_PARAMETER_INVALID);
	start.channels = TEXTS(TEXT("email"));
	new.email = (struct text){NULL, 0};
	error = make(call, new, &user);
	assert_error(error, ERROR_PARAMETER_MISSING);
	assert_same(error.subject, TEXT("email"));
}

static void a_new_password_is_told_if_asked(void **state)
{
	struct call *call = with_mail(state);
	struct user user;
	struct notification mail;
	assert_ok(make(call, amina, &user));
	assert_ok(user_prepare_password(call, user.id, TEXT("Password12")));
	assert_ok(user_change_password(call, user.id, false, TEXTS()));
	assert_false(leased(call, &mail));
	assert_ok(user_prepare_password(call, user.id, TEXT("Password34")));
	assert_ok(user_change_password(call, user.id, true, TEXTS(TEXT("email"))));
	assert_true(leased(call, &mail));
	assert_non_null(memmem(mail.body.at, mail.body.length, "Password34", 10));
	assert_error(user_prepare_password(call, user.id, TEXT("xxAMINA12xx")), ERROR_PASSWORD_TOO_WEAK);
	assert_error(user_prepare_password(call, TEXT("user_none"), TEXT("Password12")), ERROR_USER_NOT_FOUND);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_user_without_a_password_has_none),
		in_directory(a_given_password_is_set),
		in_directory(a_random_password_is_made_and_sent),
		in_directory(the_policy_wins_unless_the_start_is_custom),
		in_directory(channels_must_be_configured_and_lead_to_the_user),
		in_directory(a_new_password_is_told_if_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Users' passwords under their instance's policy. */
#include "directory/password.h"
#include "base/random.h"
#include "crypto/password.h"
#include "directory/password_sql.h"
#include "directory/policy.h"
#include <string.h>

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define NUMBER "0123456789"
#define SPECIAL "@%+\\/\"!#$^?:,(){}[]~-_." /* as the vendor documents it */

#define EXCLUDED_LEAST 3 /* characters: shorter ones are found in almost any password */

#define RANDOM_LENGTH 16
#define RANDOM_ATTEMPTS 64
#define RANDOM INT64_MAX /* call->password_newest of a password that cannot be an old one */

struct text password_form(struct call *call, struct text password)
{
	return text_normal(call->secrets, password);
}

/* Complexity */

static bool has_one_of(struct text text, const char *characters)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] != '\0' && strchr(characters, text.at[i]))
			return true;
	}
	return false;
}

static bool includes(int64_t rules, struct text password)
{
	static const struct {
		enum password_rule rule;
		const char *characters;
	} wanted[] = {
		{PASSWORD_RULE_UPPER, UPPER},
		{PASSWORD_RULE_LOWER, LOWER},
		{PASSWORD_RULE_NUMBER, NUMBER},
		{PASSWORD_RULE_SPECIAL, SPECIAL},
	};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		if ((rules & wanted[i].rule) && !has_one_of(password, wanted[i].characters))
			return false;
	}
	return true;
}

static bool contains(struct call *call, struct text folded, struct text value)
{
	struct text part = text_fold(call->arena, value);
	return part.at && text_characters(part) >= EXCLUDED_LEAST &&
		memmem(folded.at, folded.length, part.at, part.length) != NULL;
}

static bool excludes(struct call *call, int64_t rules, const struct user *user, struct text password)
{
	struct text local, domain, folded = text_fold(call->secrets, password);
	text_cut(user->email, '@', &local, &domain);
	const struct {
		enum password_rule rule;
		struct text value;
	} unwanted[] = {
		{PASSWORD_RULE_NOT_NAME, user->name},
		{PASSWORD_RULE_NOT_EMAIL, user->email},
		{PASSWORD_RULE_NOT_EMAIL, local},
		{PASSWORD_RULE_NOT_PHONE, user->phone_number},
		{PASSWORD_RULE_NOT_DISPLAY_NAME, user->display_name},
	};
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++) {
		if ((rules & unwanted[i].rule) && contains(call, folded, unwanted[i].value))
			return false;
	}
	return true;
}

struct error password_check(
	struct call *call, const struct policy *policy, const struct user *user, struct text password)
{
	struct text form = password_form(call, password);
	if (form.length > 0 && (int64_t)text_characters(form) >= policy->minimum_length &&
		includes(policy->rules, form) && excludes(call, policy->rules, user, form))
		return ok();
	return error_of(ERROR_PASSWORD_TOO_WEAK, TEXT("password"));
}

/* Hashing */

static struct password_cost cost_of(const struct call *call)
{
	return (struct password_cost){
		.memory = call->settings->password_memory_kib * 1024,
		.passes = call->settings->password_passes,
	};
}

static struct error hash(struct call *call, struct text password)
{
	call->password = password;
	return password_hash(call->secrets, cost_of(call), password_form(call, password), &call->password_hash);
}

static int64_t newest(const struct password_list *former)
{
	return former->count > 0 ? former->at[0].created : 0;
}

static struct error check_history(
	struct call *call, const struct policy *policy, struct text user, struct text password)
{
	struct password_list former;
	struct text form = password_form(call, password);
	if (!user.at || policy->history != POLICY_HISTORY_ENABLED)
		return ok();
	struct error error = sql_passwords_of_user(
		call, (struct sql_passwords_of_user){call->realm, user, policy->history_count}, &former);
	if (!error_ok(error))
		return error;
	call->password_newest = newest(&former);
	for (size_t i = 0; i < former.count; i++) {
		if (password_verify(call->secrets, cost_of(call), former.at[i].hash, form))
			return error_of(ERROR_PASSWORD_REUSED, TEXT("password"));
	}
	return ok();
}

struct error password_prepare(struct call *call, const struct user *user, struct text password)
{
	struct policy policy;
	struct error error = policy_get(call, &policy);
	if (error_ok(error))
		error = password_check(call, &policy, user, password);
	if (error_ok(error))
		error = check_history(call, &policy, user->id, password);
	return error_ok(error) ? hash(call, password) : error;
}

/* Random passwords */

static void shuffle(char *at, size_t length)
{
	for (size_t i = length - 1; i > 0; i--) {
		size_t other = random_below(i + 1);
		char kept = at[i];
		at[i] = at[other];
		at[other] = kept;
	}
}

/* One character of each class at least, none that is easily taken for another. */
static struct text random_password(struct arena *arena, size_t length)
{
	static const char *const classes[] = {
		"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!#%+-?@_"};
	const size_t count = sizeof(classes) / sizeof(*classes);
	char *at = arena_alloc(arena, length + 1);
	for (size_t i = 0; i < length; i++) {
		const char *class = classes[i < count ? i : random_below(count)];
		at[i] = class[random_below(strlen(class))];
	}
	shuffle(at, length);
	return (struct text){at, length};
}

struct error password_prepare_random(struct call *call, const struct user *user)
{
	struct policy policy;
	struct error error = policy_get(call, &policy);
	if (!error_ok(error))
		return error;
	size_t length = policy.minimum_length > RANDOM_LENGTH ? (size_t)policy.minimum_length : RANDOM_LENGTH;
	call->password_newest = RANDOM;
	/* by chance it may contain what the policy excludes */
	for (int i = 0; i < RANDOM_ATTEMPTS; i++) {
		struct text password = random_password(call->secrets, length);
		if (error_ok(password_check(call, &policy, user, password)))
			return hash(call, password);
	}
	return error_internal("no random password satisfies the policy");
}

/* Storing */

static int64_t remembered(const struct policy *policy)
{
	return policy->history == POLICY_HISTORY_ENABLED && policy->history_count > 1 ? policy->history_count : 1;
}

/* Another password was set since this one was held against the old ones, or nobody asked for that then. */
static bool history_moved_on(const struct call *call, const struct policy *policy, const struct password_list *former)
{
	return policy->history == POLICY_HISTORY_ENABLED && call->password_newest != RANDOM &&
		call->password_newest != newest(former);
}

struct error password_set(struct call *call, struct text user, bool forced_update)
{
	struct policy policy;
	struct password_list former;
	if (!call->password_hash.at)
		return (struct error){ERROR_STORE_CONFLICT, user, "the policy changed while a password was prepared"};
	struct error error = policy_get(call, &policy);
	if (!error_ok(error))
		return error;
	int64_t keep = remembered(&policy);
	error = sql_passwords_of_user(call, (struct sql_passwords_of_user){call->realm, user, keep}, &former);
	if (!error_ok(error))
		return error;
	if (history_moved_on(call, &policy, &former))
		return (struct error){ERROR_STORE_CONFLICT, user, "the password changed while another was prepared"};
	/* later than all others, even if the clock went back */
	int64_t last = newest(&former);
	struct sql_password_insert bind = {
		.realm = call->realm,
		.user_id = user,
		.created = call->now > last ? call->now : last + 1,
		.hash = call->password_hash,
		.forced_update = forced_update,
	};
	error = sql_password_insert(call, bind, NULL);
	if (!error_ok(error) || (int64_t)former.count < keep)
		return error;
	int64_t forgotten = former.at[keep - 1].created;
	return sql_password_forget(call, (struct sql_password_forget){call->realm, user, forgotten}, NULL);
}

struct error password_describe(struct call *call, struct user *user)
{
	struct password password;
	struct sql_password_newest bind = {call->realm, user->id};
	struct error error = sql_password_newest(call, bind, &password, &user->password_set);
	if (error_ok(error) && user->password_set)
		user->password_expires = password.expires;
	return error;
}

struct error password_describe_all(struct call *call, struct user *users, size_t count)
{
	struct text_list ids = {arena_array(call->arena, count, sizeof(struct text)), count};
	struct password_list passwords;
	for (size_t i = 0; i < count; i++)
		ids.at[i] = users[i].id;
	struct error error =
		sql_passwords_of_users(call, (struct sql_passwords_of_users){call->realm, ids}, &passwords);
	if (!error_ok(error))
		return error;
	for (size_t i = 0, next = 0; i < count && next < passwords.count; i++) {
		if (!text_equal(users[i].id, passwords.at[next].user))
			continue;
		users[i].password_set = true;
		users[i].password_expires = passwords.at[next++].expires;
	}
	return ok();
}

/* First passwords and new ones, and the messages that tell them. */
#include "directory/audit.h"
#include "directory/notification.h"
#include "directory/password.h"
#include "directory/policy.h"
#include "directory/user_record.h"

static struct text_list words_of(struct call *call, struct text text)
{
	struct text_list words = {arena_array(call->arena, text.length + 1, sizeof(struct text)), 0};
	while (text.length > 0) {
		struct text word;
		text_cut(text, ' ', &word, &text);
		if (word.length > 0)
			words.at[words.count++] = word;
	}
	return words;
}

/* What was asked for, or what the instance's policy says when that wins. */
static struct error settle(struct call *call, const struct password_start *asked, struct password_start *start)
{
	struct policy policy;
	*start = (struct password_start){0};
	if (!asked)
		return ok();
	if (asked->custom) {
		*start = *asked;
		return ok();
	}
	struct error error = policy_get(call, &policy);
	if (!error_ok(error) || policy.initialization != POLICY_INITIALIZATION_ENABLED)
		return error;
	start->random = policy.initialization_type == POLICY_INITIALIZATION_TYPE_RANDOM;
	start->forced_update = policy.initialization_forced_update == POLICY_INITIALIZATION_FORCED_UPDATE_ENABLED;
	start->channels = words_of(call, policy.initialization_channels);
	return ok();
}

struct error user_prepare(struct call *call, const struct user_new *new)
{
	struct password_start start;
	const struct user user = {
		.name = new->name,
		.email = new->email,
		.phone_number = new->phone_number,
		.display_name = new->display_name,
	};
	struct error error = settle(call, new->password_start, &start);
	if (error_ok(error))
		error = notification_require(call, start.channels);
	if (!error_ok(error))
		return error;
	if (new->password.length > 0)
		return password_prepare(call, &user, new->password);
	return start.random ? password_prepare_random(call, &user) : ok();
}

struct error user_prepare_password(struct call *call, struct text id, struct text password)
{
	struct user user;
	struct error error = user_row(call, id, &user);
	return error_ok(error) ? password_prepare(call, &user, password) : error;
}

static struct error tell(struct call *call, const struct user *user, struct text_list channels)
{
	if (channels.count == 0)
		return ok();
	struct text body = text_print(call->secrets, "User name: %.*s\nPassword: %.*s\n", (int)user->name.length,
		user->name.at, (int)call->password.length, call->password.at);
	return notification_add(call, user, channels, TEXT("Your password"), body);
}

struct error user_start_password(struct call *call, const struct user_new *new, const struct user *user)
{
	struct password_start start;
	struct error error = settle(call, new->password_start, &start);
	if (!error_ok(error) || (new->password.length == 0 && !start.random))
		return error;
	error = password_set(call, user->id, start.forced_update);
	return error_ok(error) ? tell(call, user, start.channels) : error;
}

struct error user_change_password(struct call *call, struct text id, bool forced_update, struct text_list channels)
{
	struct user user;
	struct error error = user_row(call, id, &user);
	if (error_ok(error))
		error = password_set(call, id, forced_update);
	if (error_ok(error))
		error = tell(call, &user, channels);
	audit_target(call, "user", id);
	return error;
}

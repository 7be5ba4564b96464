/* How a user's row is checked and stored. */
#include "directory/user_record.h"
#include "directory/audit.h"
#include "directory/removal.h"
#include "directory/user_sql.h"
#include <ctype.h>

/* An account's id is a number; an instance's begins with letters. */
bool user_is_ram(const struct call *call)
{
	return call->realm.length > 0 && isdigit((unsigned char)call->realm.at[0]);
}

static struct error missing(const char *field)
{
	return error_of(ERROR_PARAMETER_MISSING, text_of(field));
}

static struct error apply_phone(const struct user_change *change, struct user *user)
{
	bool sent = change->phone_number.at != NULL;
	if (sent && change->phone_number.length == 0) {
		user->phone_number = user->phone_region = (struct text){NULL, 0};
		user->phone_verified = false;
		return ok();
	}
	struct text number = sent ? change->phone_number : user->phone_number;
	struct text region = change->phone_region.length > 0 ? change->phone_region : user->phone_region;
	if (number.length == 0)
		return ok();
	if (region.length == 0)
		return missing("phone_region");
	if ((sent || !text_equal(region, user->phone_region)) && !change->has_phone_verified)
		return missing("phone_verified");
	user->phone_number = number;
	user->phone_region = region;
	if (change->has_phone_verified)
		user->phone_verified = change->phone_verified;
	return ok();
}

static struct error apply_email(const struct user_change *change, struct user *user)
{
	bool sent = change->email.at != NULL;
	if (sent && change->email.length == 0) {
		user->email = (struct text){NULL, 0};
		user->email_verified = false;
		return ok();
	}
	if (sent && !change->has_email_verified)
		return missing("email_verified");
	if (sent)
		user->email = change->email;
	if (user->email.at && change->has_email_verified)
		user->email_verified = change->email_verified;
	return ok();
}

/* Empty text clears. */
static void apply_text(struct text change, struct text *text)
{
	if (change.at)
		*text = change.length > 0 ? change : (struct text){NULL, 0};
}

static void set_keys(struct call *call, struct user *user)
{
	user->name_key = text_fold(call->arena, user->name);
	user->display_name_key = text_fold(call->arena, user->display_name);
	user->email_key = user_is_ram(call) ? (struct text){NULL, 0} : text_fold(call->arena, user->email);
}

struct error user_apply(struct call *call, const struct user_change *change, struct user *user)
{
	apply_text(change->name, &user->name);
	apply_text(change->display_name, &user->display_name);
	apply_text(change->description, &user->description);
	apply_text(change->mobile_phone, &user->mobile_phone);
	if (!user->name.at)
		return missing("name");
	struct error error = apply_phone(change, user);
	if (error_ok(error))
		error = apply_email(change, user);
	set_keys(call, user);
	return error;
}

static struct error taken(const struct user *user, const struct user *other)
{
	if (text_equal(user->name_key, other->name_key))
		return error_of(ERROR_USER_NAME_TAKEN, user->name);
	if (user->email_key.at && text_equal(user->email_key, other->email_key))
		return error_of(ERROR_USER_EMAIL_TAKEN, user->email);
	if (user->phone_number.at && text_equal(user->phone_number, other->phone_number) &&
		text_equal(user->phone_region, other->phone_region))
		return error_of(ERROR_USER_PHONE_TAKEN, user->phone_number);
	return error_of(ERROR_EXTERNAL_ID_TAKEN, user->external_id);
}

/* Who has several of the keys is found by each. */
static bool stood_before(const struct user_list *others, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (text_equal(others->at[i].id, others->at[at].id))
			return true;
	}
	return false;
}

struct error user_check_free(struct call *call, const struct user *user)
{
	struct user_list others;
	struct error error = sql_users_in_conflict(call, user, &others);
	for (size_t i = 0; i < others.count && error_ok(error); i++) {
		bool cleared;
		if (stood_before(&others, i))
			continue;
		error = removal_clear_user(call, others.at[i].id, &cleared);
		if (error_ok(error) && !cleared)
			error = taken(user, &others.at[i]);
	}
	return error;
}

struct error user_store(struct call *call, struct user *user)
{
	user->updated = call->now;
	audit_target(call, "user", user->id);
	return sql_user_update(call, user, NULL);
}

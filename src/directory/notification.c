/* Messages to people. */
#include "directory/notification.h"
#include "base/random.h"
#include "directory/notification_sql.h"

#define PURPOSE "notification"
#define CONTENT_MAXIMUM 65536
#define LEASE (60 * 1000)
#define LEASE_MOST (60 * LEASE)
#define GIVE_UP_AFTER (24 * 60 * 60 * 1000)

static const struct {
	enum notification_channel channel;
	const char *name, *field;
} channels_known[] = {
	{NOTIFICATION_CHANNEL_EMAIL, "email", "email"},
	{NOTIFICATION_CHANNEL_SMS, "sms", "phone_number"},
};
#define CHANNEL_COUNT (sizeof(channels_known) / sizeof(*channels_known))

static size_t channel_index(struct text name)
{
	size_t i = 0;
	while (i < CHANNEL_COUNT && !text_is(name, channels_known[i].name))
		i++;
	return i;
}

static bool is_configured(const struct call *call, enum notification_channel channel)
{
	if (channel == NOTIFICATION_CHANNEL_EMAIL)
		return call->settings->mail_url.length > 0 && call->settings->mail_from.length > 0;
	return call->settings->sms_url.length > 0;
}

struct error notification_require(struct call *call, struct text_list channels)
{
	for (size_t i = 0; i < channels.count; i++) {
		size_t known = channel_index(channels.at[i]);
		if (known == CHANNEL_COUNT)
			return error_of(ERROR_PARAMETER_INVALID, TEXT("channels"));
		if (!is_configured(call, channels_known[known].channel))
			return error_of(ERROR_NOTIFICATION_UNCONFIGURED, channels.at[i]);
	}
	return ok();
}

static struct text address_of(struct call *call, const struct user *user, enum notification_channel channel)
{
	if (channel == NOTIFICATION_CHANNEL_EMAIL || user->phone_number.length == 0)
		return channel == NOTIFICATION_CHANNEL_EMAIL ? user->email : user->phone_number;
	return text_print(call->arena, "+%.*s%.*s", (int)user->phone_region.length, user->phone_region.at,
		(int)user->phone_number.length, user->phone_number.at);
}

static struct error add(
	struct call *call, const struct user *user, enum notification_channel channel, struct text content)
{
	struct text id = random_id(call->arena, "ntf_", call->now);
	const struct notification notification = {
		.id = id,
		.realm = call->realm,
		.user = user->id,
		.channel = channel,
		.address = address_of(call, user, channel),
		.sealed = seal(call->arena, (struct sealing){call->keyring, PURPOSE, id}, content),
		.due = call->now,
		.created = call->now,
	};
	return sql_notification_insert(call, &notification, NULL);
}

static bool is_wanted(struct text_list channels, const char *name)
{
	for (size_t i = 0; i < channels.count; i++) {
		if (text_is(channels.at[i], name))
			return true;
	}
	return false;
}

struct error notification_add(
	struct call *call, const struct user *user, struct text_list channels, struct text subject, struct text body)
{
	struct builder content = builder_in(call->secrets, CONTENT_MAXIMUM);
	const char *lacking = NULL;
	bool added = false;
	struct error error = notification_require(call, channels);
	builder_add(&content, subject);
	builder_add_char(&content, '\n');
	builder_add(&content, body);
	for (size_t i = 0; i < CHANNEL_COUNT && error_ok(error); i++) {
		if (!is_wanted(channels, channels_known[i].name))
			continue;
		if (address_of(call, user, channels_known[i].channel).length == 0) {
			lacking = channels_known[i].field;
			continue;
		}
		error = add(call, user, channels_known[i].channel, builder_text(&content));
		added = true;
	}
	if (error_ok(error) && lacking && !added)
		return error_of(ERROR_PARAMETER_MISSING, text_of(lacking));
	return error;
}

/* Sending */

static bool open_content(struct call *call, struct notification *notification)
{
	struct text content;
	if (!unseal(call->secrets, (struct sealing){call->keyring, PURPOSE, notification->id}, notification->sealed,
		    &content))
		return false;
	text_cut(content, '\n', &notification->subject, &notification->body);
	return true;
}

static struct error delay(struct call *call, struct notification *notification)
{
	int64_t lease = LEASE;
	for (int64_t i = 0; i < notification->attempts && lease < LEASE_MOST; i++)
		lease *= 2;
	if (lease > LEASE_MOST)
		lease = LEASE_MOST;
	notification->attempts++;
	notification->due = call->now + lease;
	struct sql_notification_delay bind = {notification->id, notification->attempts, notification->due};
	return sql_notification_delay(call, bind, NULL);
}

struct error notification_lease(struct call *call, struct notification *notification, bool *found)
{
	for (;;) {
		struct error error =
			sql_notification_due(call, (struct sql_notification_due){call->now}, notification, found);
		if (!error_ok(error) || !*found)
			return error;
		if (call->now - notification->created < GIVE_UP_AFTER && open_content(call, notification))
			return delay(call, notification);
		error = notification_done(call, notification->id);
		if (!error_ok(error))
			return error;
	}
}

struct error notification_done(struct call *call, struct text id)
{
	return sql_notification_delete(call, (struct sql_notification_delete){id}, NULL);
}

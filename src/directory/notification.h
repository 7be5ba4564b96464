/* Messages to people, kept in an outbox in the transaction that causes them and sent after it by a thread of the server.
 * Bodies are sealed. ERROR_NOTIFICATION_UNCONFIGURED when the settings name no way to send on a channel. */
#pragma once
#include "directory/call.h"

enum notification_channel {
	NOTIFICATION_EMAIL = 1,
	NOTIFICATION_SMS,
};

struct error notification_require(struct call *call, struct text_list channels) must_check;
/* One message on each channel for which the user has an address; ERROR_PARAMETER_MISSING when there is none at all. */
struct error notification_add(struct call *call, const struct user *user, struct text_list channels,
	struct text subject, struct text body) must_check;

struct notification {
	struct text id, address, subject, body;
	enum notification_channel channel;
	int64_t attempts;
};
/* The next one that is due, leased for a minute so that no other node sends it; found = false when none is. */
struct error notification_lease(struct call *call, struct notification *notification, bool *found) must_check;
struct error notification_done(struct call *call, struct text id) must_check;

/* Messages to people, kept in an outbox in the transaction that causes them and sent after it by a thread of the server.
 * Bodies are sealed. ERROR_NOTIFICATION_UNCONFIGURED when the settings name no way to send on a channel. */
#pragma once
#include "directory/call.h"

/* Whether the server can send on these channels ("email", "sms"). ERROR_PARAMETER_INVALID for one that does not exist. */
struct error notification_require(struct call *call, struct text_list channels) must_check;
/* One message on each channel for which the user has an address; ERROR_PARAMETER_MISSING when there is none at all. */
struct error notification_add(struct call *call, const struct user *user, struct text_list channels,
	struct text subject, struct text body) must_check;

/* The next one that is due, with subject and body. It is leased so that no other node sends it, for a minute at first and
 * twice as long each time, an hour at most: one that is never done comes again by itself. One that was tried for a day is
 * given up. found = false when none is due. */
struct error notification_lease(struct call *call, struct notification *notification, bool *found) must_check;
/* It was sent. */
struct error notification_done(struct call *call, struct text id) must_check;

/* An instance's rules for passwords. A new instance: at least 10 characters with upper case, lower case and a number, not
 * containing the name; no expiry, no history, no initialisation; forgotten passwords off. */
#pragma once
#include "directory/call.h"

struct error policy_create(struct call *call, struct text realm) must_check;
struct error policy_get(struct call *call, struct policy *policy) must_check; /* of call->realm */
/* Stores the whole policy; callers read, change their part, and store it again. */
struct error policy_set(struct call *call, const struct policy *policy) must_check;

/* Lists in a policy are kept as words with blanks between. */
struct text policy_join(struct call *call, struct text_list words);
struct text_list policy_split(struct call *call, struct text words);
/* Channels for messages, as they are stored. What is switched on (`wanted`) needs one at least, and a way to send on each.
 * `name` is what the caller calls the list: ERROR_PARAMETER_MISSING, ERROR_PARAMETER_INVALID with it as subject,
 * ERROR_NOTIFICATION_UNCONFIGURED. */
struct error policy_channels(struct call *call, struct text_list channels, bool wanted, struct text name,
	struct text *stored) must_check;

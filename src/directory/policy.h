/* An instance's rules for passwords. A new instance: at least 10 characters with upper case, lower case and a number, not
 * containing the name; no expiry, no history, no initialisation; forgotten passwords off. */
#pragma once
#include "directory/call.h"

struct error policy_create(struct call *call, struct text realm) must_check;
struct error policy_get(struct call *call, struct policy *policy) must_check; /* of call->realm */
/* Stores the whole policy; callers read, change their part, and store it again. */
struct error policy_set(struct call *call, const struct policy *policy) must_check;

/* Users' passwords under their instance's policy: complexity, history, expiry, initialisation.
 *
 * Hashing is slow, so it happens before the transaction: a handler's …_prepare calls password_prepare, which checks the
 * policy's complexity and history against the store as it is, hashes, and leaves call->password_hash. password_set then
 * stores it inside the transaction.
 *
 * A password is hashed in its NFKC form (SP 800-63B-4 section 3.1.1.2), so that it does not matter by which keyboard it is
 * typed; RFC 8265 would keep compatibility characters apart (NFC), which protects nobody and locks people out. Lengths
 * are counted in characters of that form. */
#pragma once
#include "directory/call.h"
#include "directory/user.h"

enum password_rule { /* bits of policy.rules */
	PASSWORD_RULE_UPPER = 1,
	PASSWORD_RULE_LOWER = 2,
	PASSWORD_RULE_NUMBER = 4,
	PASSWORD_RULE_SPECIAL = 8,
	PASSWORD_RULE_NOT_NAME = 16,
	PASSWORD_RULE_NOT_EMAIL = 32,
	PASSWORD_RULE_NOT_PHONE = 64,
	PASSWORD_RULE_NOT_DISPLAY_NAME = 128,
};

/* How a password is hashed; in call->secrets. */
struct text password_form(struct call *call, struct text password);
/* Whether the policy's complexity accepts it for this user. The exclusion rules look for the name, the whole email address
 * and its local part, the phone number and the display name in it, whatever the case; what is shorter than three
 * characters is not looked for. ERROR_PASSWORD_TOO_WEAK. */
struct error password_check(struct call *call, const struct policy *policy, const struct user *user,
	struct text password) must_check;
/* `user` says who it is for (name, email, … for the exclusion rules; id for the history, absent for a new user).
 * ERROR_PASSWORD_TOO_WEAK, ERROR_PASSWORD_REUSED. */
struct error password_prepare(struct call *call, const struct user *user, struct text password) must_check;
/* A random password that the policy accepts, hashed likewise. Both leave the password itself in call->password. */
struct error password_prepare_random(struct call *call, const struct user *user) must_check;
/* Stores call->password_hash as the user's password, and remembers as many old ones as the policy says.
 * ERROR_STORE_CONFLICT when the policy remembers old passwords and there is one that it was not held against, because
 * another call set it meanwhile. */
struct error password_set(struct call *call, struct text user, bool forced_update) must_check;
/* Fills password_set and password_expires. */
struct error password_describe(struct call *call, struct user *user) must_check;
/* Of many users, by one query; they are in the order of their ids. */
struct error password_describe_all(struct call *call, struct user *users, size_t count) must_check;

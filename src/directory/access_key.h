/* Access keys: with them an account (root keys) or a RAM user signs calls. Two for each owner. */
#pragma once
#include "directory/call.h"

#define ACCESS_KEY_QUOTA 2

/* `user` absent: a root key of the account. `key->secret` is readable here only. */
struct error access_key_create(struct call *call, struct text account, struct text user, struct access_key *key)
	must_check;
struct error access_key_list(struct call *call, struct text account, struct text user, struct access_key_list *keys)
	must_check;
struct error access_key_get(struct call *call, struct text id, struct access_key *key) must_check;
struct error access_key_set_status(struct call *call, struct text account, struct text user, struct text id,
	enum access_key_status status) must_check;
struct error access_key_delete(struct call *call, struct text account, struct text user, struct text id) must_check;

/* Whether the secrets of this database open with the call's master key; ERROR_INTERNAL, with a cause for the
 * administrator, when they were sealed with another one. */
struct error access_key_check_seal(struct call *call) must_check;

/* Who signed: ERROR_ACCESS_KEY_UNKNOWN, ERROR_ACCESS_KEY_INACTIVE (key inactive, or its user disabled). Fills call->actor and
 * gives the secret in call->secrets. */
struct error access_key_actor(struct call *call, struct text id, struct text *secret) must_check;
/* A signature nonce is good once in its window: writes store it in their own transaction, so that a replay fails on any
 * node (reads: api/nonce.h). `nonce` as request_signature_verify gives it. ERROR_NONCE_USED. Also notes the use of the key
 * that signed, at most once a minute. */
struct error access_key_nonce(struct call *call, struct text nonce) must_check;

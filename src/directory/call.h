/* One call under way: who calls, from where, when, with which store and memory. Every function of the core that reads or
 * changes the directory takes it first. The core never asks which door a call came through. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "base/settings.h"
#include "contract/types.h"
#include "crypto/seal.h"
#include "store/store.h"

enum actor_kind {
	ACTOR_NONE,        /* not authenticated: token endpoints */
	ACTOR_ROOT,        /* the account itself, by its root access key */
	ACTOR_RAM_USER,    /* a RAM user, by an access key */
	ACTOR_APPLICATION, /* an application of an instance, by an access token */
	ACTOR_LOCAL,       /* the command line on the server's own machine */
};

struct actor {
	enum actor_kind kind;
	struct text account;     /* the cloud account it belongs to */
	struct text id;          /* user id or application id; the account id for root */
	struct text credential;  /* id of the access key, client secret or token it used */
};

struct audit_target {
	const char *kind; /* a word of the core: "user", "unit", … */
	struct text id;
};

struct call {
	struct arena *arena;
	struct arena *secrets;      /* wiped when the call ends */
	struct store *store;
	const struct settings *settings;
	const struct keyring *keyring;
	int64_t now;                /* one instant for the whole call */
	struct text request_id;
	struct text operation;      /* for the audit: "Eiam:CreateUser" */
	struct text source;         /* the caller's address */
	struct actor actor;
	struct text realm;          /* the population it works on: an instance id or an account id */
	struct text application;    /* the application whose scope and permissions apply, if any */
	struct text password_hash;  /* what a …_prepare stage worked out, see directory/password.h */
	int64_t password_newest;    /* when the newest was set of the old ones that it was held against */
	struct text password;       /* the password of that hash, in `secrets`, for the message that tells it */
	bool patient;               /* a read that looks at very much is done; else it ends with ERROR_NEEDS_PATIENCE */
	struct audit_target target; /* what was changed, set by the core; audit_write records it */
};

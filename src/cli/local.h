/* What verbs do to the directory of this machine themselves, with or without a server beside them. */
#pragma once
#include "api/operation.h"
#include "base/encode.h"
#include "cli/installation.h"

struct population {
	const char *instance; /* by id; NULL: the only one */
	bool account;         /* instead: the RAM users of the account */
};

/* Says whose users the call is about: call.realm and call.actor.account. False after a message. */
bool local_enter(struct installation *installation, struct population population);

/* A user of that population by id, or else by name. ERROR_USER_NOT_FOUND. */
struct error local_user(struct call *call, const char *named, struct text *id) must_check;

/* Runs `change` in a transaction of its own, with its row in the audit as "Local:…"; again after a race that was lost on
 * PostgreSQL. */
struct error local_change(struct call *call, const char *name,
	struct error (*change)(struct call *call, void *context), void *context) must_check;
/* Runs an operation of the contract that changes something, with its slow stage, as if it had been called. */
struct error local_operation(struct call *call, const struct operation *operation, struct parameter_list values,
	void *out) must_check;

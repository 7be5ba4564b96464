/* Access tokens of applications (client_credentials), sealed: verified without a write, then held against revocation and
 * the live status of application, instance and secret. Lifetime: settings. */
#pragma once
#include "directory/application.h"
#include "directory/call.h"

enum token_kind {
	TOKEN_DEVELOPER, /* AT…, for the developer API */
	TOKEN_TENANT,    /* a UUID, for the tenant API; stored as an artefact */
};

struct token {
	struct text value;
	int64_t issued, expires;
};

/* Checks the client's secret, its status and its API switch. ERROR_CLIENT_UNKNOWN, ERROR_APPLICATION_NOT_FOUND,
 * ERROR_APPLICATION_DISABLED, ERROR_GRANT_NOT_ALLOWED. Realm: the application's. */
struct error token_issue(struct call *call, enum token_kind kind, struct text application, struct text secret,
	struct token *token) must_check;
/* Fills call->realm, call->application and call->actor. ERROR_TOKEN_INVALID, ERROR_APPLICATION_NOT_FOUND,
 * ERROR_APPLICATION_DISABLED, ERROR_APPLICATION_API_DISABLED. */
struct error token_accept(struct call *call, enum token_kind kind, struct text value) must_check;
/* By the client that it was issued to; the token of another client stays good and is no error; an unknown one neither. */
struct error token_revoke(struct call *call, struct text application, struct text secret, struct text value) must_check;

/* Secrets with which applications prove who they are. */
#include "base/random.h"
#include "crypto/digest.h"
#include "directory/application.h"
#include "directory/audit.h"
#include "directory/client_secret_sql.h"
#include <string.h>

#define PURPOSE "client-secret"
#define PREFIX "CS"
#define RANDOM_LENGTH 40
#define SHOWN_FIRST 4
#define SHOWN_LAST 2

#define MINUTE (INT64_C(60) * 1000)
#define DAY (24 * 60 * MINUTE)
#define LIFE_LEAST DAY
#define LIFE_MOST ((3 * 365 + 1) * DAY) /* three years with a leap day */
#define CLOCK_ERROR (5 * MINUTE)	/* callers reckon from their own clock, and a little earlier */

static struct error check_expiry(struct call *call, int64_t expires)
{
	int64_t life = expires - call->now;
	if (expires == 0 || (life >= LIFE_LEAST - CLOCK_ERROR && life <= LIFE_MOST + CLOCK_ERROR))
		return ok();
	return error_of(ERROR_PARAMETER_INVALID, TEXT("expires"));
}

/* Creation */

static struct error require_quota(struct call *call, struct text application)
{
	struct client_secret_list secrets;
	struct sql_client_secrets_of bind = {call->realm, application};
	struct error error = sql_client_secrets_of(call, bind, &secrets);
	if (error_ok(error) && secrets.count >= APPLICATION_SECRET_QUOTA)
		return error_of(ERROR_SECRET_LIMIT, application);
	return error;
}

static struct error insert(struct call *call, struct client_secret *secret)
{
	int64_t changed = 0;
	struct error error = ok();
	while (error_ok(error) && changed == 0) {
		secret->id = random_id(call->arena, "sci_", call->now);
		secret->sealed = seal(call->arena, (struct sealing){call->keyring, PURPOSE, secret->id}, secret->secret);
		error = sql_client_secret_insert(call, secret, &changed);
	}
	audit_target(call, "client_secret", secret->id);
	return error;
}

struct error client_secret_create(
	struct call *call, struct text application, int64_t expires, struct client_secret *secret)
{
	struct error error = application_require(call, application);
	if (error_ok(error))
		error = check_expiry(call, expires);
	if (error_ok(error))
		error = require_quota(call, application);
	if (!error_ok(error))
		return error;
	struct text value = random_word(call->secrets, PREFIX, RANDOM_LENGTH);
	*secret = (struct client_secret){
		.realm = call->realm,
		.application = application,
		.secret = value,
		.hash = digest_name(call->arena, value),
		.status = CLIENT_SECRET_STATUS_ENABLED,
		.expires = expires,
		.created = call->now,
	};
	return insert(call, secret);
}

/* Reading */

static struct error find(struct call *call, struct text application, struct text id, struct client_secret *secret)
{
	bool found;
	struct sql_client_secret_by_id bind = {call->realm, application, id};
	*secret = (struct client_secret){0};
	struct error error = application_require(call, application);
	if (error_ok(error))
		error = sql_client_secret_by_id(call, bind, secret, &found);
	if (error_ok(error) && !found)
		return error_of(ERROR_SECRET_NOT_FOUND, id);
	return error;
}

static struct error open(struct call *call, struct client_secret *secret)
{
	if (!unseal(call->secrets, (struct sealing){call->keyring, PURPOSE, secret->id}, secret->sealed, &secret->secret))
		return error_internal("a client secret does not open");
	return ok();
}

struct error client_secret_obtain(
	struct call *call, struct text application, struct text id, struct client_secret *secret)
{
	struct error error = find(call, application, id, secret);
	audit_target(call, "client_secret", id);
	return error_ok(error) ? open(call, secret) : error;
}

static struct text masked(struct call *call, struct text secret)
{
	char *mask = arena_alloc(call->arena, secret.length);
	memcpy(mask, secret.at, secret.length);
	memset(mask + SHOWN_FIRST, '*', secret.length - SHOWN_FIRST - SHOWN_LAST);
	return (struct text){mask, secret.length};
}

struct error client_secret_list(struct call *call, struct text application, struct client_secret_list *secrets)
{
	struct sql_client_secrets_of bind = {call->realm, application};
	struct error error = application_require(call, application);
	if (error_ok(error))
		error = sql_client_secrets_of(call, bind, secrets);
	for (size_t i = 0; error_ok(error) && i < secrets->count; i++) {
		struct client_secret *secret = &secrets->at[i];
		error = open(call, secret);
		if (!error_ok(error))
			break;
		secret->mask = masked(call, secret->secret);
		secret->secret = (struct text){NULL, 0};
	}
	return error;
}

/* Changes */

static struct error save(struct call *call, const struct client_secret *secret)
{
	audit_target(call, "client_secret", secret->id);
	return sql_client_secret_update(call, secret, NULL);
}

struct error client_secret_set_status(
	struct call *call, struct text application, struct text id, enum client_secret_status status)
{
	struct client_secret secret;
	struct error error = find(call, application, id, &secret);
	secret.status = status;
	return error_ok(error) ? save(call, &secret) : error;
}

struct error client_secret_set_expiry(struct call *call, struct text application, struct text id, int64_t expires)
{
	struct client_secret secret;
	struct error error = find(call, application, id, &secret);
	if (error_ok(error))
		error = check_expiry(call, expires);
	secret.expires = expires;
	return error_ok(error) ? save(call, &secret) : error;
}

struct error client_secret_delete(struct call *call, struct text application, struct text id)
{
	struct client_secret secret;
	struct error error = find(call, application, id, &secret);
	if (!error_ok(error))
		return error;
	if (secret.status == CLIENT_SECRET_STATUS_ENABLED)
		return error_of(ERROR_SECRET_ENABLED, id);
	audit_target(call, "client_secret", id);
	return sql_client_secret_remove(call, (struct sql_client_secret_remove){call->realm, application, id}, NULL);
}

/* Verification */

static bool usable(const struct call *call, const struct client_secret *secret)
{
	return secret->status == CLIENT_SECRET_STATUS_ENABLED && (secret->expires == 0 || secret->expires > call->now);
}

/* An application without secrets, or none at all, costs as many comparisons as one that has them. */
struct error client_secret_verify(struct call *call, struct text application, struct text secret, struct text *id)
{
	struct client_secret_list secrets;
	struct sql_client_secrets_of bind = {call->realm, application};
	struct error error = sql_client_secrets_of(call, bind, &secrets);
	if (!error_ok(error))
		return error;
	struct text hash = digest_name(call->secrets, secret);
	struct text nobodys = digest_name(call->secrets, TEXT(""));
	*id = (struct text){NULL, 0};
	for (size_t i = 0; i < APPLICATION_SECRET_QUOTA; i++) {
		bool there = i < secrets.count;
		bool equal = digest_equal(hash, there ? secrets.at[i].hash : nobodys);
		if (equal && there && usable(call, &secrets.at[i]))
			*id = secrets.at[i].id;
	}
	return id->at ? ok() : error_of(ERROR_CLIENT_UNKNOWN, application);
}

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
		secret->sealed =
			seal(call->arena, (struct sealing){call->keyring, PURPOSE, secret->id}, secret->secret);
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
	if (!unseal(call->secrets, (struct sealing){call->keyring, PURPOSE, secret->id}, secret->sealed,
		    &secret->secret))
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

/* An application without secrets, or none at all, costs as many comparisons as one that has them. */
static const struct client *client_with(struct call *call, struct client_list clients, struct text secret)
{
	struct text hash = digest_name(call->secrets, secret);
	const struct client *found = NULL;
	for (size_t i = 0; i < APPLICATION_SECRET_QUOTA; i++) {
		bool there = i < clients.count && clients.at[i].usable;
		bool equal = digest_equal(hash, there ? clients.at[i].hash : hash);
		if (equal && there)
			found = &clients.at[i];
	}
	return found;
}

struct error client_find(struct call *call, struct text application, struct text secret, struct client *client)
{
	struct client_list clients;
	struct error error = sql_clients(call, (struct sql_clients){application, call->now}, &clients);
	if (!error_ok(error))
		return error;
	const struct client *proven = client_with(call, clients, secret);
	bool there = clients.count > 0 && (call->realm.length == 0 || text_equal(call->realm, clients.at[0].realm));
	if (!there && call->realm.length > 0)
		return error_of(ERROR_APPLICATION_NOT_FOUND, application);
	call->realm = there ? clients.at[0].realm : TEXT("");
	if (proven == NULL)
		return error_of(ERROR_CLIENT_UNKNOWN, application);
	*client = *proven;
	return ok();
}

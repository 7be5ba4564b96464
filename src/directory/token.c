/* Access tokens of applications: issue, accept, revoke. */
#include "directory/token.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "directory/artefact.h"
#include "directory/audit.h"
#include "directory/token_sql.h"

#define TOKEN_PREFIX "AT"
#define TOKEN_PURPOSE "developer-token"
#define GRANT "client_credentials"
#define LIFETIME_MOST (24 * 60 * 60 * 1000) /* the most that settings allow */
#define REVOCATION_KEPT (60 * 60 * 1000)    /* after the token has expired, if a clock is set back */
#define USE_INTERVAL (60 * 1000)

/* What a token says. Sealed in a developer token, in columns of an artefact for a tenant token. */
struct grant {
	struct text realm, application, secret; /* the secret's id */
	struct text id;				/* of the token itself */
	int64_t issued, expires;
};

/* Ids have no '|' in them. */
static struct text grant_print(struct call *call, const struct grant *grant)
{
	struct arena *arena = call->arena;
	return text_join(arena,
		TEXT_PARTS(grant->realm, TEXT("|"), grant->application, TEXT("|"), grant->secret, TEXT("|"), grant->id,
			TEXT("|"), text_of_integer(arena, grant->issued), TEXT("|"),
			text_of_integer(arena, grant->expires)));
}

static bool grant_read(struct text content, struct grant *grant)
{
	struct text issued, expires;
	text_cut(content, '|', &grant->realm, &content);
	text_cut(content, '|', &grant->application, &content);
	text_cut(content, '|', &grant->secret, &content);
	text_cut(content, '|', &grant->id, &content);
	text_cut(content, '|', &issued, &expires);
	return text_to_integer(issued, &grant->issued) && text_to_integer(expires, &grant->expires);
}

/* Developer tokens */

static struct text developer_seal(struct call *call, const struct grant *grant)
{
	struct text content = grant_print(call, grant);
	struct text sealed =
		seal_token(call->arena, (struct token_sealing){call->keyring, TOKEN_PURPOSE, call->now, 0}, content);
	return text_join(call->arena, TEXT_PARTS(TEXT(TOKEN_PREFIX), sealed));
}

/* False for anything that is not a token of ours; it may have expired. */
static bool developer_open(struct call *call, struct text value, struct grant *grant)
{
	struct text content;
	struct text prefix = TEXT(TOKEN_PREFIX);
	if (!text_starts_with(value, prefix))
		return false;
	struct text sealed = text_slice(value, prefix.length, SIZE_MAX);
	return unseal_token(call->arena, (struct token_sealing){call->keyring, TOKEN_PURPOSE, call->now, LIFETIME_MOST},
		       sealed, &content) &&
		grant_read(content, grant);
}

/* Tenant tokens */

static struct error tenant_store(struct call *call, const struct grant *grant, struct text value)
{
	struct artefact artefact = {
		.kind = ARTEFACT_KIND_TENANT_TOKEN,
		.realm = grant->realm,
		.client = grant->application,
		.binding = grant->secret,
		.payload = grant->id,
		.expires = grant->expires,
	};
	bool fresh;
	struct error error = artefact_store(call, &artefact, value, &fresh);
	if (error_ok(error) && !fresh)
		return error_internal("a random token came twice");
	return error;
}

static struct error tenant_find(struct call *call, struct text value, struct grant *grant, bool *found)
{
	struct artefact artefact = {0};
	struct error error = artefact_find(call, ARTEFACT_KIND_TENANT_TOKEN, value, &artefact, found);
	*found = error_ok(error) && *found && artefact.used == 0;
	*grant = (struct grant){
		.realm = artefact.realm,
		.application = artefact.client,
		.secret = artefact.binding,
		.id = artefact.payload,
		.issued = artefact.created,
		.expires = artefact.expires,
	};
	return error;
}

/* Issue */

static struct error require_callable(const struct client *client, struct text application)
{
	if (!client->in_use)
		return error_of(ERROR_APPLICATION_DISABLED, application);
	if (!client->may_call)
		return error_of(ERROR_GRANT_NOT_ALLOWED, TEXT(GRANT));
	return ok();
}

static struct error note_use(struct call *call, const struct client *client, struct text application)
{
	if (client->last_used > call->now - USE_INTERVAL)
		return ok();
	struct sql_token_secret_used bind = {client->realm, application, client->secret, call->now};
	return sql_token_secret_used(call, bind, NULL);
}

static void become(struct call *call, const struct grant *grant, struct text account)
{
	call->realm = grant->realm;
	call->actor = (struct actor){
		.kind = ACTOR_APPLICATION,
		.account = account,
		.id = grant->application,
		.credential = grant->secret,
	};
}

static struct error hand_out(struct call *call, enum token_kind kind, const struct grant *grant, struct token *token)
{
	token->issued = grant->issued;
	token->expires = grant->expires;
	if (kind == TOKEN_DEVELOPER) {
		token->value = developer_seal(call, grant);
		return ok();
	}
	token->value = text_lower(call->arena, random_uuid(call->arena));
	return tenant_store(call, grant, token->value);
}

struct error token_issue(
	struct call *call, enum token_kind kind, struct text application, struct text secret, struct token *token)
{
	struct client client;
	struct error error = client_find(call, application, secret, &client);
	if (error_ok(error))
		error = require_callable(&client, application);
	if (!error_ok(error))
		return error;
	int64_t seconds =
		kind == TOKEN_DEVELOPER ? call->settings->token_seconds : call->settings->token_tenant_seconds;
	struct grant grant = {
		.realm = client.realm,
		.application = application,
		.secret = client.secret,
		.id = random_id(call->arena, "token_", call->now),
		.issued = call->now,
		.expires = call->now + seconds * 1000,
	};
	become(call, &grant, client.account);
	audit_target(call, "token", grant.id);
	error = note_use(call, &client, application);
	return error_ok(error) ? hand_out(call, kind, &grant, token) : error;
}

/* Accept */

/* Why a token that opened is not good any more. */
static struct error refusal(struct call *call, const struct grant *grant)
{
	struct application application;
	struct error error = application_by_id(call, grant->application, &application);
	if (!error_ok(error))
		return error;
	if (application.status != APPLICATION_STATUS_ENABLED)
		return error_of(ERROR_APPLICATION_DISABLED, application.id);
	if (application.api_invoke != APPLICATION_API_INVOKE_ENABLED)
		return error_of(ERROR_APPLICATION_API_DISABLED, application.id);
	return error_of(ERROR_TOKEN_INVALID, application.id);
}

static struct error require_live(struct call *call, const struct grant *grant, struct token_holder *holder)
{
	struct sql_token_holder bind = {
		.realm = grant->realm,
		.application = grant->application,
		.secret = grant->secret,
		.revoked = ARTEFACT_KIND_REVOKED_TOKEN,
		.hash = digest_name(call->arena, grant->id),
		.now = call->now,
	};
	bool found;
	struct error error = sql_token_holder(call, bind, holder, &found);
	if (error_ok(error) && !found)
		return refusal(call, grant);
	return error;
}

static struct error verify(
	struct call *call, enum token_kind kind, struct text value, struct grant *grant, struct token_holder *holder)
{
	struct error error = ok();
	bool good = false;
	if (kind == TOKEN_DEVELOPER)
		good = developer_open(call, value, grant) && grant->expires > call->now;
	else
		error = tenant_find(call, value, grant, &good);
	if (error_ok(error) && !good)
		return error_of(ERROR_TOKEN_INVALID, TEXT("Authorization"));
	return error_ok(error) ? require_live(call, grant, holder) : error;
}

/* By a hash, for a token stays out of memory that outlives the call. */
static struct text key_of(struct call *call, enum token_kind kind, struct text value)
{
	const char *purpose = kind == TOKEN_DEVELOPER ? "accepted-developer-token" : "accepted-tenant-token";
	return fingerprint(call->arena, call->keyring, purpose, value);
}

static bool recall(struct call *call, struct text key, struct grant *grant, struct token_holder *holder)
{
	struct text content;
	if (!store_recall(call->store, STORE_EVERYTHING, call->arena, key, &content))
		return false;
	text_cut(content, '|', &holder->account, &content);
	return grant_read(content, grant) && grant->expires > call->now;
}

/* Only until the token or its secret expires, whichever comes first. */
static void remember(struct call *call, struct text key, struct grant grant, const struct token_holder *holder)
{
	if (holder->secret_expires > 0 && holder->secret_expires < grant.expires)
		grant.expires = holder->secret_expires;
	store_remember(call->store, STORE_EVERYTHING, key,
		text_join(call->arena, TEXT_PARTS(holder->account, TEXT("|"), grant_print(call, &grant))));
}

struct error token_accept(struct call *call, enum token_kind kind, struct text value)
{
	struct grant grant;
	struct token_holder holder;
	struct text key = key_of(call, kind, value);
	if (!recall(call, key, &grant, &holder)) {
		struct error error = verify(call, kind, value, &grant, &holder);
		if (!error_ok(error))
			return error;
		remember(call, key, grant, &holder);
	}
	become(call, &grant, holder.account);
	call->application = grant.application;
	return ok();
}

/* Revoke. Expired tokens too: a clock that is set back would bring them to life again. */

static struct error revoke_developer(struct call *call, struct text application, struct text value)
{
	struct grant grant;
	bool fresh;
	if (!developer_open(call, value, &grant) || !text_equal(grant.application, application))
		return ok();
	struct artefact artefact = {
		.kind = ARTEFACT_KIND_REVOKED_TOKEN,
		.realm = grant.realm,
		.client = application,
		.expires = (grant.expires > call->now ? grant.expires : call->now) + REVOCATION_KEPT,
	};
	audit_target(call, "token", grant.id);
	return artefact_store(call, &artefact, grant.id, &fresh);
}

static struct error revoke_tenant(struct call *call, struct text application, struct text value)
{
	struct artefact artefact;
	struct grant grant;
	bool found, used;
	struct call early = *call;
	early.now = 1;
	struct error error = tenant_find(&early, value, &grant, &found);
	if (!error_ok(error) || !found || !text_equal(grant.application, application))
		return error;
	audit_target(call, "token", grant.id);
	return artefact_consume(&early, ARTEFACT_KIND_TENANT_TOKEN, value, &artefact, &used);
}

struct error token_revoke(struct call *call, struct text application, struct text secret, struct text value)
{
	struct client client;
	struct error error = client_find(call, application, secret, &client);
	if (!error_ok(error))
		return error;
	struct grant caller = {.realm = client.realm, .application = application, .secret = client.secret};
	become(call, &caller, client.account);
	error = revoke_developer(call, application, value);
	return error_ok(error) ? revoke_tenant(call, application, value) : error;
}

/* Access keys: their making, and who signs with them. */
#include "directory/access_key.h"
#include "base/random.h"
#include "directory/access_key_sql.h"
#include "directory/artefact.h"
#include "directory/audit.h"
#include "directory/request_signature.h"
#include "directory/user.h"

#define SECRET_PURPOSE "access-key-secret"
#define ID_PREFIX "LTAI5t"
#define ID_RANDOM 18
#define SECRET_LENGTH 30
#define USE_INTERVAL (60 * 1000)

/* Two calls at once cannot both find one key: transactions see what they would if they ran alone. */
static struct error require_quota(struct call *call, struct text account, struct text user)
{
	struct access_key_list keys;
	struct error error = access_key_list(call, account, user, &keys);
	if (error_ok(error) && keys.count >= ACCESS_KEY_QUOTA)
		return error_of(ERROR_ACCESS_KEY_LIMIT, user);
	return error;
}

struct error access_key_create(struct call *call, struct text account, struct text user, struct access_key *key)
{
	int64_t changed = 0;
	struct error error = require_quota(call, account, user);
	while (error_ok(error) && changed == 0) {
		*key = (struct access_key){
			.id = random_word(call->arena, ID_PREFIX, ID_RANDOM),
			.account = account,
			.user = user,
			.secret = random_word(call->secrets, "", SECRET_LENGTH),
			.status = ACCESS_KEY_STATUS_ACTIVE,
			.created = call->now,
			.updated = call->now,
		};
		key->sealed = seal(call->arena, (struct sealing){call->keyring, SECRET_PURPOSE, key->id}, key->secret);
		error = sql_access_key_insert(call, key, &changed);
	}
	audit_target(call, "access_key", key->id);
	return error;
}

struct error access_key_list(struct call *call, struct text account, struct text user, struct access_key_list *keys)
{
	if (!user.at)
		return sql_access_keys_of_account(call, (struct sql_access_keys_of_account){account}, keys);
	return sql_access_keys_of_user(call, (struct sql_access_keys_of_user){account, user}, keys);
}

static struct error find(struct call *call, struct text id, struct access_key *key, enum error_code missing)
{
	bool found;
	struct error error = sql_access_key_by_id(call, (struct sql_access_key_by_id){id}, key, &found);
	if (error_ok(error) && !found)
		return error_of(missing, id);
	return error;
}

struct error access_key_get(struct call *call, struct text id, struct access_key *key)
{
	return find(call, id, key, ERROR_ACCESS_KEY_NOT_FOUND);
}

static struct error require_owner(struct call *call, struct text account, struct text user, struct text id)
{
	struct access_key key;
	struct error error = access_key_get(call, id, &key);
	if (!error_ok(error))
		return error;
	bool same_user = user.at ? text_equal(key.user, user) : !key.user.at;
	if (!text_equal(key.account, account) || !same_user)
		return error_of(ERROR_ACCESS_KEY_NOT_FOUND, id);
	audit_target(call, "access_key", id);
	return ok();
}

struct error access_key_set_status(
	struct call *call, struct text account, struct text user, struct text id, enum access_key_status status)
{
	struct error error = require_owner(call, account, user, id);
	if (!error_ok(error))
		return error;
	struct sql_access_key_update_status bind = {id, account, (int)status, call->now};
	return sql_access_key_update_status(call, bind, NULL);
}

struct error access_key_delete(struct call *call, struct text account, struct text user, struct text id)
{
	struct error error = require_owner(call, account, user, id);
	if (!error_ok(error))
		return error;
	return sql_access_key_remove(call, (struct sql_access_key_remove){id, account}, NULL);
}

/* Signed calls */

static bool open_secret(struct call *call, const struct access_key *key, struct text *secret)
{
	return unseal(call->secrets, (struct sealing){call->keyring, SECRET_PURPOSE, key->id}, key->sealed, secret);
}

struct error access_key_check_seal(struct call *call)
{
	bool found;
	struct text secret;
	struct access_key key;
	struct error error = sql_access_key_any(call, &key, &found);
	if (!error_ok(error) || !found || open_secret(call, &key, &secret))
		return error;
	return error_internal("the master key is not the one that the secrets in the database were sealed with");
}

static struct error require_user(struct call *call, const struct access_key *key)
{
	struct user user;
	if (!key->user.at)
		return ok();
	struct error error = user_row(call, key->user, &user);
	if (error.code == ERROR_USER_NOT_FOUND)
		return error_of(ERROR_ACCESS_KEY_UNKNOWN, key->id);
	if (error_ok(error) && user.status != USER_STATUS_ENABLED)
		return error_of(ERROR_ACCESS_KEY_INACTIVE, key->id);
	return error;
}

static struct error find_usable(struct call *call, struct text id, struct access_key *key)
{
	struct error error = find(call, id, key, ERROR_ACCESS_KEY_UNKNOWN);
	if (!error_ok(error))
		return error;
	if (key->status != ACCESS_KEY_STATUS_ACTIVE)
		return error_of(ERROR_ACCESS_KEY_INACTIVE, id);
	call->realm = key->account;
	return require_user(call, key);
}

static struct text name_of(struct call *call, struct text id)
{
	return text_join(call->arena, TEXT_PARTS(TEXT("access_key|"), id));
}

/* What a signed call needs of a key that may sign; the secret stays sealed. */
static void remember(struct call *call, const struct access_key *key)
{
	struct text user = key->user.at ? key->user : TEXT("");
	store_remember(call->store, STORE_EVERYTHING, name_of(call, key->id),
		text_join(call->arena, TEXT_PARTS(key->account, TEXT("|"), user, TEXT("|"), key->sealed)));
}

static bool recall(struct call *call, struct text id, struct access_key *key)
{
	struct text known;
	if (!store_recall(call->store, STORE_EVERYTHING, call->arena, name_of(call, id), &known))
		return false;
	*key = (struct access_key){.id = id};
	text_cut(known, '|', &key->account, &known);
	text_cut(known, '|', &key->user, &key->sealed);
	if (key->user.length == 0)
		key->user.at = NULL;
	return true;
}

struct error access_key_actor(struct call *call, struct text id, struct text *secret)
{
	struct access_key key;
	if (!recall(call, id, &key)) {
		struct error error = find_usable(call, id, &key);
		if (!error_ok(error))
			return error;
		remember(call, &key);
	}
	call->realm = key.account;
	if (!open_secret(call, &key, secret))
		return error_internal("the secret of an access key does not open");
	call->actor = (struct actor){
		.kind = key.user.at ? ACTOR_RAM_USER : ACTOR_ROOT,
		.account = key.account,
		.id = key.user.at ? key.user : key.account,
		.credential = key.id,
	};
	return ok();
}

static struct error note_use(struct call *call)
{
	struct text service, rest;
	text_cut(call->operation, ':', &service, &rest);
	struct sql_access_key_update_use bind = {
		.id = call->actor.credential,
		.account = call->actor.account,
		.service = service,
		.now = call->now,
		.before = call->now - USE_INTERVAL,
	};
	return sql_access_key_update_use(call, bind, NULL);
}

/* A time stamp may lie one window ahead of us and stays good for another. */
struct error access_key_nonce(struct call *call, struct text nonce)
{
	struct artefact artefact = {
		.kind = ARTEFACT_KIND_NONCE,
		.realm = call->actor.account,
		.client = call->actor.credential,
		.expires = call->now + 2 * SIGNATURE_WINDOW + 1,
	};
	bool fresh;
	struct error error = artefact_store(call, &artefact, nonce, &fresh);
	if (!error_ok(error))
		return error;
	return fresh ? note_use(call) : error_of(ERROR_NONCE_USED, TEXT("SignatureNonce"));
}

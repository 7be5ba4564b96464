/* Anything issued for one later use, and remembered answers. */
#include "directory/artefact.h"
#include "base/encode.h"
#include "crypto/digest.h"
#include "directory/artefact_sql.h"

#define ANSWER_LIFETIME (24 * 60 * 60 * 1000)
#define ANSWER_PURPOSE "remembered-answer"

struct error artefact_store(struct call *call, const struct artefact *artefact, struct text value, bool *fresh)
{
	struct artefact row = *artefact;
	int64_t changed;
	row.hash = digest_name(call->arena, value);
	row.created = call->now;
	struct error error = sql_artefact_insert(call, &row, &changed);
	*fresh = error_ok(error) && changed == 1;
	return error;
}

struct error artefact_find(
	struct call *call, enum artefact_kind kind, struct text value, struct artefact *artefact, bool *found)
{
	struct text hash = digest_name(call->arena, value);
	return sql_artefact_by_hash(call, (struct sql_artefact_by_hash){(int)kind, hash, call->now}, artefact, found);
}

struct error artefact_consume(
	struct call *call, enum artefact_kind kind, struct text value, struct artefact *artefact, bool *used)
{
	struct text hash = digest_name(call->arena, value);
	return sql_artefact_use(call, (struct sql_artefact_use){(int)kind, hash, call->now}, artefact, used);
}

struct error artefact_sweep(struct call *call, int64_t most, int64_t *swept)
{
	return sql_artefacts_expired_delete(call, (struct sql_artefacts_expired_delete){call->now, most}, swept);
}

/* Remembered answers: the binding is a mark of what was asked, the payload the answer, sealed because some answers hold
 * secrets. Requests can hold passwords, so the mark is keyed: who has the database alone cannot try them out. */

static struct text request_mark(struct call *call, struct text request)
{
	return fingerprint(call->arena, call->keyring, "client-token-request", request);
}

struct error artefact_recall(struct call *call, struct text key, struct text request, struct text *answer)
{
	struct artefact artefact;
	struct text sealed;
	bool found;
	*answer = (struct text){NULL, 0};
	struct error error = artefact_find(call, ARTEFACT_KIND_CLIENT_TOKEN, key, &artefact, &found);
	if (!error_ok(error) || !found)
		return error;
	if (!text_equal(artefact.binding, request_mark(call, request)))
		return error_of(ERROR_IDEMPOTENT_MISMATCH, key);
	if (!decode_base64(call->arena, artefact.payload, &sealed) ||
		!unseal(call->arena, (struct sealing){call->keyring, ANSWER_PURPOSE, key}, sealed, answer))
		return error_internal("a remembered answer does not open");
	return ok();
}

struct error artefact_remember(struct call *call, struct text key, struct text request, struct text answer)
{
	struct artefact artefact = {
		.kind = ARTEFACT_KIND_CLIENT_TOKEN,
		.realm = call->realm,
		.binding = request_mark(call, request),
		.payload = encode_base64(
			call->arena, seal(call->arena, (struct sealing){call->keyring, ANSWER_PURPOSE, key}, answer)),
		.expires = call->now + ANSWER_LIFETIME,
	};
	bool fresh;
	struct error error = artefact_store(call, &artefact, key, &fresh);
	/* The same call at the same time on another node was first: run again, it is recalled. */
	if (error_ok(error) && !fresh)
		return error_of(ERROR_STORE_CONFLICT, key);
	return error;
}

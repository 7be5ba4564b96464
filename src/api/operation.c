/* One straight path for every operation of every family. */
#include "api/operation.h"
#include "api/decode.h"
#include "api/door.h"
#include "api/encode.h"
#include "api/failure.h"
#include "api/service.h"
#include "base/log.h"
#include "base/time.h"
#include "directory/access_key.h"
#include "directory/artefact.h"
#include "directory/audit.h"
#include "directory/permission.h"
#include <ctype.h>

static struct error throttled(struct visit *visit, int64_t seconds)
{
	visit->retry_after = seconds;
	return error_of(ERROR_THROTTLED, text_of(visit->operation->name));
}

/* Whether the caller is to blame: our own troubles do not use up what it may get wrong. */
static bool is_refusal(struct error error)
{
	return !error_ok(error) && error.code != ERROR_STORE_UNAVAILABLE && error.code != ERROR_STORE_CONFLICT &&
		error.code != ERROR_INTERNAL;
}

static struct error authenticate(struct visit *visit)
{
	if (!failure_allowed(visit))
		return throttled(visit, 60);
	if (visit->operation->authentication == AUTHENTICATION_NONE)
		return visit->door->locate(visit);
	struct error error = visit->door->authenticate(visit);
	if (is_refusal(error))
		failure_count(visit);
	return error;
}

/* Where a client shows its secret, the operation itself authenticates. */
static bool knows_no_client(const struct visit *visit)
{
	enum error_code code = visit->outcome.code;
	if (!visit->operation || visit->operation->authentication != AUTHENTICATION_NONE)
		return false;
	return code == ERROR_CLIENT_UNKNOWN || code == ERROR_APPLICATION_NOT_FOUND || code == ERROR_INSTANCE_NOT_FOUND;
}

static void count_refusals(const struct visit *visit)
{
	if (knows_no_client(visit))
		failure_count(visit);
	if (visit->outcome.code == ERROR_PERMISSION_DENIED)
		atomic_fetch_add(&visit->service->refused.permission, 1);
}

static struct error limit_caller(struct visit *visit)
{
	struct text caller = visit->call.actor.id.at ? visit->call.actor.id : visit->site;
	if (!limit_take(visit->service->calls, caller, time_monotonic() / 1000))
		return throttled(visit, 1);
	return ok();
}

/* Writes keep their nonce with the change itself too, for every node to see; see operation_run. Here stay those of
 * calls that changed nothing, also of a write that failed: whoever overheard it could send it again once it would
 * succeed. A job that is run again has taken its nonce already. */
static struct error take_nonce(struct visit *visit)
{
	if (!visit->nonce.at || visit->nonce_taken)
		return ok();
	visit->nonce_taken = nonce_take(visit->service->nonces, visit->nonce, visit->call.now);
	return visit->nonce_taken ? ok() : error_of(ERROR_NONCE_USED, TEXT("SignatureNonce"));
}

static struct error refuse_unsupported(const struct operation *operation)
{
	return operation->supported ? ok() : error_of(ERROR_NOT_SUPPORTED, text_of(operation->name));
}

/* Client tokens */

/* The encoded request is long, and both halves of a slow call ask. */
static const struct repetition *repetition_of(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct repetition *repetition = &visit->repetition;
	if (repetition->key.at || !operation->idempotent)
		return repetition;
	struct text token = *(const struct text *)((const char *)visit->in + operation->idempotent_offset);
	if (token.length == 0)
		return repetition;
	struct arena *arena = visit->call.arena;
	struct text account = visit->call.actor.account;
	repetition->key = text_print(
		arena, "%.*s|%s|%.*s", (int)account.length, account.at, operation->name, (int)token.length, token.at);
	repetition->request = encode_json(arena, operation->request, visit->in, (struct encode_options){false});
	return repetition;
}

/* A repeated call gets its former answer, so there is nothing to prepare, and today's rules do not refuse it. */
static struct error skip_slow_stage(struct visit *visit)
{
	const struct repetition *repetition = repetition_of(visit);
	struct text former = {NULL, 0};
	if (!repetition->key.at)
		return ok();
	struct error error = artefact_recall(&visit->call, repetition->key, repetition->request, &former);
	visit->prepared = former.at != NULL;
	return error;
}

struct error operation_enter(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct error (*const steps[])(struct visit *) = {authenticate, limit_caller, take_nonce};
	struct error error = visit->door->read(visit);
	if (error_ok(error) && !operation->supported && operation->authentication == AUTHENTICATION_NONE)
		return refuse_unsupported(operation);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && error_ok(error); i++)
		error = steps[i](visit);
	if (error_ok(error))
		error = refuse_unsupported(operation);
	if (error_ok(error) && operation->authentication != AUTHENTICATION_NONE)
		error = permission_require(&visit->call, text_of(operation->permission));
	if (!error_ok(error))
		return error;
	visit->in = arena_alloc(visit->call.arena, operation->request->size);
	visit->entered = true;
	error = decode_request(visit);
	return error_ok(error) && operation->slow ? skip_slow_stage(visit) : error;
}

static bool was_sent(const struct visit *visit, size_t offset)
{
	const struct shape *shape = visit->operation->request;
	for (size_t i = 0; i < shape->count; i++) {
		if (shape->fields[i].offset == offset)
			return field_present(&shape->fields[i], visit->in);
	}
	return false;
}

bool operation_is_slow(const struct visit *visit)
{
	const struct operation *operation = visit->operation;
	if (!operation->slow || visit->prepared || !operation->slow_offsets)
		return operation->slow && !visit->prepared;
	for (const size_t *offset = operation->slow_offsets; *offset != SIZE_MAX; offset++) {
		if (was_sent(visit, *offset))
			return true;
	}
	return false;
}

static struct error run_audited(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct error error = operation->run(&visit->call, visit->in, visit->out);
	return error_ok(error) && operation->writes ? audit_write(&visit->call, "success") : error;
}

/* A repeated call gets the former answer; nothing is changed, so there is nothing to audit. */
static struct error run_once(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct call *call = &visit->call;
	const struct repetition *repetition = repetition_of(visit);
	if (!repetition->key.at)
		return run_audited(visit);
	struct text former = {NULL, 0};
	struct error error = artefact_recall(call, repetition->key, repetition->request, &former);
	if (!error_ok(error))
		return error;
	if (former.at)
		return decode_json(call->arena, operation->response, former, visit->out);
	error = run_audited(visit);
	if (!error_ok(error))
		return error;
	struct text answer = encode_json(call->arena, operation->response, visit->out, (struct encode_options){false});
	return artefact_remember(call, repetition->key, repetition->request, answer);
}

/* The slow stage may have lasted for seconds: what was revoked meanwhile is not let in any more. */
static struct error authenticate_again(struct visit *visit)
{
	if (!visit->prepared || visit->operation->authentication == AUTHENTICATION_NONE)
		return ok();
	struct error error = visit->door->authenticate(visit);
	return error_ok(error) ? permission_require(&visit->call, text_of(visit->operation->permission)) : error;
}

struct error operation_run(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct call *call = &visit->call;
	struct error error = authenticate_again(visit);
	visit->out = arena_alloc(call->arena, operation->response->size);
	if (error_ok(error) && visit->nonce.at && operation->writes)
		error = access_key_nonce(call, visit->nonce);
	if (error_ok(error))
		error = run_once(visit);
	if (error_ok(error))
		visit->door->answer(visit);
	return error;
}

/* Errors */

static const struct rendering *rendering_in(const struct dialect *dialect, enum error_code code)
{
	for (; dialect; dialect = dialect->fallback) {
		if (dialect->renderings[code].status != 0)
			return &dialect->renderings[code];
	}
	return NULL;
}

/* customFields.1.fieldName becomes CustomFields.1.FieldName. */
static void add_capitalised(struct builder *out, struct text path)
{
	for (size_t i = 0; i < path.length; i++) {
		bool first = i == 0 || path.at[i - 1] == '.';
		builder_add_char(out, first ? (char)toupper((unsigned char)path.at[i]) : path.at[i]);
	}
}

/* {subject} as it is, {Subject} with each of its names beginning with an upper-case letter. */
static struct text fill(struct arena *arena, const char *pattern, struct text subject)
{
	struct builder out = builder_in(arena, 64 * 1024);
	struct text rest = text_of(pattern);
	while (rest.length > 0) {
		bool plain = text_starts_with(rest, TEXT("{subject}"));
		bool upper = text_starts_with(rest, TEXT("{Subject}"));
		if (!plain && !upper) {
			builder_add_char(&out, rest.at[0]);
			rest = text_slice(rest, 1, SIZE_MAX);
			continue;
		}
		if (upper)
			add_capitalised(&out, subject);
		else
			builder_add(&out, subject);
		rest = text_slice(rest, sizeof("{subject}") - 1, SIZE_MAX);
	}
	return builder_text(&out);
}

static bool wants_chinese(const struct visit *visit)
{
	struct text language = http_header(&visit->exchange->request, "accept-language", NULL);
	return !language.at || text_starts_with(language, TEXT("zh")) || text_starts_with(language, TEXT("*"));
}

/* A permission goes out by the name that its family gives it. */
static struct text subject_of(const struct visit *visit, struct error error)
{
	const struct permission_name *names = visit->match.family->permissions;
	if (error.code != ERROR_PERMISSION_DENIED || !names)
		return error.subject;
	for (; names->name; names++) {
		if (text_is(error.subject, names->name))
			return text_of(names->wire);
	}
	return error.subject;
}

static void reply_with_error(struct visit *visit)
{
	struct http_reply *reply = &visit->exchange->reply;
	const struct dialect *dialect = visit->operation ? visit->operation->dialect : visit->match.family->dialect;
	const struct rendering *rendering = rendering_in(dialect, visit->outcome.code);
	if (!rendering)
		rendering = rendering_in(dialect, ERROR_INTERNAL);
	bool chinese = rendering->message_zh && wants_chinese(visit);
	struct text subject = subject_of(visit, visit->outcome);
	struct arena *arena = visit->call.arena;
	struct text code = fill(arena, rendering->code, subject);
	struct text message = fill(arena, chinese ? rendering->message_zh : rendering->message, subject);
	reply->status = rendering->status;
	reply->body = visit->door->refuse(visit, rendering, code, message);
	if (visit->outcome.code == ERROR_THROTTLED)
		http_reply_header(reply, "Retry-After",
			text_print(arena, "%lld", (long long)(visit->retry_after > 0 ? visit->retry_after : 1)));
}

static void log_visit(const struct visit *visit, int64_t microseconds)
{
	const struct error *outcome = &visit->outcome;
	enum log_level level = error_ok(*outcome) ? LOG_INFO : (enum log_level)error_log_levels[outcome->code];
	if (!log_wanted(level))
		return;
	const struct exchange *exchange = visit->exchange;
	log_write(level, "call",
		LOG_FIELDS({"request_id", visit->call.request_id, LOG_NOTHING},
			{"operation", visit->call.operation, LOG_NOTHING},
			{"outcome", text_of(error_names[outcome->code]), LOG_NOTHING},
			{"status", {NULL, 0}, exchange->reply.status}, {"actor", visit->call.actor.id, LOG_NOTHING},
			{"claimed", failure_claim(visit), LOG_NOTHING}, {"realm", visit->call.realm, LOG_NOTHING},
			{"address", exchange->request.address, LOG_NOTHING},
			{"target", visit->call.target.id, LOG_NOTHING}, {"cause", text_of(outcome->cause), LOG_NOTHING},
			{"microseconds", {NULL, 0}, microseconds}));
}

void operation_finish(struct visit *visit)
{
	struct http_reply *reply = &visit->exchange->reply;
	reply->content_type = visit->door->content_type(visit);
	http_reply_header(reply, "x-acs-request-id", visit->call.request_id);
	if (error_ok(visit->outcome)) {
		reply->status = 200;
		reply->body = visit->answer;
	} else {
		reply_with_error(visit);
	}
	count_refusals(visit);
	int64_t microseconds = time_monotonic() - visit->exchange->started;
	metrics_count(visit->service->metrics, visit->operation, reply->status, microseconds);
	log_visit(visit, microseconds);
	exchange_finish(visit->exchange);
}

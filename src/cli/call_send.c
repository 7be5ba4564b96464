/* One call to a Muster over HTTP. */
#include "cli/call_send.h"
#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "cli/call_request.h"
#include "cli/call_sign.h"
#include "cli/named_value.h"
#include "cli/print.h"
#include "net/client.h"
#include <stddef.h>

#define TIMEOUT (120 * 1000)
#define LARGEST_ANSWER ((size_t)256 * 1024 * 1024)

/* Parameters that are nearly always the same. */
static const struct {
	const char *name;
	size_t offset;
} standing[] = {
	{"instanceId", offsetof(struct caller, instance)},
	{"InstanceId", offsetof(struct caller, instance)},
	{"applicationId", offsetof(struct caller, application)},
};

#define STANDING (sizeof(standing) / sizeof(*standing))

static struct parameter_list completed(
	const struct caller *caller, const struct operation *operation, struct parameter_list given)
{
	struct parameter_list all = {
		arena_array(caller->arena, given.count + STANDING, sizeof(struct parameter)), given.count};
	for (size_t i = 0; i < given.count; i++)
		all.at[i] = given.at[i];
	for (size_t i = 0; i < STANDING; i++) {
		const char *name = standing[i].name;
		const struct text *value = (const void *)((const char *)caller + standing[i].offset);
		if (value->at && call_field(operation, name) && !named_value(given, name).at)
			all.at[all.count++] = (struct parameter){text_of(name), *value};
	}
	return all;
}

static bool sign(const struct caller *caller, const struct operation *operation, struct call_request *request)
{
	struct text scheme, host;
	if (caller->key.length == 0 || caller->secret.length == 0)
		return print_problem("this call is signed: set MUSTER_ACCESS_KEY_ID and MUSTER_ACCESS_KEY_SECRET");
	text_cut(caller->endpoint, '/', &scheme, &host);
	struct call_signer signer = {
		.host = text_slice(host, 1, SIZE_MAX),
		.key = caller->key,
		.secret = caller->secret,
		.date = time_iso(caller->arena, time_now()),
		.nonce = random_uuid(caller->arena),
	};
	call_sign(caller->arena, &signer, operation, request);
	return true;
}

/* The operation that gives out a family's tokens. */
static const struct operation *token_operation(const struct family *family)
{
	for (size_t i = 0; i < family->count; i++) {
		const struct operation *operation = &family->operations[i];
		if (!operation->supported || operation->authentication != AUTHENTICATION_NONE)
			continue;
		for (size_t j = 0; j < operation->response->count; j++) {
			if (text_is(text_of(operation->response->fields[j].name), "access_token"))
				return operation;
		}
	}
	return NULL;
}

static struct text member(const struct answer *answer, const char *name)
{
	json_t *value;
	const char *why;
	if (!json_read(answer->body, &value, &why) || !json_is_object(value))
		return (struct text){NULL, 0};
	const json_t *found = json_object_get(value, name);
	return (struct text){json_string_value(found), json_string_length(found)};
}

static bool show_token(const struct caller *caller, const struct family *family, struct call_request *request)
{
	struct parameter grant = {TEXT("grant_type"), TEXT("client_credentials")};
	struct answer answer = {0};
	if (caller->application.length == 0 || caller->client_secret.length == 0)
		return print_problem("this call needs a token: set MUSTER_APPLICATION and MUSTER_CLIENT_SECRET");
	if (!call_send(caller, token_operation(family), (struct parameter_list){&grant, 1}, &answer))
		return false;
	struct text token = member(&answer, "access_token");
	if (token.at)
		call_authorize_bearer(caller->arena, token, request);
	else
		call_print_refusal(&answer);
	return token.at != NULL;
}

static bool authorize(const struct caller *caller, const struct operation *operation, struct parameter_list values,
	struct call_request *request)
{
	if (operation->authentication == AUTHENTICATION_SIGNATURE)
		return sign(caller, operation, request);
	if (operation->authentication == AUTHENTICATION_BEARER)
		return show_token(caller, operation->family, request);
	bool own = named_value(values, "client_id").at || named_value(values, "Authorization").at;
	if (!own && caller->client_secret.length > 0 && call_field(operation, "Authorization"))
		call_authorize_basic(caller->arena, caller->application, caller->client_secret, request);
	return true;
}

static struct text url_of(const struct caller *caller, const struct call_request *request)
{
	struct text query = call_form(caller->arena, request->query);
	return text_print(caller->arena, "%.*s%.*s%s%.*s", (int)caller->endpoint.length, caller->endpoint.at,
		(int)request->path.length, request->path.at, query.length > 0 ? "?" : "", (int)query.length, query.at);
}

static bool exchange(const struct caller *caller, const struct call_request *request, struct answer *answer)
{
	struct outgoing outgoing = {
		.url = url_of(caller, request),
		.method = request->method,
		.content_type = request->content_type,
		.body = request->body,
		.headers = arena_array(caller->arena, request->headers.count + 1, sizeof(struct outgoing_header)),
		.header_count = request->headers.count,
		.authorities = caller->authorities,
		.trusted = true,
		.timeout = TIMEOUT,
		.most = LARGEST_ANSWER,
	};
	struct outgoing_header *headers = (struct outgoing_header *)(uintptr_t)outgoing.headers;
	for (size_t i = 0; i < request->headers.count; i++)
		headers[i] = (struct outgoing_header){request->headers.at[i].name, request->headers.at[i].value};
	struct error error = client_send(caller->arena, &outgoing, &answer->status, &answer->body);
	if (error_ok(error))
		return true;
	return print_problem("cannot call %.*s: %s", (int)caller->endpoint.length, caller->endpoint.at,
		error.cause ? error.cause : "the request cannot be made");
}

bool call_send(const struct caller *caller, const struct operation *operation, struct parameter_list values,
	struct answer *answer)
{
	struct text problem;
	struct call_request request;
	struct parameter_list all = completed(caller, operation, values);
	if (!call_request_make(caller->arena, operation, all, &request, &problem))
		return print_problem("%.*s", (int)problem.length, problem.at);
	return authorize(caller, operation, all, &request) && exchange(caller, &request, answer);
}

/* The doors' own words for the same three things. */
static struct text first_member(const struct answer *answer, const char *const *names)
{
	struct text found = {NULL, 0};
	for (; *names && !found.at; names++)
		found = member(answer, *names);
	return found;
}

void call_print_refusal(const struct answer *answer)
{
	static const char *const codes[] = {"Code", "error_code", "error", NULL};
	static const char *const messages[] = {"Message", "error_msg", "error_description", NULL};
	static const char *const requests[] = {"RequestId", "request_id", NULL};
	struct text code = first_member(answer, codes), message = first_member(answer, messages);
	struct text request = first_member(answer, requests);
	if (!code.at) {
		print_problem("HTTP status %d, and no answer of Muster's", (int)answer->status);
		return;
	}
	print_problem("%.*s: %.*s (HTTP status %d%s%.*s)", (int)code.length, code.at, (int)message.length, message.at,
		(int)answer->status, request.at ? ", request " : "", (int)request.length, request.at);
}

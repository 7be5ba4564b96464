/* Requests with paths, answers in JSON. */
#include "api/rest.h"
#include "api/client_credentials.h"
#include "api/decode.h"
#include "api/encode.h"

static bool takes_form(const struct operation *operation)
{
	for (size_t i = 0; i < operation->request->count; i++) {
		if (operation->request->fields[i].place == PLACE_FORM)
			return true;
	}
	return false;
}

struct error rest_read(struct visit *visit)
{
	struct error error = decode_parameters(visit);
	if (!error_ok(error) || visit->exchange->request.body.length == 0)
		return error;
	if (!takes_form(visit->operation))
		return decode_body(visit);
	return decode_is_form(visit) ? ok() : error_of(ERROR_CONTENT_TYPE_WRONG, TEXT("ContentType"));
}

struct text rest_bearer(const struct visit *visit)
{
	struct text header = http_header(&visit->exchange->request, "authorization", NULL), scheme, token;
	text_cut(header, ' ', &scheme, &token);
	if (!text_equal_ignore_case(scheme, TEXT("Bearer")))
		return (struct text){NULL, 0};
	return text_trim(token);
}

struct text rest_claim(struct visit *visit)
{
	struct text header = http_header(&visit->exchange->request, "authorization", NULL);
	struct text client = route_value(&visit->match, "applicationId");
	if (visit->operation->authentication != AUTHENTICATION_NONE)
		return header;
	if (!client.at)
		client = decode_find(visit, "client_id");
	return client.at ? client : client_credentials_id(&visit->call, header);
}

void rest_answer(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct encode_options options = {.empty_when_unset = operation->family->empty_when_unset};
	visit->answer = encode_json(visit->call.arena, operation->response, visit->out, options);
}

struct text rest_content_type(const struct visit *visit)
{
	(void)visit;
	return TEXT("application/json;charset=utf-8");
}

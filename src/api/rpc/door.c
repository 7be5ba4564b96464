/* The signed RPC doors: one address, the action in a parameter or a header, answers in JSON or XML. */
#include "api/decode.h"
#include "api/door.h"
#include "api/encode.h"
#include "api/service.h"
#include "base/json.h"
#include "directory/request_signature.h"

/* Also true for what is refused before it comes to a door. */
static bool wants_xml(const struct visit *visit)
{
	return text_equal_ignore_case(decode_find(visit, "Format"), TEXT("XML"));
}

static struct error read_format(struct visit *visit)
{
	struct text format = decode_find(visit, "Format");
	if (format.length > 0 && !wants_xml(visit) && !text_equal_ignore_case(format, TEXT("JSON")))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("Format"));
	return ok();
}

static struct error read_request(struct visit *visit)
{
	if (visit->exchange->request.body.length > 0 && !decode_is_form(visit))
		return error_of(ERROR_CONTENT_TYPE_WRONG, TEXT("ContentType"));
	return read_format(visit);
}

static struct text claim(struct visit *visit)
{
	struct text key = decode_find(visit, "AccessKeyId"), scheme, rest;
	if (key.at)
		return key;
	text_cut(http_header(&visit->exchange->request, "authorization", NULL), '=', &scheme, &rest);
	text_cut(rest, ',', &key, &rest);
	return key;
}

static struct error authenticate(struct visit *visit)
{
	const struct http_request *request = &visit->exchange->request;
	struct request_header *headers = arena_array(visit->call.arena, request->header_count + 1, sizeof(*headers));
	for (size_t i = 0; i < request->header_count; i++)
		headers[i] = (struct request_header){request->headers[i].name, request->headers[i].value};
	struct signed_request signed_request = {
		.method = request->method,
		.path = request->path,
		.body = request->body,
		.query = visit->query,
		.parameters = visit->parameters,
		.headers = headers,
		.header_count = request->header_count,
	};
	return request_signature_verify(&visit->call, &signed_request, &visit->nonce);
}

static struct error locate(struct visit *visit)
{
	(void)visit;
	return ok();
}

static void set_request_id(struct visit *visit)
{
	const struct shape *shape = visit->operation->response;
	for (size_t i = 0; i < shape->count; i++) {
		if (text_is(text_of(shape->fields[i].name), "RequestId"))
			*(struct text *)field_at(&shape->fields[i], visit->out) = visit->call.request_id;
	}
}

static void answer(struct visit *visit)
{
	const struct operation *operation = visit->operation;
	struct encode_options options = {.empty_when_unset = operation->family->empty_when_unset};
	set_request_id(visit);
	if (wants_xml(visit)) {
		struct text root = text_print(visit->call.arena, "%sResponse", operation->name);
		visit->answer = encode_xml(visit->call.arena, root, operation->response, visit->out, options);
		return;
	}
	visit->answer = encode_json(visit->call.arena, operation->response, visit->out, options);
}

struct refusal {
	struct text request_id, host, code, message, recommend;
};

static struct text refuse_in_xml(struct arena *arena, const struct refusal *refusal)
{
	struct builder out = builder_in(arena, 1u << 20);
	builder_add(&out, TEXT("<?xml version='1.0' encoding='UTF-8'?><Error>"));
	encode_xml_element(&out, TEXT("RequestId"), refusal->request_id);
	encode_xml_element(&out, TEXT("HostId"), refusal->host);
	encode_xml_element(&out, TEXT("Code"), refusal->code);
	encode_xml_element(&out, TEXT("Message"), refusal->message);
	encode_xml_element(&out, TEXT("Recommend"), refusal->recommend);
	builder_add(&out, TEXT("</Error>"));
	return builder_text(&out);
}

static struct text refuse_in_json(struct arena *arena, const struct refusal *refusal)
{
	struct builder out = builder_in(arena, 1u << 20);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_member(&writer, TEXT("RequestId"), refusal->request_id);
	json_write_member(&writer, TEXT("HostId"), refusal->host);
	json_write_member(&writer, TEXT("Code"), refusal->code);
	json_write_member(&writer, TEXT("Message"), refusal->message);
	json_write_member(&writer, TEXT("Recommend"), refusal->recommend);
	json_close_object(&writer);
	return builder_text(&out);
}

static struct text refuse(struct visit *visit, const struct rendering *rendering, struct text code, struct text message)
{
	(void)rendering;
	struct text issuer = visit->call.settings->server_issuer;
	struct refusal refusal = {
		.request_id = visit->call.request_id,
		.host = visit->exchange->request.host,
		.code = code,
		.message = message,
		.recommend = text_print(visit->call.arena, "%.*s/errors#%s", (int)issuer.length, issuer.at,
			error_names[visit->outcome.code]),
	};
	if (wants_xml(visit))
		return refuse_in_xml(visit->call.arena, &refusal);
	return refuse_in_json(visit->call.arena, &refusal);
}

static struct text content_type(const struct visit *visit)
{
	return wants_xml(visit) ? TEXT("text/xml;charset=utf-8") : TEXT("application/json;charset=utf-8");
}

const struct door door_eiam = {"eiam", read_request, claim, authenticate, locate, answer, refuse, content_type};
const struct door door_ims = {"ims", read_request, claim, authenticate, locate, answer, refuse, content_type};

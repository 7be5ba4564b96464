/* Requests that are refused before the application sees them. */
#include "net/refusal.h"
#include "base/encode.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include <string.h>

const struct refusal refusal_malformed = {400, "InvalidRequest", "The request is malformed."};
const struct refusal refusal_body_too_large = {413, "RequestTooLarge", "The request body is too large."};
const struct refusal refusal_too_many_headers = {431, "RequestTooLarge", "The request has too many headers."};

static const struct refusal framing_unclear = {
	400, "InvalidRequest", "The request must say its length once: one Content-Length, or chunked."};
static const struct refusal host_unclear = {400, "InvalidRequest", "The request must have one valid Host header."};
static const struct refusal header_malformed = {400, "InvalidRequest", "A request header is malformed."};
static const struct refusal authorization_repeated = {
	400, "InvalidRequest", "The request has more than one Authorization header."};
static const struct refusal path_malformed = {
	400, "InvalidRequest", "The request path must be absolute, percent-encoded UTF-8 without dot segments."};
static const struct refusal query_malformed = {
	400, "InvalidRequest", "The request query has control characters or is not UTF-8."};

const struct refusal *refuse_framing(const struct http_request *request, bool http10, int64_t body_bytes)
{
	size_t lengths, codings;
	int64_t length = 0;
	struct text content_length = http_header(request, "content-length", &lengths);
	struct text coding = http_header(request, "transfer-encoding", &codings);
	if (lengths + codings > 1)
		return &framing_unclear;
	if (codings == 1 && (http10 || !text_equal_ignore_case(coding, TEXT("chunked"))))
		return &framing_unclear;
	if (lengths == 1 && (!text_to_integer(content_length, &length) || length < 0))
		return &framing_unclear;
	return length > body_bytes ? &refusal_body_too_large : NULL;
}

/* RFC 9110 section 5.6.2. */
static const bool in_token[256] = {
	['!'] = true,
	['#' ... '\''] = true,
	['*' ... '+'] = true,
	['-' ... '.'] = true,
	['0' ... '9'] = true,
	['A' ... 'Z'] = true,
	['^' ... 'z'] = true,
	['|'] = true,
	['~'] = true,
};

static bool is_token(struct text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (!in_token[(unsigned char)name.at[i]])
			return false;
	return name.length > 0;
}

/* Bytes from 0x80 on may stand in a value and mean whatever the header says. */
static bool is_field_value(struct text value)
{
	unsigned char bad = 0; /* the loop has no way out, so that it runs on many bytes at once */
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = (unsigned char)value.at[i];
		bad |= (unsigned char)(((byte < 0x20) & (byte != '\t')) | (byte == 0x7f));
	}
	return bad == 0;
}

static bool is_host(struct text host)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz-._[]:";
	for (size_t i = 0; i < host.length; i++)
		if (memchr(allowed, host.at[i], sizeof(allowed) - 1) == NULL)
			return false;
	return true;
}

const struct refusal *refuse_headers(const struct http_request *request)
{
	size_t hosts, authorizations;
	http_header(request, "host", &hosts);
	http_header(request, "authorization", &authorizations);
	if (hosts > 1 || !is_host(request->host))
		return &host_unclear;
	if (authorizations > 1)
		return &authorization_repeated;
	if (!is_token(request->method))
		return &refusal_malformed;
	for (size_t i = 0; i < request->header_count; i++)
		if (!is_token(request->headers[i].name) || !is_field_value(request->headers[i].value))
			return &header_malformed;
	return NULL;
}

/* Servers of old cut a segment at ";" before they compared it, so "..;" counts as a dot segment too. */
static bool is_dot_segment(struct text segment)
{
	struct text name, parameters;
	text_cut(segment, ';', &name, &parameters);
	return text_is(name, ".") || text_is(name, "..");
}

static bool has_dot_segment(struct text path)
{
	while (path.at != NULL) {
		struct text segment;
		text_cut(path, '/', &segment, &path);
		if (is_dot_segment(segment))
			return true;
	}
	return false;
}

const struct refusal *refuse_target(struct arena *scratch, const struct http_request *request)
{
	struct text decoded = request->path;
	bool escaped = memchr(decoded.at, '%', decoded.length) != NULL;
	if (!text_starts_with(decoded, TEXT("/")) ||
		(escaped && !decode_percent(scratch, request->path, false, &decoded)))
		return &path_malformed;
	if (!text_is_utf8(decoded) || text_has_controls(decoded) || has_dot_segment(decoded))
		return &path_malformed;
	if (!text_is_utf8(request->query) || text_has_controls(request->query))
		return &query_malformed;
	return NULL;
}

void refusal_reply(const struct refusal *refusal, struct exchange *exchange)
{
	struct text request_id = random_uuid(exchange->arena);
	struct builder body = builder_in(exchange->arena, 1024);
	struct json_writer writer = json_writer(&body);
	json_open_object(&writer);
	json_write_name(&writer, TEXT("RequestId"));
	json_write_text(&writer, request_id);
	json_write_name(&writer, TEXT("Code"));
	json_write_text(&writer, text_of(refusal->code));
	json_write_name(&writer, TEXT("Message"));
	json_write_text(&writer, text_of(refusal->message));
	json_close_object(&writer);
	exchange->reply = (struct http_reply){
		.status = refusal->status, .content_type = TEXT("application/json"), .body = builder_text(&body)};
	log_write(LOG_INFO, "request refused",
		LOG_FIELDS({"request_id", request_id, LOG_NOTHING}, {"status", {NULL, 0}, refusal->status},
			{"address", exchange->request.address, LOG_NOTHING},
			{"cause", text_of(refusal->message), LOG_NOTHING}));
}

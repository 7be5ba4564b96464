/* Whether a signed request was signed by whom it says, lately and only once. */
#include "directory/request_signature.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/signature.h"
#include "directory/access_key.h"

#define NONCE_LONGEST 128

/* What either kind of signature comes down to. */
struct claim {
	struct text key, time, nonce, token, signature;
	struct text string_to_sign;
};

static struct error incomplete(const char *subject)
{
	return error_of(ERROR_SIGNATURE_INCOMPLETE, text_of(subject));
}

static struct text parameter(const struct signed_request *request, const char *name)
{
	for (size_t i = 0; i < request->parameters.count; i++) {
		if (text_is(request->parameters.at[i].name, name))
			return request->parameters.at[i].value;
	}
	return (struct text){NULL, 0};
}

static size_t times_sent(const struct signed_request *request, struct text name)
{
	size_t count = 0;
	for (size_t i = 0; i < request->header_count; i++)
		count += text_equal(request->headers[i].name, name);
	return count;
}

static struct text header(const struct signed_request *request, struct text name)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (text_equal(request->headers[i].name, name))
			return request->headers[i].value;
	}
	return (struct text){NULL, 0};
}

/* A header that came twice could be read in two ways: the one that was signed, and the one that is acted on. */
static bool headers_unambiguous(const struct signed_request *request)
{
	for (size_t i = 0; i < request->header_count; i++) {
		struct text name = request->headers[i].name;
		bool matters = text_starts_with(name, TEXT("x-acs-")) || text_is(name, "authorization") ||
			text_is(name, "host") || text_is(name, "content-type");
		if (matters && times_sent(request, name) > 1)
			return false;
	}
	return true;
}

static bool parameters_unambiguous(const struct signed_request *request)
{
	for (size_t i = 1; i < request->parameters.count; i++) {
		if (text_equal(request->parameters.at[i - 1].name, request->parameters.at[i].name))
			return false;
	}
	return true;
}

static struct error check_time(const struct call *call, struct text time)
{
	int64_t sent;
	if (!time_parse_iso(time, &sent))
		return error_of(ERROR_TIMESTAMP_MALFORMED, time);
	if (sent < call->now - SIGNATURE_WINDOW || sent > call->now + SIGNATURE_WINDOW)
		return error_of(ERROR_TIMESTAMP_EXPIRED, time);
	return ok();
}

/* All but the signature itself. */
static struct error check_claim(const struct call *call, const struct claim *claim)
{
	if (!text_is_utf8(claim->key) || text_has_controls(claim->key)) /* not a parameter: the bytes of a header */
		return error_of(ERROR_ACCESS_KEY_UNKNOWN, TEXT("AccessKeyId"));
	if (claim->nonce.length > NONCE_LONGEST)
		return error_of(ERROR_PARAMETER_LENGTH, TEXT("SignatureNonce"));
	if (claim->token.length > 0) /* nothing issues them yet */
		return error_of(ERROR_SECURITY_TOKEN_MALFORMED, TEXT("SecurityToken"));
	return check_time(call, claim->time);
}

/* Version 1.0: everything is a parameter. */

static const char *const v1_marks[] = {
	"AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce"};
static const char *const v1_required[] = {"AccessKeyId", "Action", "Signature", "SignatureMethod", "SignatureNonce",
	"SignatureVersion", "Timestamp", "Version"};

static bool v1_is_meant(const struct signed_request *request)
{
	for (size_t i = 0; i < sizeof(v1_marks) / sizeof(*v1_marks); i++) {
		if (parameter(request, v1_marks[i]).at)
			return true;
	}
	return false;
}

/* Headers are not signed here, so those that say what is called must say what the parameters say. */
static bool v1_headers_agree(const struct signed_request *request)
{
	struct text action = header(request, TEXT("x-acs-action")), version = header(request, TEXT("x-acs-version"));
	return (!action.at || text_equal(action, parameter(request, "Action"))) &&
		(!version.at || text_equal(version, parameter(request, "Version")));
}

static struct error v1_check_form(const struct signed_request *request)
{
	for (size_t i = 0; i < sizeof(v1_required) / sizeof(*v1_required); i++) {
		if (parameter(request, v1_required[i]).length == 0)
			return error_of(ERROR_PARAMETER_MISSING, text_of(v1_required[i]));
	}
	if (!text_is(parameter(request, "SignatureMethod"), "HMAC-SHA1") ||
		!text_is(parameter(request, "SignatureVersion"), "1.0") ||
		parameter(request, "SignatureType").length > 0)
		return error_of(ERROR_SIGNATURE_METHOD_INVALID, parameter(request, "SignatureMethod"));
	if (!v1_headers_agree(request))
		return incomplete("x-acs-action");
	return ok();
}

static struct error v1_verify(struct call *call, const struct signed_request *request, struct claim *claim)
{
	struct text secret;
	struct error error = v1_check_form(request);
	if (!error_ok(error))
		return error;
	*claim = (struct claim){
		.key = parameter(request, "AccessKeyId"),
		.time = parameter(request, "Timestamp"),
		.nonce = parameter(request, "SignatureNonce"),
		.token = parameter(request, "SecurityToken"),
		.signature = parameter(request, "Signature"),
		.string_to_sign = signature_v1_string(call->arena, request->method, request->parameters),
	};
	error = check_claim(call, claim);
	if (error_ok(error))
		error = access_key_actor(call, claim->key, &secret);
	if (!error_ok(error))
		return error;
	struct text expected = signature_v1(call->secrets, secret, claim->string_to_sign);
	if (!text_equal_constant_time(expected, claim->signature))
		return error_of(ERROR_SIGNATURE_MISMATCH, claim->string_to_sign);
	return ok();
}

/* Version 3: everything is a header. */

static const char *const v3_required[] = {
	"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"};

static struct error v3_parse(struct text value, struct signature_authorization *authorization)
{
	struct text method, rest;
	if (signature_v3_parse(value, authorization))
		return ok();
	text_cut(value, ' ', &method, &rest);
	bool known = text_is(method, "ACS3-HMAC-SHA256") || text_is(method, "ACS3-HMAC-SM3");
	if (text_starts_with(method, TEXT("ACS")) && !known)
		return error_of(ERROR_SIGNATURE_METHOD_INVALID, method);
	return incomplete("authorization");
}

/* A header of the protocol that is not signed could have been added on the way. */
static struct error v3_check_protocol_headers(const struct signed_request *request, struct text signed_headers)
{
	for (size_t i = 0; i < request->header_count; i++) {
		struct text name = request->headers[i].name;
		if (text_starts_with(name, TEXT("x-acs-")) && !signature_v3_is_signed(signed_headers, name))
			return error_of(ERROR_SIGNATURE_INCOMPLETE, name);
	}
	return ok();
}

static struct error v3_check_headers(const struct signed_request *request, struct text signed_headers)
{
	struct text name, rest = signed_headers;
	while (rest.at) {
		text_cut(rest, ';', &name, &rest);
		if (times_sent(request, name) != 1)
			return incomplete("SignedHeaders");
	}
	for (size_t i = 0; i < sizeof(v3_required) / sizeof(*v3_required); i++) {
		name = text_of(v3_required[i]);
		if (header(request, name).length == 0)
			return error_of(ERROR_PARAMETER_MISSING, name);
		if (!signature_v3_is_signed(signed_headers, name))
			return incomplete(v3_required[i]);
	}
	return v3_check_protocol_headers(request, signed_headers);
}

static struct error v3_check_body(
	struct call *call, const struct signed_request *request, enum signature_version version)
{
	enum digest_kind kind = version == SIGNATURE_V3_HMAC_SM3 ? DIGEST_SM3 : DIGEST_SHA256;
	struct text hash = encode_hex(call->arena, digest(call->arena, kind, request->body));
	struct text sent = header(request, TEXT("x-acs-content-sha256"));
	if (!text_equal(hash, sent))
		return error_of(ERROR_CONTENT_HASH_MISMATCH, sent);
	return ok();
}

static struct text v3_string(
	struct call *call, const struct signed_request *request, const struct signature_authorization *authorization)
{
	struct signature_header *headers = arena_array(call->arena, request->header_count + 1, sizeof(*headers));
	for (size_t i = 0; i < request->header_count; i++)
		headers[i] = (struct signature_header){request->headers[i].name, request->headers[i].value};
	struct signature_v3_request signed_request = {
		.method = request->method,
		.path = request->path,
		.query = request->query,
		.headers = headers,
		.header_count = request->header_count,
		.signed_headers = authorization->signed_headers,
		.payload_hash = header(request, TEXT("x-acs-content-sha256")),
	};
	return signature_v3_string(call->arena, authorization->version, &signed_request);
}

static struct error v3_verify(struct call *call, const struct signed_request *request, struct claim *claim)
{
	struct signature_authorization authorization;
	struct text secret;
	struct error error = v3_parse(header(request, TEXT("authorization")), &authorization);
	if (error_ok(error))
		error = v3_check_headers(request, authorization.signed_headers);
	if (error_ok(error))
		error = v3_check_body(call, request, authorization.version);
	if (!error_ok(error))
		return error;
	*claim = (struct claim){
		.key = authorization.credential,
		.time = header(request, TEXT("x-acs-date")),
		.nonce = header(request, TEXT("x-acs-signature-nonce")),
		.token = header(request, TEXT("x-acs-security-token")),
		.signature = authorization.signature,
		.string_to_sign = v3_string(call, request, &authorization),
	};
	error = check_claim(call, claim);
	if (error_ok(error))
		error = access_key_actor(call, claim->key, &secret);
	if (!error_ok(error))
		return error;
	struct text expected = signature_v3(call->secrets, authorization.version, secret, claim->string_to_sign);
	if (!text_equal_constant_time(expected, claim->signature))
		return error_of(ERROR_SIGNATURE_MISMATCH, claim->string_to_sign);
	return ok();
}

struct error request_signature_verify(struct call *call, const struct signed_request *request, struct text *nonce)
{
	struct claim claim = {.key = {NULL, 0}};
	bool v3 = header(request, TEXT("authorization")).at, v1 = v1_is_meant(request);
	if (!headers_unambiguous(request) || !parameters_unambiguous(request) || (v1 && v3))
		return incomplete("Signature");
	struct error error = v3 ? v3_verify(call, request, &claim) : v1_verify(call, request, &claim);
	if (!error_ok(error)) {
		call->actor = (struct actor){.kind = ACTOR_NONE};
		return error;
	}
	*nonce = text_join(call->arena, TEXT_PARTS(claim.key, TEXT("|"), claim.nonce));
	return ok();
}

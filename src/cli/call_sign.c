/* How a call says who makes it. */
#include "cli/call_sign.h"
#include "crypto/digest.h"
#include "crypto/signature.h"

static struct text signed_names(struct arena *arena, const struct call_request *request)
{
	struct builder names = builder_in(arena, 4096);
	for (size_t i = 0; i < request->headers.count; i++) {
		if (i > 0)
			builder_add_char(&names, ';');
		builder_add(&names, request->headers.at[i].name);
	}
	return builder_text(&names);
}

static struct text string_to_sign(struct arena *arena, const struct call_request *request, struct text signed_headers)
{
	size_t count = request->headers.count;
	struct signature_header *headers = arena_array(arena, count, sizeof(*headers));
	struct signature_v3_request signed_request = {
		.method = request->method,
		.path = request->path,
		.query = request->query,
		.headers = headers,
		.header_count = count,
		.signed_headers = signed_headers,
	};
	for (size_t i = 0; i < count; i++) {
		headers[i] = (struct signature_header){request->headers.at[i].name, request->headers.at[i].value};
		if (text_is(headers[i].name, "x-acs-content-sha256"))
			signed_request.payload_hash = headers[i].value;
	}
	return signature_v3_string(arena, SIGNATURE_V3_HMAC_SHA256, &signed_request);
}

/* Their order is that of their names, as the signature wants it. */
void call_sign(struct arena *arena, const struct call_signer *signer, const struct operation *operation,
	struct call_request *request)
{
	struct text hash = encode_hex(arena, digest(arena, DIGEST_SHA256, request->body));
	call_request_header(request, "host", signer->host);
	call_request_header(request, "x-acs-action", text_of(operation->name));
	call_request_header(request, "x-acs-content-sha256", hash);
	call_request_header(request, "x-acs-date", signer->date);
	call_request_header(request, "x-acs-signature-nonce", signer->nonce);
	call_request_header(request, "x-acs-version", text_of(operation->family->version));
	struct text names = signed_names(arena, request);
	struct text string = string_to_sign(arena, request, names);
	struct text signature = signature_v3(arena, SIGNATURE_V3_HMAC_SHA256, signer->secret, string);
	struct text value = text_print(arena, "ACS3-HMAC-SHA256 Credential=%.*s,SignedHeaders=%.*s,Signature=%.*s",
		(int)signer->key.length, signer->key.at, (int)names.length, names.at, (int)signature.length,
		signature.at);
	call_request_header(request, "authorization", value);
}

void call_authorize_basic(struct arena *arena, struct text name, struct text secret, struct call_request *request)
{
	struct text pair = text_print(arena, "%.*s:%.*s", (int)name.length, name.at, (int)secret.length, secret.at);
	struct text encoded = encode_base64(arena, pair);
	struct text value = text_print(arena, "Basic %.*s", (int)encoded.length, encoded.at);
	call_request_header(request, "Authorization", value);
}

void call_authorize_bearer(struct arena *arena, struct text token, struct call_request *request)
{
	struct text value = text_print(arena, "Bearer %.*s", (int)token.length, token.at);
	call_request_header(request, "Authorization", value);
}

/* How calls say who makes them. */
#include "cli/call_sign.h"
#include "tests/unit/unit.h"

static const struct family family = {.name = "ims", .version = "2019-08-15"};
static const struct operation operation = {.name = "GetUser", .family = &family};

static struct call_request request_of(struct arena *arena, struct text body)
{
	return (struct call_request){
		.method = TEXT("POST"),
		.path = TEXT("/"),
		.headers = {arena_array(arena, CALL_HEADERS, sizeof(struct parameter)), 0},
		.content_type = TEXT("application/x-www-form-urlencoded"),
		.body = body,
	};
}

static struct text header(const struct call_request *request, const char *name)
{
	for (size_t i = 0; i < request->headers.count; i++) {
		if (text_is(request->headers.at[i].name, name))
			return request->headers.at[i].value;
	}
	return (struct text){NULL, 0};
}

static struct call_request signed_request(struct arena *arena, struct text secret, struct text body)
{
	struct call_request request = request_of(arena, body);
	struct call_signer signer = {
		.host = TEXT("127.0.0.1:8480"),
		.key = TEXT("LTAI5tExample"),
		.secret = secret,
		.date = TEXT("2026-02-03T04:05:06Z"),
		.nonce = TEXT("n"),
	};
	call_sign(arena, &signer, &operation, &request);
	return request;
}

/* The expected value was computed by a program of its own from the published description. */
static void a_signature_covers_host_headers_and_body(void **state)
{
	struct call_request request = signed_request(*state, TEXT("secret"), TEXT("UserId=1"));
	assert_text(header(&request, "authorization"),
		"ACS3-HMAC-SHA256 Credential=LTAI5tExample,"
		"SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
		"Signature=56835dd97427acd507984532ac20cebb409fc39f058eb4813c1cc02917de4905");
	assert_text(header(&request, "x-acs-version"), "2019-08-15");
	assert_text(header(&request, "x-acs-action"), "GetUser");
}

static void another_secret_or_body_gives_another_signature(void **state)
{
	struct call_request original = signed_request(*state, TEXT("a"), TEXT("b"));
	struct text first = header(&original, "authorization");
	struct call_request secret = signed_request(*state, TEXT("x"), TEXT("b"));
	struct call_request body = signed_request(*state, TEXT("a"), TEXT("x"));
	assert_false(text_equal(first, header(&secret, "authorization")));
	assert_false(text_equal(first, header(&body, "authorization")));
}

static void basic_is_name_and_secret_in_base64(void **state)
{
	struct call_request request = request_of(*state, TEXT(""));
	call_authorize_basic(*state, TEXT("Aladdin"), TEXT("open sesame"), &request);
	assert_text(header(&request, "Authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

static void bearer_is_the_token_as_it_is(void **state)
{
	struct call_request request = request_of(*state, TEXT(""));
	call_authorize_bearer(*state, TEXT("ATtoken"), &request);
	assert_text(header(&request, "Authorization"), "Bearer ATtoken");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_covers_host_headers_and_body),
		cmocka_unit_test(another_secret_or_body_gives_another_signature),
		cmocka_unit_test(basic_is_name_and_secret_in_base64),
		cmocka_unit_test(bearer_is_the_token_as_it_is),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

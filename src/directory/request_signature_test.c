#include "directory/request_signature.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/signature.h"
#include "directory/access_key.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"
#include <stdlib.h>

#define MOST 16

/* A request that is being put together, and the key to sign it with. */
struct draft {
	struct call *call;
	struct access_key key;
	struct signed_request request;
	struct parameter parameters[MOST];
	struct request_header headers[MOST];
};

static void set_header(struct draft *draft, const char *name, struct text value)
{
	size_t i = 0;
	while (i < draft->request.header_count && !text_is(draft->headers[i].name, name))
		i++;
	draft->headers[i] = (struct request_header){text_of(name), value};
	if (i == draft->request.header_count)
		draft->request.header_count++;
}

static void set_parameter(struct draft *draft, const char *name, struct text value)
{
	struct parameter_list *list = &draft->request.parameters;
	size_t i = 0;
	while (i < list->count && !text_is(list->at[i].name, name))
		i++;
	list->at[i] = (struct parameter){text_of(name), value};
	if (i == list->count)
		list->count++;
}

static void drop_parameter(struct draft *draft, const char *name)
{
	struct parameter_list *list = &draft->request.parameters;
	for (size_t i = 0; i < list->count; i++) {
		if (text_is(list->at[i].name, name))
			list->at[i] = list->at[--list->count];
	}
}

static struct draft *new_draft(struct directory *directory)
{
	struct draft *draft = arena_alloc(directory->call.arena, sizeof(*draft));
	draft->call = &directory->call;
	draft->request.parameters.at = draft->parameters;
	draft->request.headers = draft->headers;
	draft->request.method = TEXT("POST");
	draft->request.path = TEXT("/");
	draft->request.body = TEXT("");
	assert_ok(access_key_create(&directory->call, directory->account.id, (struct text){NULL, 0}, &draft->key));
	directory->call.realm = (struct text){NULL, 0};
	directory->call.actor = (struct actor){.kind = ACTOR_NONE};
	return draft;
}

static int by_name(const void *a, const void *b)
{
	return text_compare(((const struct parameter *)a)->name, ((const struct parameter *)b)->name);
}

static struct error verify(struct draft *draft)
{
	struct text nonce;
	qsort(draft->parameters, draft->request.parameters.count, sizeof(*draft->parameters), by_name);
	return request_signature_verify(draft->call, &draft->request, &nonce);
}

/* Version 1.0 */

static struct draft *draft_v1(struct directory *directory)
{
	struct draft *draft = new_draft(directory);
	set_parameter(draft, "AccessKeyId", draft->key.id);
	set_parameter(draft, "Action", TEXT("GetUser"));
	set_parameter(draft, "Version", TEXT("2019-08-15"));
	set_parameter(draft, "SignatureMethod", TEXT("HMAC-SHA1"));
	set_parameter(draft, "SignatureVersion", TEXT("1.0"));
	set_parameter(draft, "SignatureNonce", TEXT("nonce-1"));
	set_parameter(draft, "SignatureType", TEXT(""));
	set_parameter(draft, "Timestamp", time_iso(draft->call->arena, draft->call->now));
	set_parameter(draft, "UserPrincipalName", TEXT("amina@example.onaliyun.com"));
	return draft;
}

static struct error sign_v1(struct draft *draft)
{
	struct arena *arena = draft->call->arena;
	drop_parameter(draft, "Signature");
	qsort(draft->parameters, draft->request.parameters.count, sizeof(*draft->parameters), by_name);
	struct text string = signature_v1_string(arena, draft->request.method, draft->request.parameters);
	set_parameter(draft, "Signature", signature_v1(arena, draft->key.secret, string));
	return verify(draft);
}

static void a_call_signed_in_version_1_is_the_accounts(void **state)
{
	struct directory *directory = *state;
	struct draft *draft = draft_v1(directory);
	struct text nonce;
	assert_ok(sign_v1(draft));
	assert_ok(request_signature_verify(draft->call, &draft->request, &nonce));
	assert_int_equal(draft->call->actor.kind, ACTOR_ROOT);
	assert_text(draft->call->actor.credential, draft->key.id.at);
	assert_text(draft->call->realm, directory->account.id.at);
	assert_text(nonce, text_print(draft->call->arena, "%s|nonce-1", draft->key.id.at).at);
}

static void a_changed_parameter_breaks_the_signature(void **state)
{
	struct draft *draft = draft_v1(*state);
	assert_ok(sign_v1(draft));
	set_parameter(draft, "UserPrincipalName", TEXT("root@example.onaliyun.com"));
	struct error error = verify(draft);
	assert_error(error, ERROR_SIGNATURE_MISMATCH);
	assert_true(text_starts_with(error.subject, TEXT("POST&%2F&AccessKeyId")));
	assert_int_equal(draft->call->actor.kind, ACTOR_NONE);
}

static void an_added_parameter_breaks_the_signature(void **state)
{
	struct draft *draft = draft_v1(*state);
	assert_ok(sign_v1(draft));
	set_parameter(draft, "Comments", TEXT("more"));
	assert_error(verify(draft), ERROR_SIGNATURE_MISMATCH);
}

static void another_method_breaks_the_signature(void **state)
{
	struct draft *draft = draft_v1(*state);
	assert_ok(sign_v1(draft));
	draft->request.method = TEXT("GET");
	assert_error(verify(draft), ERROR_SIGNATURE_MISMATCH);
}

static void the_signature_is_made_with_the_keys_own_secret(void **state)
{
	struct draft *draft = draft_v1(*state);
	draft->key.secret = TEXT("another");
	assert_error(sign_v1(draft), ERROR_SIGNATURE_MISMATCH);
}

static void an_unknown_key_is_said_to_be_unknown(void **state)
{
	struct draft *draft = draft_v1(*state);
	set_parameter(draft, "AccessKeyId", TEXT("LTAI5tnone"));
	assert_error(sign_v1(draft), ERROR_ACCESS_KEY_UNKNOWN);
}

static void every_common_parameter_is_needed(void **state)
{
	const char *const needed[] = {"AccessKeyId", "Action", "Signature", "SignatureMethod", "SignatureNonce",
		"SignatureVersion", "Timestamp", "Version"};
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		struct draft *draft = draft_v1(*state);
		assert_ok(sign_v1(draft));
		drop_parameter(draft, needed[i]);
		struct error error = verify(draft);
		assert_error(error, ERROR_PARAMETER_MISSING);
		assert_text(error.subject, needed[i]);
		assert_ok(access_key_delete(
			draft->call, ((struct directory *)*state)->account.id, (struct text){NULL, 0}, draft->key.id));
	}
}

static void other_methods_of_signing_are_refused(void **state)
{
	struct draft *draft = draft_v1(*state);
	set_parameter(draft, "SignatureMethod", TEXT("HMAC-SHA256"));
	assert_error(sign_v1(draft), ERROR_SIGNATURE_METHOD_INVALID);
	set_parameter(draft, "SignatureMethod", TEXT("HMAC-SHA1"));
	set_parameter(draft, "SignatureVersion", TEXT("2.0"));
	assert_error(sign_v1(draft), ERROR_SIGNATURE_METHOD_INVALID);
	set_parameter(draft, "SignatureVersion", TEXT("1.0"));
	set_parameter(draft, "SignatureType", TEXT("BEARERTOKEN"));
	assert_error(sign_v1(draft), ERROR_SIGNATURE_METHOD_INVALID);
}

static struct error sign_at(struct draft *draft, int64_t time)
{
	set_parameter(draft, "Timestamp", time_iso(draft->call->arena, time));
	return sign_v1(draft);
}

static void a_call_is_good_for_fifteen_minutes_both_ways(void **state)
{
	struct draft *draft = draft_v1(*state);
	int64_t now = draft->call->now;
	assert_ok(sign_at(draft, now - SIGNATURE_WINDOW));
	assert_ok(sign_at(draft, now + SIGNATURE_WINDOW));
	assert_error(sign_at(draft, now - SIGNATURE_WINDOW - 1000), ERROR_TIMESTAMP_EXPIRED);
	assert_error(sign_at(draft, now + SIGNATURE_WINDOW + 1000), ERROR_TIMESTAMP_EXPIRED);
	set_parameter(draft, "Timestamp", TEXT("yesterday"));
	assert_error(sign_v1(draft), ERROR_TIMESTAMP_MALFORMED);
}

static void long_nonces_and_security_tokens_are_refused(void **state)
{
	struct draft *draft = draft_v1(*state);
	char *nonce = arena_alloc(draft->call->arena, 130);
	memset(nonce, 'x', 128);
	set_parameter(draft, "SignatureNonce", text_of(nonce));
	assert_ok(sign_v1(draft));
	nonce[128] = 'x';
	set_parameter(draft, "SignatureNonce", text_of(nonce));
	assert_error(sign_v1(draft), ERROR_PARAMETER_LENGTH);
	set_parameter(draft, "SignatureNonce", TEXT("n"));
	set_parameter(draft, "SecurityToken", TEXT("token"));
	assert_error(sign_v1(draft), ERROR_SECURITY_TOKEN_MALFORMED);
}

static void a_header_cannot_turn_a_signed_call_into_another(void **state)
{
	struct draft *draft = draft_v1(*state);
	set_header(draft, "x-acs-action", TEXT("GetUser"));
	set_header(draft, "x-acs-version", TEXT("2019-08-15"));
	assert_ok(sign_v1(draft));
	set_header(draft, "x-acs-action", TEXT("DeleteUser"));
	assert_error(sign_v1(draft), ERROR_SIGNATURE_INCOMPLETE);
}

/* Version 3 */

static const char signed_headers[] =
	"host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

static struct draft *draft_v3(struct directory *directory)
{
	struct draft *draft = new_draft(directory);
	struct arena *arena = draft->call->arena;
	set_header(draft, "host", TEXT("ims.aliyuncs.com"));
	set_header(draft, "x-acs-action", TEXT("GetUser"));
	set_header(draft, "x-acs-version", TEXT("2019-08-15"));
	set_header(draft, "x-acs-date", time_iso(arena, draft->call->now));
	set_header(draft, "x-acs-signature-nonce", TEXT("nonce-3"));
	draft->request.query.at = draft->parameters;
	set_parameter(draft, "UserPrincipalName", TEXT("amina@example.onaliyun.com"));
	draft->request.query = draft->request.parameters;
	return draft;
}

struct signing {
	const char *method, *signed_headers;
	enum signature_version version;
	enum digest_kind digest;
};

static const struct signing with_sha256 = {"ACS3-HMAC-SHA256", signed_headers, SIGNATURE_V3_HMAC_SHA256, DIGEST_SHA256};
static const struct signing with_sm3 = {"ACS3-HMAC-SM3", signed_headers, SIGNATURE_V3_HMAC_SM3, DIGEST_SM3};

static struct text signature(struct draft *draft, struct signing signing)
{
	struct arena *arena = draft->call->arena;
	struct signature_header *headers = arena_array(arena, MOST, sizeof(*headers));
	for (size_t i = 0; i < draft->request.header_count; i++)
		headers[i] = (struct signature_header){draft->headers[i].name, draft->headers[i].value};
	struct text hash = encode_hex(arena, digest(arena, signing.digest, draft->request.body));
	struct signature_v3_request request = {
		.method = draft->request.method,
		.path = draft->request.path,
		.query = draft->request.query,
		.headers = headers,
		.header_count = draft->request.header_count,
		.signed_headers = text_of(signing.signed_headers),
		.payload_hash = hash,
	};
	return signature_v3(
		arena, signing.version, draft->key.secret, signature_v3_string(arena, signing.version, &request));
}

static void authorize(struct draft *draft, struct signing signing)
{
	struct arena *arena = draft->call->arena;
	struct text hash = encode_hex(arena, digest(arena, signing.digest, draft->request.body));
	set_header(draft, "x-acs-content-sha256", hash);
	set_header(draft, "authorization",
		text_print(arena, "%s Credential=%s,SignedHeaders=%s,Signature=%s", signing.method, draft->key.id.at,
			signing.signed_headers, signature(draft, signing).at));
}

static struct error sign_v3(struct draft *draft, struct signing signing)
{
	authorize(draft, signing);
	return verify(draft);
}

static void a_call_signed_in_version_3_is_the_accounts(void **state)
{
	struct draft *draft = draft_v3(*state);
	assert_ok(sign_v3(draft, with_sha256));
	assert_int_equal(draft->call->actor.kind, ACTOR_ROOT);
	assert_ok(sign_v3(draft, with_sm3));
}

static void a_body_is_signed_by_its_hash(void **state)
{
	struct draft *draft = draft_v3(*state);
	draft->request.body = TEXT("DisplayName=Amina");
	assert_ok(sign_v3(draft, with_sha256));
	draft->request.body = TEXT("DisplayName=Other");
	assert_error(verify(draft), ERROR_CONTENT_HASH_MISMATCH);
	set_header(draft, "x-acs-content-sha256",
		encode_hex(draft->call->arena, digest(draft->call->arena, DIGEST_SHA256, draft->request.body)));
	assert_error(verify(draft), ERROR_SIGNATURE_MISMATCH);
}

static void a_changed_header_or_query_breaks_the_signature(void **state)
{
	struct draft *draft = draft_v3(*state);
	authorize(draft, with_sha256);
	set_header(draft, "x-acs-action", TEXT("DeleteUser"));
	assert_error(verify(draft), ERROR_SIGNATURE_MISMATCH);
	authorize(draft, with_sha256);
	set_parameter(draft, "UserPrincipalName", TEXT("root@example.onaliyun.com"));
	assert_error(verify(draft), ERROR_SIGNATURE_MISMATCH);
}

static void every_common_header_must_be_there_and_signed(void **state)
{
	struct directory *directory = *state;
	struct draft *draft = draft_v3(directory);
	struct signing few = with_sha256;
	few.signed_headers = "host;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
	assert_error(sign_v3(draft, few), ERROR_SIGNATURE_INCOMPLETE);
	set_header(draft, "x-acs-action", TEXT(""));
	struct error error = sign_v3(draft, with_sha256);
	assert_error(error, ERROR_PARAMETER_MISSING);
	assert_text(error.subject, "x-acs-action");
}

static void a_header_that_is_signed_must_have_been_sent(void **state)
{
	struct draft *draft = draft_v3(*state);
	struct signing more = with_sha256;
	more.signed_headers = "content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;"
			      "x-acs-version";
	assert_error(sign_v3(draft, more), ERROR_SIGNATURE_INCOMPLETE);
	set_header(draft, "content-type", TEXT("application/x-www-form-urlencoded"));
	assert_ok(sign_v3(draft, more));
}

static void a_security_token_must_be_signed_and_is_refused(void **state)
{
	struct draft *draft = draft_v3(*state);
	struct signing more = with_sha256;
	more.signed_headers = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;"
			      "x-acs-signature-nonce;x-acs-version";
	set_header(draft, "x-acs-security-token", TEXT("token"));
	assert_error(sign_v3(draft, with_sha256), ERROR_SIGNATURE_INCOMPLETE);
	assert_error(sign_v3(draft, more), ERROR_SECURITY_TOKEN_MALFORMED);
}

static void a_header_that_comes_twice_is_refused(void **state)
{
	const char *const names[] = {"x-acs-action", "host", "authorization", "x-acs-extra", "content-type"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct draft *draft = draft_v3(*state);
		set_header(draft, "x-acs-extra", TEXT("a"));
		set_header(draft, "content-type", TEXT("a"));
		authorize(draft, with_sha256);
		draft->headers[draft->request.header_count++] = (struct request_header){text_of(names[i]), TEXT("b")};
		assert_error(verify(draft), ERROR_SIGNATURE_INCOMPLETE);
		assert_ok(access_key_delete(
			draft->call, ((struct directory *)*state)->account.id, (struct text){NULL, 0}, draft->key.id));
	}
}

static void two_signatures_at_once_are_refused(void **state)
{
	struct draft *draft = draft_v1(*state);
	assert_ok(sign_v1(draft));
	set_header(draft, "authorization", TEXT("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00"));
	assert_error(verify(draft), ERROR_SIGNATURE_INCOMPLETE);
}

static void other_schemes_are_told_from_broken_headers(void **state)
{
	struct draft *draft = draft_v3(*state);
	struct text rsa = TEXT("ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=00");
	authorize(draft, with_sha256);
	set_header(draft, "authorization", rsa);
	assert_error(verify(draft), ERROR_SIGNATURE_METHOD_INVALID);
	set_header(draft, "authorization", TEXT("ACS3-HMAC-SHA256 Credential=a"));
	assert_error(verify(draft), ERROR_SIGNATURE_INCOMPLETE);
	set_header(draft, "authorization", TEXT("Bearer token"));
	assert_error(verify(draft), ERROR_SIGNATURE_INCOMPLETE);
}

static void a_call_that_is_not_signed_lacks_a_key(void **state)
{
	struct draft *draft = new_draft(*state);
	set_parameter(draft, "Action", TEXT("GetUser"));
	struct error error = verify(draft);
	assert_error(error, ERROR_PARAMETER_MISSING);
	assert_text(error.subject, "AccessKeyId");
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_call_signed_in_version_1_is_the_accounts),
		in_directory(a_changed_parameter_breaks_the_signature),
		in_directory(an_added_parameter_breaks_the_signature),
		in_directory(another_method_breaks_the_signature),
		in_directory(the_signature_is_made_with_the_keys_own_secret),
		in_directory(an_unknown_key_is_said_to_be_unknown),
		in_directory(every_common_parameter_is_needed),
		in_directory(other_methods_of_signing_are_refused),
		in_directory(a_call_is_good_for_fifteen_minutes_both_ways),
		in_directory(long_nonces_and_security_tokens_are_refused),
		in_directory(a_header_cannot_turn_a_signed_call_into_another),
		in_directory(a_call_signed_in_version_3_is_the_accounts),
		in_directory(a_body_is_signed_by_its_hash),
		in_directory(a_changed_header_or_query_breaks_the_signature),
		in_directory(every_common_header_must_be_there_and_signed),
		in_directory(a_header_that_is_signed_must_have_been_sent),
		in_directory(a_security_token_must_be_signed_and_is_refused),
		in_directory(a_header_that_comes_twice_is_refused),
		in_directory(two_signatures_at_once_are_refused),
		in_directory(other_schemes_are_told_from_broken_headers),
		in_directory(a_call_that_is_not_signed_lacks_a_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

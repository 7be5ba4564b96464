/* The published vectors, and some that the vendor's own clients computed. */
#include "crypto/signature.h"
#include "crypto/digest.h"
#include "tests/unit/unit.h"

#define NONCE "3156853299f313e23d1673dc12e1703d"
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct parameter_list form(struct arena *arena, const char *text)
{
	struct parameter_list list;
	assert_true(decode_form(arena, text_of(text), 100, &list));
	return list;
}

static struct text sign_v1(struct arena *arena, const char *method, const char *query, const char *secret)
{
	struct text string = signature_v1_string(arena, text_of(method), form(arena, query));
	return signature_v1(arena, text_of(secret), string);
}

static void v1_agrees_with_the_documentation(void **state)
{
	const char *query = "&Action=CreateUser&UserPrincipalName=test@example.onaliyun.com&DisplayName=test"
			    "&SignatureVersion=1.0&Format=JSON&Timestamp=2021-01-15T06:02:28Z&AccessKeyId=testid"
			    "&SignatureMethod=HMAC-SHA1&Version=2019-08-15"
			    "&SignatureNonce=3f6b4e80-56f7-11eb-a256-a9f756ea7e85";
	assert_text(signature_v1_string(*state, TEXT("GET"), form(*state, query)),
		"GET&%2F&AccessKeyId%3Dtestid%26Action%3DCreateUser%26DisplayName%3Dtest%26Format%3DJSON"
		"%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3f6b4e80-56f7-11eb-a256-a9f756ea7e85"
		"%26SignatureVersion%3D1.0%26Timestamp%3D2021-01-15T06%253A02%253A28Z"
		"%26UserPrincipalName%3Dtest%2540example.onaliyun.com%26Version%3D2019-08-15");
	assert_text(sign_v1(*state, "GET", query, "testsecret"), "02heLegtw4+BFamznl1Ltj+vJ4A=");
}

#define V1_ACTION                                                                                                      \
	"Timestamp=2025-01-02T03:04:05Z&SignatureNonce=" NONCE "&Format=json&SignatureMethod=HMAC-SHA1"                \
	"&SignatureVersion=1.0&Action=CreateUser&Version=2019-08-15&UserPrincipalName=test@example.onaliyun.com"       \
	"&DisplayName=%E6%B5%8B%E8%AF%95+user*~&Tag.1.Key=operator&Tag.1.Value=alice&Tag.2.Key=env&Tag.2.Value="

static void v1_signs_tags_empty_values_and_all_of_unicode(void **state)
{
	const char *query = V1_ACTION "&AccessKeyId=testid";
	assert_text(signature_v1_string(*state, TEXT("POST"), form(*state, query)),
		"POST&%2F&AccessKeyId%3Dtestid%26Action%3DCreateUser"
		"%26DisplayName%3D%25E6%25B5%258B%25E8%25AF%2595%2520user%252A~%26Format%3Djson"
		"%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3156853299f313e23d1673dc12e1703d"
		"%26SignatureVersion%3D1.0%26Tag.1.Key%3Doperator%26Tag.1.Value%3Dalice%26Tag.2.Key%3Denv"
		"%26Tag.2.Value%3D%26Timestamp%3D2025-01-02T03%253A04%253A05Z"
		"%26UserPrincipalName%3Dtest%2540example.onaliyun.com%26Version%3D2019-08-15");
	assert_text(sign_v1(*state, "POST", query, "testsecret"), "OvYTr8CnfZo9Xj5hA/AK2PPNCZg=");
	assert_text(sign_v1(*state, "GET", query, "testsecret"), "S1q7mty7sXaD1YJTiA5JyM9mmew=");
}

static void v1_signs_security_tokens(void **state)
{
	const char *query = V1_ACTION "&AccessKeyId=STS.testid&SecurityToken=token==";
	assert_text(sign_v1(*state, "POST", query, "testsecret"), "2jtEqz8nAVfW7YLmaxpLm7rb5mw=");
}

static void v1_leaves_the_signature_itself_out(void **state)
{
	const char *query = V1_ACTION "&AccessKeyId=testid&Signature=OvYTr8CnfZo9Xj5hA%2FAK2PPNCZg%3D";
	assert_text(sign_v1(*state, "POST", query, "testsecret"), "OvYTr8CnfZo9Xj5hA/AK2PPNCZg=");
}

static void v1_agrees_with_the_older_client(void **state)
{
	assert_text(sign_v1(*state, "", "test=ok", "accessKeySecret"), "jHx/oHoHNrbVfhncHEvPdHXZwHU=");
}

/* A request with the headers given, all of them signed. */
struct v3_case {
	enum signature_version version;
	const char *method, *query, *secret, *payload_hash;
	struct signature_header headers[10];
};

static struct text sign_v3(struct arena *arena, const struct v3_case *sample, struct text *string)
{
	struct signature_v3_request request = {.method = text_of(sample->method),
		.path = TEXT("/"),
		.query = form(arena, sample->query),
		.headers = sample->headers,
		.payload_hash = text_of(sample->payload_hash)};
	struct builder names = builder_in(arena, 1000);
	for (; sample->headers[request.header_count].name.at != NULL; request.header_count++) {
		size_t at = request.header_count;
		if (at > 0 && text_equal(sample->headers[at].name, sample->headers[at - 1].name))
			continue;
		if (at > 0)
			builder_add_char(&names, ';');
		builder_add(&names, sample->headers[at].name);
	}
	request.signed_headers = builder_text(&names);
	*string = signature_v3_string(arena, sample->version, &request);
	return signature_v3(arena, sample->version, text_of(sample->secret), *string);
}

static void v3_agrees_with_the_documentation(void **state)
{
	const struct v3_case sample = {SIGNATURE_V3_HMAC_SHA256, "POST",
		"ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
		"YourAccessKeySecret", EMPTY_SHA256,
		{{TEXT("host"), TEXT("ecs.cn-shanghai.aliyuncs.com")}, {TEXT("x-acs-action"), TEXT("RunInstances")},
			{TEXT("x-acs-content-sha256"), TEXT(EMPTY_SHA256)},
			{TEXT("x-acs-date"), TEXT("2023-10-26T10:22:32Z")},
			{TEXT("x-acs-signature-nonce"), TEXT(NONCE)}, {TEXT("x-acs-version"), TEXT("2014-05-26")}}};
	struct text string, signature = sign_v3(*state, &sample, &string);
	assert_text(string, "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
	assert_text(signature, "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

#define V3_QUERY                                                                                                       \
	"UserPrincipalName=test@example.onaliyun.com&DisplayName=%E6%B5%8B%E8%AF%95+user*~&Tag.1.Key=operator"         \
	"&Tag.1.Value=alice&Tag.2.Key=env&Tag.2.Value="
#define V3_HOST                                                                                                        \
	{                                                                                                              \
		TEXT("host"), TEXT("ims.aliyuncs.com")                                                                 \
	}
#define V3_DATE                                                                                                        \
	{                                                                                                              \
		TEXT("x-acs-date"), TEXT("2025-01-02T03:04:05Z")                                                       \
	}

static void v3_signs_an_ims_call(void **state)
{
	const struct v3_case sample = {SIGNATURE_V3_HMAC_SHA256, "POST", V3_QUERY, "testsecret", EMPTY_SHA256,
		{V3_HOST, {TEXT("x-acs-action"), TEXT("CreateUser")},
			{TEXT("x-acs-content-sha256"), TEXT(EMPTY_SHA256)}, V3_DATE,
			{TEXT("x-acs-signature-nonce"), TEXT(NONCE)}, {TEXT("x-acs-version"), TEXT(" 2019-08-15 ")}}};
	struct text string, signature = sign_v3(*state, &sample, &string);
	assert_text(string, "ACS3-HMAC-SHA256\na5a959d0e0cef20440453fc6e90e6728bfa05e2f97eb86fdaf2a796945edba8b");
	assert_text(signature, "8d18903c59a8013ff594e248c212cf258941b9981d58a82d5e0aec3da4c919af");
}

static void v3_signs_security_tokens(void **state)
{
	const struct v3_case sample = {SIGNATURE_V3_HMAC_SHA256, "POST", V3_QUERY, "testsecret", EMPTY_SHA256,
		{V3_HOST, {TEXT("x-acs-accesskey-id"), TEXT("STS.testid")}, {TEXT("x-acs-action"), TEXT("CreateUser")},
			{TEXT("x-acs-content-sha256"), TEXT(EMPTY_SHA256)}, V3_DATE,
			{TEXT("x-acs-security-token"), TEXT("token==")}, {TEXT("x-acs-signature-nonce"), TEXT(NONCE)},
			{TEXT("x-acs-version"), TEXT("2019-08-15")}}};
	struct text string, signature = sign_v3(*state, &sample, &string);
	assert_text(signature, "31cba77fb82fb6f85ebfd4c1e5ae6b3ce810b7c4f27f43d82d27011320c61737");
}

static void v3_signs_with_sm3(void **state)
{
	const char *empty = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b";
	const struct v3_case sample = {SIGNATURE_V3_HMAC_SM3, "POST", V3_QUERY, "testsecret", empty,
		{V3_HOST, {TEXT("x-acs-action"), TEXT("CreateUser")}, {TEXT("x-acs-content-sha256"), text_of(empty)},
			V3_DATE, {TEXT("x-acs-signature-nonce"), TEXT(NONCE)},
			{TEXT("x-acs-version"), TEXT("2019-08-15")}}};
	struct text string, signature = sign_v3(*state, &sample, &string);
	assert_text(signature, "6197b21caf657e903304ee9b02e5d74be350dfd963347474dc98ef2ae7da59d7");
}

static void v3_signs_the_hash_of_a_form(void **state)
{
	const char *hash = "650ccc6e9c2b927f1d9a80f7ceacfb5ebe8c4d28abea80374fcf1d2d5e7d9007";
	assert_text(encode_hex(*state, digest(*state, DIGEST_SHA256, TEXT("a=1%202&b=x*~"))), hash);
	const struct v3_case sample = {SIGNATURE_V3_HMAC_SHA256, "POST", "", "testsecret", hash,
		{{TEXT("content-type"), TEXT("application/x-www-form-urlencoded")}, V3_HOST,
			{TEXT("x-acs-action"), TEXT("CreateUser")}, {TEXT("x-acs-content-sha256"), text_of(hash)},
			V3_DATE, {TEXT("x-acs-signature-nonce"), TEXT(NONCE)},
			{TEXT("x-acs-version"), TEXT("2019-08-15")}}};
	struct text string, signature = sign_v3(*state, &sample, &string);
	assert_text(signature, "ad7ba2bb50b49c4b57fcffdd0b193bcf3767fb7ae24c37b1ff3068cd5d0a9c04");
}

static void v3_joins_headers_of_one_name(void **state)
{
	struct v3_case sample = {SIGNATURE_V3_HMAC_SHA256, "GET", "test=ok&empty=", "secret",
		"55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23",
		{{TEXT("x-acs-test"), TEXT("https")}, {TEXT("x-acs-test"), TEXT("http")}}};
	struct text string;
	assert_text(
		sign_v3(*state, &sample, &string), "d16b30a7699ae9e43875b13195b2f81bcc3ed10c14a9b5eb780e51619aa50be1");
	sample.method = "";
	assert_text(
		sign_v3(*state, &sample, &string), "4ab59fffe3c5738ff8a2729f90cc04fe18b02a4b15b2102cbaf92f9ff3df2ea3");
}

static struct text string_of_path(struct arena *arena, const char *path)
{
	const struct signature_v3_request request = {.method = TEXT("GET"), .path = text_of(path)};
	return signature_v3_string(arena, SIGNATURE_V3_HMAC_SHA256, &request);
}

static void v3_paths_have_one_spelling(void **state)
{
	assert_true(text_equal(string_of_path(*state, ""), string_of_path(*state, "/")));
	assert_true(text_equal(string_of_path(*state, "/a+b*c%7E"), string_of_path(*state, "/a%20b%2Ac~")));
	assert_false(text_equal(string_of_path(*state, "/a"), string_of_path(*state, "/b")));
}

static void the_authorization_header_is_parsed(void **state)
{
	(void)state;
	struct signature_authorization parsed;
	assert_true(signature_v3_parse(
		TEXT("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action,Signature=8d18"), &parsed));
	assert_int_equal(parsed.version, SIGNATURE_V3_HMAC_SHA256);
	assert_text(parsed.credential, "testid");
	assert_text(parsed.signed_headers, "host;x-acs-action");
	assert_text(parsed.signature, "8d18");
	assert_true(signature_v3_parse(TEXT("ACS3-HMAC-SM3 Signature=1, Credential=a=b, SignedHeaders=c"), &parsed));
	assert_int_equal(parsed.version, SIGNATURE_V3_HMAC_SM3);
	assert_text(parsed.credential, "a=b");
}

static void bad_authorization_headers_are_refused(void **state)
{
	static const char *const bad[] = {"", "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 ", "Bearer token",
		"HMAC-SHA1 Credential=a,SignedHeaders=b,Signature=c",
		"ACS3-RSA-SHA256 Credential=a,SignedHeaders=b,Signature=c",
		"acs3-hmac-sha256 Credential=a,SignedHeaders=b,Signature=c",
		"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b",
		"ACS3-HMAC-SHA256 Credential=,SignedHeaders=b,Signature=c",
		"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c,Signature=d",
		"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c,Other=d",
		"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c,"};
	struct signature_authorization parsed;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (signature_v3_parse(text_of(bad[i]), &parsed))
			fail_msg("\"%s\"", bad[i]);
	}
	struct builder many = builder_in(*state, 1000);
	builder_add(&many, TEXT("ACS3-HMAC-SHA256 Credential=a,Signature=c,SignedHeaders=b"));
	for (int i = 0; i < 100; i++)
		builder_add(&many, TEXT(";b"));
	assert_false(signature_v3_parse(builder_text(&many), &parsed));
}

static void signed_headers_are_found_by_whole_name(void **state)
{
	(void)state;
	const struct text names = TEXT("Host;x-acs-action");
	assert_true(signature_v3_is_signed(names, TEXT("host")));
	assert_true(signature_v3_is_signed(names, TEXT("x-acs-action")));
	assert_false(signature_v3_is_signed(names, TEXT("x-acs")));
	assert_false(signature_v3_is_signed(names, TEXT("x-acs-version")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(v1_agrees_with_the_documentation),
		cmocka_unit_test(v1_signs_tags_empty_values_and_all_of_unicode),
		cmocka_unit_test(v1_signs_security_tokens),
		cmocka_unit_test(v1_leaves_the_signature_itself_out),
		cmocka_unit_test(v1_agrees_with_the_older_client),
		cmocka_unit_test(v3_agrees_with_the_documentation),
		cmocka_unit_test(v3_signs_an_ims_call),
		cmocka_unit_test(v3_signs_security_tokens),
		cmocka_unit_test(v3_signs_with_sm3),
		cmocka_unit_test(v3_signs_the_hash_of_a_form),
		cmocka_unit_test(v3_joins_headers_of_one_name),
		cmocka_unit_test(v3_paths_have_one_spelling),
		cmocka_unit_test(the_authorization_header_is_parsed),
		cmocka_unit_test(bad_authorization_headers_are_refused),
		cmocka_unit_test(signed_headers_are_found_by_whole_name),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

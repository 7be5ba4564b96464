/* What is refused, rule by rule; server_test.c shows that nothing of it gets through. */
#include "net/refusal.h"
#include "tests/unit/unit.h"

static const struct refusal *judge_target(const char *path, const char *query)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct http_request request = {.path = text_of(path), .query = text_of(query)};
	const struct refusal *refusal = refuse_target(arena, &request);
	arena_destroy(arena);
	return refusal;
}

static void ordinary_targets_are_taken(void **state)
{
	(void)state;
	static const char *const paths[] = {"/", "/a", "/a/", "//", "/a//b", "/a/b.c", "/...", "/.a", "/a..", "/..a",
		"/a%2Fb", "/a%5cb", "/%252e%252e", "/\xc3\xa4", "/%c3%a4", "/a;b=c", "/a%20b", "/~user", "/a+b",
		"/a=b&c"};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (judge_target(paths[i], "") != NULL)
			fail_msg("%s", paths[i]);
	assert_null(judge_target("/", "a=%zz&b=%00&c=../x")); /* the application's to judge */
}

static void unclear_targets_are_refused(void **state)
{
	(void)state;
	static const char *const paths[] = {"", "a", "*", "http://x/", "/.", "/..", "/a/../b", "/a/./b", "/%2e",
		"/a/%2e.", "/a%2f..", "/..;x", "/.;", "/%", "/%1", "/%1g", "/%00", "/%0a", "/%1f", "/%7f", "/%c2%85",
		"/%80", "/\x80"};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (judge_target(paths[i], "") == NULL)
			fail_msg("%s", paths[i]);
	assert_non_null(judge_target("/", "a\nb"));
	assert_non_null(judge_target("/", "a\xff"));
}

static const struct refusal *judge_framing(
	const char *length, const char *second_length, const char *coding, bool http10)
{
	struct http_header headers[3];
	struct http_request request = {.headers = headers};
	if (length != NULL)
		headers[request.header_count++] = (struct http_header){TEXT("content-length"), text_of(length)};
	if (second_length != NULL)
		headers[request.header_count++] = (struct http_header){TEXT("content-length"), text_of(second_length)};
	if (coding != NULL)
		headers[request.header_count++] = (struct http_header){TEXT("transfer-encoding"), text_of(coding)};
	return refuse_framing(&request, http10, 1000);
}

static void clear_framing_is_taken(void **state)
{
	(void)state;
	assert_null(judge_framing(NULL, NULL, NULL, false));
	assert_null(judge_framing("0", NULL, NULL, false));
	assert_null(judge_framing("1000", NULL, NULL, true));
	assert_null(judge_framing(NULL, NULL, "chunked", false));
	assert_null(judge_framing(NULL, NULL, "Chunked", false));
}

static void doubtful_framing_is_refused(void **state)
{
	(void)state;
	assert_non_null(judge_framing("5", "5", NULL, false));
	assert_non_null(judge_framing("5", NULL, "chunked", false));
	assert_non_null(judge_framing(NULL, NULL, "identity", false));
	assert_non_null(judge_framing(NULL, NULL, "chunked, chunked", false));
	assert_non_null(judge_framing(NULL, NULL, "chunked", true));
	assert_non_null(judge_framing("-5", NULL, NULL, false));
	assert_non_null(judge_framing("5x", NULL, NULL, false));
	assert_non_null(judge_framing("", NULL, NULL, false));
	assert_ptr_equal(judge_framing("1001", NULL, NULL, false), &refusal_body_too_large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_targets_are_taken),
		cmocka_unit_test(unclear_targets_are_refused),
		cmocka_unit_test(clear_framing_is_taken),
		cmocka_unit_test(doubtful_framing_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

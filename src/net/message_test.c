/* Mail messages. */
#include "net/message.h"
#include "base/encode.h"
#include "tests/unit/unit.h"

static const int64_t now = 1590039209000; /* Thu, 21 May 2020 05:33:29 */

static struct mail mail(const char *subject)
{
	return (struct mail){TEXT("smtp://localhost"), TEXT("muster@example.com"), TEXT("jane@example.org"),
		text_of(subject), TEXT("Hello.\r\n")};
}

static const char *compose(struct arena *arena, const struct mail *letter)
{
	struct text message = {NULL, 0};
	assert_true(error_ok(message_compose(arena, letter, now, &message)));
	return message.at;
}

static void a_message_has_its_headers(void **state)
{
	struct mail letter = mail("Your code");
	const char *message = compose(*state, &letter);
	assert_int_equal(strncmp(message, "Date: Thu, 21 May 2020 05:33:29 +0000\r\n", 39), 0);
	assert_non_null(strstr(message, "\r\nFrom: <muster@example.com>\r\n"));
	assert_non_null(strstr(message, "\r\nTo: <jane@example.org>\r\n"));
	assert_non_null(strstr(message, "\r\nSubject: Your code\r\n"));
	assert_non_null(strstr(message, "@example.com>\r\n"));
	assert_non_null(strstr(message, "\r\nContent-Transfer-Encoding: base64\r\n"));
	assert_string_equal(strstr(message, "\r\n\r\n"), "\r\n\r\nSGVsbG8uDQo=\r\n");
}

static void a_subject_beyond_ascii_is_encoded(void **state)
{
	struct mail letter = mail("密码重置");
	assert_non_null(strstr(compose(*state, &letter), "\r\nSubject: =?UTF-8?B?5a+G56CB6YeN572u?=\r\n"));
}

static void a_subject_that_looks_encoded_is_encoded(void **state)
{
	struct mail letter = mail("=?x");
	assert_non_null(strstr(compose(*state, &letter), "\r\nSubject: =?UTF-8?B?PT94?=\r\n"));
}

/* Decodes each encoded word by itself, as readers do. */
static size_t decode_words(struct arena *arena, const char *message, char *out)
{
	size_t length = 0;
	const char *at = strstr(message, "Subject: ");
	const char *end = strstr(at, "\r\nMIME-Version");
	while ((at = strstr(at, "=?UTF-8?B?")) != NULL && at < end) {
		struct text decoded;
		at += 10;
		const char *close = strstr(at, "?=");
		assert_true(close + 2 - (at - 10) <= 75);
		assert_true(decode_base64(arena, (struct text){at, (size_t)(close - at)}, &decoded));
		assert_true(text_is_utf8(decoded));
		memcpy(out + length, decoded.at, decoded.length);
		length += decoded.length;
	}
	out[length] = 0;
	return length;
}

static void a_long_subject_is_cut_between_characters(void **state)
{
	char decoded[1024];
	const char *subject =
		"一二三四五六七八九十一二三四五六七八九十 x 一二三四五六七八九十一二三四五六七八九十一二三四五六";
	struct mail letter = mail(subject);
	decode_words(*state, compose(*state, &letter), decoded);
	assert_string_equal(decoded, subject);
}

static void no_line_is_longer_than_allowed(void **state)
{
	char body[5000];
	memset(body, 'x', sizeof(body));
	struct mail letter = mail("x");
	letter.body = (struct text){body, sizeof(body)};
	for (const char *at = compose(*state, &letter); *at != 0; at = strstr(at, "\r\n") + 2)
		assert_true(strstr(at, "\r\n") - at <= 78);
}

static void refuse(struct arena *arena, const struct mail *letter)
{
	struct text message;
	assert_false(error_ok(message_compose(arena, letter, now, &message)));
}

static void nothing_can_add_a_header(void **state)
{
	static const char *const subjects[] = {"a\r\nBcc: x@y.z", "a\nb", "a\rb", "a\tb", "\xff"};
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct mail letter = mail(subjects[i]);
		refuse(*state, &letter);
	}
	static const char *const addresses[] = {"", "x", "@y", "x@", "a@b\r\nRCPT TO:<c@d>", "a@b>,<c@d", "a@b c@d",
		"a@b,c@d", "<a@b>", "a@b\x7f", "\"a\"@b", "a@\xff", "Jane (x) a@b"};
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct mail letter = mail("x");
		letter.to = text_of(addresses[i]);
		refuse(*state, &letter);
		letter = mail("x");
		letter.from = text_of(addresses[i]);
		refuse(*state, &letter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_has_its_headers),
		cmocka_unit_test(a_subject_beyond_ascii_is_encoded),
		cmocka_unit_test(a_subject_that_looks_encoded_is_encoded),
		cmocka_unit_test(a_long_subject_is_cut_between_characters),
		cmocka_unit_test(no_line_is_longer_than_allowed),
		cmocka_unit_test(nothing_can_add_a_header),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

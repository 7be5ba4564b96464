#include "base/check.h"
#include "tests/unit/unit.h"

/* letters, digits, '_', '.', '-' */
static const struct field_check name_check = {"name", {0x03ff600000000000, 0x07fffffe87fffffe}};
static const struct field_check any_check = {"any", .other = true};
static const struct field_check lines_check = {"lines", .other = true, .lines = true};
static const struct field_check first_check = {"first", {0, 0x07fffffe87fffffe}, {0, 0x07fffffe00000000}};

static void a_missing_check_still_refuses_controls_and_bad_utf8(void **state)
{
	(void)state;
	assert_int_equal(check_text(NULL, TEXT("any \xe6\xb5\x8b~")), CHECK_GOOD);
	assert_int_equal(check_text(NULL, TEXT("\xe6\xb5")), CHECK_NOT_UTF8);
	assert_int_equal(check_text(NULL, TEXT("a\0b")), CHECK_CHARACTER);
	assert_int_equal(check_text(NULL, TEXT("a\nb")), CHECK_CHARACTER);
	assert_int_equal(check_text(NULL, TEXT("\xc2\x9f")), CHECK_CHARACTER);
}

static void only_allowed_characters_pass(void **state)
{
	(void)state;
	assert_int_equal(check_text(&name_check, TEXT("Alice_1.b-c")), CHECK_GOOD);
	assert_int_equal(check_text(&name_check, TEXT("alice@home")), CHECK_CHARACTER);
	assert_int_equal(check_text(&name_check, TEXT("\xe6\xb5\x8b")), CHECK_CHARACTER);
	assert_int_equal(check_text(&any_check, TEXT("\xe6\xb5\x8b <b>")), CHECK_GOOD);
	assert_int_equal(check_text(&any_check, TEXT("\xc2\x80")), CHECK_CHARACTER);
	assert_int_equal(check_text(&any_check, TEXT("a\tb")), CHECK_CHARACTER);
}

static void line_feeds_pass_where_lines_may_stand(void **state)
{
	(void)state;
	assert_int_equal(check_text(&lines_check, TEXT("one\n\ttwo")), CHECK_GOOD);
	assert_int_equal(check_text(&lines_check, TEXT("one\rtwo")), CHECK_CHARACTER);
}

static void a_first_character_is_one_of_fewer(void **state)
{
	(void)state;
	assert_int_equal(check_text(&first_check, TEXT("a_b")), CHECK_GOOD);
	assert_int_equal(check_text(&first_check, TEXT("_ab")), CHECK_CHARACTER);
	assert_int_equal(check_text(&first_check, TEXT("ab_")), CHECK_GOOD);
}

static void empty_text_is_left_to_the_least_length(void **state)
{
	(void)state;
	const struct field_check check = {"email", .format = format_email};
	assert_int_equal(check_text(&check, TEXT("")), CHECK_GOOD);
	assert_int_equal(check_text(&check, TEXT("x")), CHECK_FORMAT);
}

static void check_all(bool (*format)(struct text), const char *const *words, bool expected)
{
	for (; *words != NULL; words++) {
		if (format(text_of(*words)) != expected)
			fail_msg("\"%s\"", *words);
	}
}

static void emails_have_a_local_part_and_a_domain_with_a_dot(void **state)
{
	(void)state;
	check_all(format_email,
		(const char *const[]){"a@b.cn", "first.last+tag@mail.example.com", "x_y@1-2.example", NULL}, true);
	check_all(format_email,
		(const char *const[]){"", "a", "a@", "@b.cn", "a@b", "a@b@c.cn", ".a@b.cn", "a.@b.cn", "a..b@c.cn",
			"a b@c.cn", "a@-b.cn", "a@b-.cn", "a@b..cn", "a@.cn", "a@b.cn.", "\"a\"@b.cn", "a@[1.2.3.4]",
			NULL},
		false);
	char long_local[80] = {0};
	memset(long_local, 'a', 65);
	memcpy(long_local + 65, "@b.cn", 6);
	assert_false(format_email(text_of(long_local)));
	assert_true(format_email(text_of(long_local + 1)));
}

static void phones_are_digits(void **state)
{
	(void)state;
	check_all(format_phone_number, (const char *const[]){"123456", "18688888888", "123456789012345", NULL}, true);
	check_all(format_phone_number, (const char *const[]){"12345", "1234567890123456", "+86123456", NULL}, false);
	check_all(format_phone_region, (const char *const[]){"1", "86", "123456", NULL}, true);
	check_all(format_phone_region, (const char *const[]){"", "086", "1234567", "+86", NULL}, false);
	check_all(format_mobile_phone, (const char *const[]){"86-18688888888", NULL}, true);
	check_all(format_mobile_phone,
		(const char *const[]){"18688888888", "86-", "-18688888888", "86-186-888888", NULL}, false);
}

static void urls_are_absolute_and_hide_nothing(void **state)
{
	(void)state;
	check_all(format_http_url,
		(const char *const[]){"https://a", "https://example.com:8443/p/%20?q=1&r=~", "HTTPS://[::1]:1/x", NULL},
		true);
	check_all(format_http_url,
		(const char *const[]){"", "https://", "http://", "//a", "https:a", "https://u@a/", "https://u:p@a/",
			"https://a#f", "https://a/#f", "https://a:0", "https://a:65536", "https://a:", "https://a/%2",
			"https://a/%zz", "https://a b", "https://a/<", "https://a\\b", "https://[::1", "https://[]",
			"https://[::1]x", "https://\xe6\xb5\x8b/", NULL},
		false);
	check_all(format_http_url, (const char *const[]){"http://localhost:80/", "https://a.example", NULL}, true);
	check_all(format_http_url, (const char *const[]){"ftp://a", "javascript:alert(1)", NULL}, false);
}

static void principal_names_have_a_domain(void **state)
{
	(void)state;
	check_all(format_principal_name, (const char *const[]){"alice@example.onaliyun.com", NULL}, true);
	check_all(format_principal_name,
		(const char *const[]){"alice", "@example.com", "alice@", "alice@b", "a@b@c.d", NULL}, false);
}

static void tags_keep_out_of_reserved_names(void **state)
{
	(void)state;
	check_all(format_tag_key, (const char *const[]){"env", "my-aliyun", NULL}, true);
	check_all(format_tag_key, (const char *const[]){"", "aliyun-x", "acs:x", "see http://x", "https://x", NULL},
		false);
	check_all(format_tag_value, (const char *const[]){"", "prod", "aliyun", NULL}, true);
	check_all(format_tag_value, (const char *const[]){"acs:x", "http://x", NULL}, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_check_still_refuses_controls_and_bad_utf8),
		cmocka_unit_test(only_allowed_characters_pass),
		cmocka_unit_test(line_feeds_pass_where_lines_may_stand),
		cmocka_unit_test(a_first_character_is_one_of_fewer),
		cmocka_unit_test(empty_text_is_left_to_the_least_length),
		cmocka_unit_test(emails_have_a_local_part_and_a_domain_with_a_dot),
		cmocka_unit_test(phones_are_digits),
		cmocka_unit_test(urls_are_absolute_and_hide_nothing),
		cmocka_unit_test(principal_names_have_a_domain),
		cmocka_unit_test(tags_keep_out_of_reserved_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

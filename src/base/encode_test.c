#include "base/encode.h"
#include "tests/unit/unit.h"

static void hex_goes_both_ways(void **state)
{
	struct text bytes;
	assert_text(encode_hex(*state, TEXT("\x00\x7f\xff")), "007fff");
	assert_true(decode_hex(*state, TEXT("4aFf"), &bytes));
	assert_text(bytes, "J\xff");
	assert_false(decode_hex(*state, TEXT("4"), &bytes));
	assert_false(decode_hex(*state, TEXT("4g"), &bytes));
}

/* RFC 4648 section 10 */
static void base64_goes_both_ways(void **state)
{
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
		{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "+/8="}};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct text bytes;
		assert_text(encode_base64(*state, text_of(pairs[i][0])), pairs[i][1]);
		assert_true(decode_base64(*state, text_of(pairs[i][1]), &bytes));
		assert_text(bytes, pairs[i][0]);
	}
}

static void base64_is_strict(void **state)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm 9v",
		"Zm9v\n", "-_8=", "Zm9vYg", "=Zg="};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text bytes;
		assert_false(decode_base64(*state, text_of(bad[i]), &bytes));
	}
}

static void base64url_has_its_alphabet_and_no_padding(void **state)
{
	struct text bytes;
	assert_text(encode_base64url(*state, TEXT("\xfb\xff")), "-_8");
	assert_true(decode_base64url(*state, TEXT("-_8"), &bytes));
	assert_text(bytes, "\xfb\xff");
	assert_false(decode_base64url(*state, TEXT("-_8="), &bytes));
	assert_false(decode_base64url(*state, TEXT("+/8"), &bytes));
	assert_false(decode_base64url(*state, TEXT("-_9"), &bytes));
}

static void percent_encoding_leaves_only_unreserved_characters(void **state)
{
	assert_text(encode_percent(*state, TEXT("aZ9-_.~")), "aZ9-_.~");
	assert_text(encode_percent(*state, TEXT(" *+/:@\xe6\xb5\x8b")), "%20%2A%2B%2F%3A%40%E6%B5%8B");
}

static void bad_escapes_fail(void **state)
{
	struct text decoded;
	assert_true(decode_percent(*state, TEXT("a%2fB+%41"), false, &decoded));
	assert_text(decoded, "a/B+A");
	assert_true(decode_percent(*state, TEXT("a+b"), true, &decoded));
	assert_text(decoded, "a b");
	assert_false(decode_percent(*state, TEXT("%"), false, &decoded));
	assert_false(decode_percent(*state, TEXT("a%4"), false, &decoded));
	assert_false(decode_percent(*state, TEXT("%4g"), false, &decoded));
}

static void forms_are_lists_of_names_and_values(void **state)
{
	struct parameter_list list;
	assert_true(decode_form(*state, TEXT("&a=1&&b&c=&d=x%3Dy+z=w&"), 9, &list));
	assert_int_equal(list.count, 4);
	assert_text(list.at[0].name, "a");
	assert_text(list.at[0].value, "1");
	assert_text(list.at[1].name, "b");
	assert_text(list.at[1].value, "");
	assert_text(list.at[2].value, "");
	assert_text(list.at[3].value, "x=y z=w");
}

static void an_absent_form_has_no_parameters(void **state)
{
	struct parameter_list list;
	assert_true(decode_form(*state, (struct text){NULL, 0}, 0, &list));
	assert_int_equal(list.count, 0);
}

static void hostile_forms_are_refused(void **state)
{
	struct parameter_list list;
	assert_false(decode_form(*state, TEXT("a=1&b=2&c=3"), 2, &list));
	assert_false(decode_form(*state, TEXT("a=%00"), 9, &list));
	assert_false(decode_form(*state, TEXT("%00=a"), 9, &list));
	assert_false(decode_form(*state, TEXT("a=%ff"), 9, &list));
	assert_false(decode_form(*state, TEXT("a=%e6%b5"), 9, &list));
	assert_false(decode_form(*state, TEXT("a=%g0"), 9, &list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(base64_is_strict),
		cmocka_unit_test(base64url_has_its_alphabet_and_no_padding),
		cmocka_unit_test(percent_encoding_leaves_only_unreserved_characters),
		cmocka_unit_test(bad_escapes_fail),
		cmocka_unit_test(forms_are_lists_of_names_and_values),
		cmocka_unit_test(an_absent_form_has_no_parameters),
		cmocka_unit_test(hostile_forms_are_refused),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "base/text.h"
#include "tests/unit/unit.h"

static const struct text absent = {NULL, 0};

static void absent_text_is_not_empty_text(void **state)
{
	(void)state;
	assert_false(text_equal(absent, TEXT("")));
	assert_false(text_is(TEXT(""), NULL));
	assert_true(text_equal(absent, text_of(NULL)));
	assert_true(text_equal(TEXT(""), text_of("")));
	assert_null(text_copy(*state, absent).at);
	assert_text(text_copy(*state, TEXT("")), "");
}

static void texts_compare_by_bytes(void **state)
{
	(void)state;
	assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
	assert_true(text_compare(TEXT("a"), TEXT("aa")) < 0);
	assert_true(text_compare(TEXT("\xff"), TEXT("a")) > 0);
	assert_int_equal(text_compare(TEXT("same"), TEXT("same")), 0);
	assert_true(text_equal_ignore_case(TEXT("Host"), TEXT("hOST")));
	assert_false(text_equal_ignore_case(TEXT("@"), TEXT("`")));
	assert_true(text_equal_constant_time(TEXT("secret"), TEXT("secret")));
	assert_false(text_equal_constant_time(TEXT("secret"), TEXT("secreu")));
	assert_false(text_equal_constant_time(TEXT("secret"), TEXT("secre")));
}

static void prefixes_and_suffixes_are_found(void **state)
{
	(void)state;
	assert_true(text_starts_with(TEXT("LTAI5t"), TEXT("LTAI")));
	assert_false(text_starts_with(TEXT("LTA"), TEXT("LTAI")));
	assert_true(text_ends_with(TEXT("a.onaliyun.com"), TEXT(".com")));
	assert_false(text_ends_with(TEXT("m"), TEXT("om")));
	assert_true(text_ends_with(absent, TEXT("")));
}

static void cutting_splits_at_the_first_separator(void **state)
{
	(void)state;
	struct text head, tail;
	text_cut(TEXT("a=b=c"), '=', &head, &tail);
	assert_text(head, "a");
	assert_text(tail, "b=c");
	text_cut(TEXT("a="), '=', &head, &tail);
	assert_text(tail, "");
	text_cut(TEXT("a"), '=', &head, &tail);
	assert_text(head, "a");
	assert_null(tail.at);
	text_cut(absent, '=', &head, &tail);
	assert_null(head.at);
}

static void slices_are_clipped(void **state)
{
	(void)state;
	assert_text(text_slice(TEXT("muster"), 2, 3), "ste");
	assert_text(text_slice(TEXT("muster"), 4, 100), "er");
	assert_text(text_slice(TEXT("muster"), 100, SIZE_MAX), "");
	assert_text(text_trim(TEXT(" \tone two\t ")), "one two");
	assert_text(text_trim(TEXT(" \t")), "");
}

static void integers_are_strict_and_fit(void **state)
{
	(void)state;
	int64_t integer;
	assert_true(text_to_integer(TEXT("9223372036854775807"), &integer) && integer == INT64_MAX);
	assert_true(text_to_integer(TEXT("-9223372036854775808"), &integer) && integer == INT64_MIN);
	assert_true(text_to_integer(TEXT("-0"), &integer) && integer == 0);
	const char *const refused[] = {"", "-", "+1", " 1", "1 ", "0x1", "1.0", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999"};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_false(text_to_integer(text_of(refused[i]), &integer));
}

static void only_well_formed_utf8_is_utf8(void **state)
{
	(void)state;
	const char *const good[] = {"", "plain", "\xc2\x80", "\xe6\xb5\x8b\xe8\xaf\x95", "\xf0\x9f\x98\x80",
		"\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(text_is_utf8(text_of(good[i])));
	const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xe6\xb5", "\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "ok\xe6\xb5", "\xc2\x41"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_utf8(text_of(bad[i])));
}

static void characters_are_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_characters(TEXT("a\xe6\xb5\x8b\xf0\x9f\x98\x80")), 3);
	assert_int_equal(text_characters(absent), 0);
}

static void controls_are_found(void **state)
{
	(void)state;
	assert_true(text_has_controls(TEXT("a\nb")));
	assert_true(text_has_controls(TEXT("a\0b")));
	assert_true(text_has_controls(TEXT("\x7f")));
	assert_true(text_has_controls(TEXT("\xc2\x85")));
	assert_false(text_has_controls(TEXT("\xc2\xa0 \xe6\xb5\x8b")));
}

static void folding_unites_what_people_take_for_the_same(void **state)
{
	struct arena *arena = *state;
	assert_text(text_fold(arena, TEXT("Alice.B@Example.COM")), "alice.b@example.com");
	assert_text(text_fold(arena, TEXT("\xef\xbc\xa1lice")), "alice"); /* full-width A */
	assert_text(text_fold(arena,
			    TEXT("STRA\xc3\x9f"
				 "E")),
		"strasse");						   /* sharp s */
	assert_text(text_fold(arena, TEXT("e\xcc\x81")), "\xc3\xa9");	   /* e + acute = é */
	assert_text(text_fold(arena, TEXT("\xc3\x89")), "\xc3\xa9");	   /* É */
	assert_text(text_fold(arena, TEXT("al\xe2\x80\x8dice")), "alice"); /* zero-width joiner */
	assert_null(text_fold(arena, TEXT("\xc3")).at);
	assert_null(text_fold(arena, absent).at);
}

static void the_normal_form_unites_spellings_but_keeps_case(void **state)
{
	struct arena *arena = *state;
	assert_text(text_normal(arena, TEXT("Secret 1")), "Secret 1");
	assert_text(text_normal(arena, TEXT("\xef\xbc\xa1lice")), "Alice");  /* full-width A */
	assert_text(text_normal(arena, TEXT("e\xcc\x81")), "\xc3\xa9");     /* e + acute = é */
	assert_text(text_normal(arena, TEXT("\xc2\xa0")), " ");              /* a blank that does not break */
	assert_null(text_normal(arena, TEXT("\xc3")).at);
}

static void builders_grow_and_remember_what_did_not_fit(void **state)
{
	struct arena *arena = *state;
	struct builder builder = builder_in(arena, 1000);
	assert_text(builder_text(&builder), "");
	for (int i = 0; i < 100; i++)
		builder_add(&builder, TEXT("0123456789"));
	assert_int_equal(builder_text(&builder).length, 1000);
	assert_false(builder.overflown);
	builder_add_char(&builder, '!');
	assert_true(builder.overflown);
	assert_int_equal(builder_text(&builder).length, 1000);
	assert_int_equal(strlen(builder_text(&builder).at), 1000);
}

static void parts_are_joined(void **state)
{
	assert_text(text_join(*state, TEXT_PARTS(TEXT("a"), absent, TEXT(":"), TEXT("bc"))), "a:bc");
	assert_text(text_join(*state, TEXT_PARTS(absent)), "");
	assert_text(text_of_integer(*state, INT64_MIN), "-9223372036854775808");
	assert_text(text_of_integer(*state, 0), "0");
}

static void builders_spell_integers_and_formats(void **state)
{
	struct builder builder = builder_in(*state, 1000);
	builder_add_integer(&builder, INT64_MIN);
	builder_add_char(&builder, ' ');
	builder_add_integer(&builder, 0);
	builder_print(&builder, " %s-%d", "x", 7);
	builder_add(&builder, absent);
	assert_text(builder_text(&builder), "-9223372036854775808 0 x-7");
}

static void printing_makes_terminated_text(void **state)
{
	struct text text = text_print(*state, "%s=%05d", "n", 42);
	assert_text(text, "n=00042");
	assert_string_equal(text.at, "n=00042");
	assert_text(text_lower(*state, TEXT("X-Acs-\xc3\x89")), "x-acs-\xc3\x89");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_text_is_not_empty_text),
		cmocka_unit_test(texts_compare_by_bytes),
		cmocka_unit_test(prefixes_and_suffixes_are_found),
		cmocka_unit_test(cutting_splits_at_the_first_separator),
		cmocka_unit_test(slices_are_clipped),
		cmocka_unit_test(integers_are_strict_and_fit),
		cmocka_unit_test(only_well_formed_utf8_is_utf8),
		cmocka_unit_test(characters_are_code_points),
		cmocka_unit_test(controls_are_found),
		cmocka_unit_test(folding_unites_what_people_take_for_the_same),
		cmocka_unit_test(the_normal_form_unites_spellings_but_keeps_case),
		cmocka_unit_test(builders_grow_and_remember_what_did_not_fit),
		cmocka_unit_test(parts_are_joined),
		cmocka_unit_test(builders_spell_integers_and_formats),
		cmocka_unit_test(printing_makes_terminated_text),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

#include "base/json.h"
#include "tests/unit/unit.h"

static json_t *read_good(struct arena *arena, struct text text)
{
	json_t *value;
	const char *problem;
	json_use_arena(arena);
	assert_true(json_read(text, &value, &problem));
	json_use_arena(NULL);
	return value;
}

static void assert_refused(struct arena *arena, struct text text, const char *expected)
{
	json_t *value;
	const char *problem;
	json_use_arena(arena);
	assert_false(json_read(text, &value, &problem));
	json_use_arena(NULL);
	assert_string_equal(problem, expected);
}

static void any_value_is_read(void **state)
{
	json_t *object = read_good(*state, TEXT(" {\"name\": \"\\u6d4b\", \"list\": [1, true, null, -2.5]} "));
	assert_string_equal(json_string_value(json_object_get(object, "name")), "\xe6\xb5\x8b");
	assert_int_equal(json_array_size(json_object_get(object, "list")), 4);
	assert_int_equal(json_integer_value(read_good(*state, TEXT("9223372036854775807"))), INT64_MAX);
	assert_true(json_is_null(read_good(*state, TEXT("null"))));
}

static void values_live_in_the_arena(void **state)
{
	size_t before = arena_used(*state);
	read_good(*state, TEXT("[1,2,3]"));
	assert_true(arena_used(*state) > before);
}

static void without_an_arena_values_are_counted(void **state)
{
	(void)state;
	json_t *value;
	const char *problem;
	json_use_arena(NULL);
	assert_true(json_read(TEXT("[1,2,3]"), &value, &problem));
	json_decref(value);
}

static void bad_input_is_named(void **state)
{
	assert_refused(*state, TEXT("{\"a\":1,\"a\":2}"), "duplicate key");
	assert_refused(*state, TEXT("\"\\u0000\""), "NUL in a string");
	assert_refused(*state, TEXT("{\"\\u0000\":1}"), "NUL in a string");
	assert_refused(*state, TEXT("\"a\0b\""), "bad syntax");
	assert_refused(*state, TEXT("\"\xff\""), "invalid UTF-8");
	assert_refused(*state, TEXT("\"\xed\xa0\x80\""), "invalid UTF-8");
	assert_refused(*state, TEXT("9223372036854775808"), "number out of range");
	assert_refused(*state, TEXT("1e999"), "number out of range");
	assert_refused(*state, TEXT("{\"a\":"), "unexpected end");
	assert_refused(*state, (struct text){NULL, 0}, "unexpected end");
	assert_refused(*state, TEXT("{} {}"), "bad syntax");
	assert_refused(*state, TEXT("{'a':1}"), "bad syntax");
	assert_refused(*state, TEXT("[1,]"), "bad syntax");
	assert_refused(*state, TEXT("\"\\ud800\""), "bad syntax");
}

static struct text repeated(struct arena *arena, char character, size_t count)
{
	char *at = arena_alloc(arena, count);
	memset(at, character, count);
	return (struct text){at, count};
}

static void deep_input_is_refused_before_it_costs_memory(void **state)
{
	struct text deep = repeated(*state, '[', 1000000);
	size_t before = arena_used(*state);
	assert_refused(*state, deep, "nested too deeply");
	assert_int_equal(arena_used(*state), before);
	assert_refused(*state, repeated(*state, '[', 33), "nested too deeply");
	assert_refused(*state, repeated(*state, '[', 32), "unexpected end");
}

static void wide_input_is_refused_before_it_costs_memory(void **state)
{
	struct text wide = repeated(*state, ',', 200000);
	size_t before = arena_used(*state);
	assert_refused(*state, wide, "too many values");
	assert_int_equal(arena_used(*state), before);
}

static void brackets_in_strings_do_not_nest(void **state)
{
	struct builder text = builder_in(*state, 1000);
	builder_add(&text, TEXT("\"\\\"\\\\"));
	builder_add(&text, repeated(*state, '[', 100));
	builder_add(&text, TEXT("\""));
	assert_int_equal(json_string_length(read_good(*state, builder_text(&text))), 102);
}

static void the_writer_sets_commas(void **state)
{
	struct builder out = builder_in(*state, 1000);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_name(&writer, TEXT("a"));
	json_write_integer(&writer, -1);
	json_write_name(&writer, TEXT("b"));
	json_open_array(&writer);
	json_write_boolean(&writer, true);
	json_open_object(&writer);
	json_close_object(&writer);
	json_open_array(&writer);
	json_close_array(&writer);
	json_write_raw(&writer, TEXT("null"));
	json_close_array(&writer);
	json_write_name(&writer, TEXT("c"));
	json_write_text(&writer, TEXT("d"));
	json_close_object(&writer);
	assert_text(builder_text(&out), "{\"a\":-1,\"b\":[true,{},[],null],\"c\":\"d\"}");
}

static void the_writer_escapes_what_must_be_escaped(void **state)
{
	struct builder out = builder_in(*state, 1000);
	struct json_writer writer = json_writer(&out);
	json_write_text(&writer,
		TEXT("\"\\/\b\f\n\r\t\x01\x1f\x7f\xe6\xb5\x8b\xff"
		     "a\xe6\xb5"));
	assert_text(builder_text(&out),
		"\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xe6\xb5\x8b\xef\xbf\xbd"
		"a\xef\xbf\xbd\xef\xbf\xbd\"");
}

/* What it writes of one text, without the quotation marks. */
static struct text written(struct arena *arena, struct text text)
{
	struct builder out = builder_in(arena, 1000);
	struct json_writer writer = json_writer(&out);
	json_write_text(&writer, text);
	struct text quoted = builder_text(&out);
	return text_slice(quoted, 1, quoted.length - 2);
}

static void a_character_is_escaped_wherever_it_stands(void **state)
{
	struct arena *arena = *state;
	for (int character = 0; character < 0x80; character++) {
		struct text escaped = written(arena, (struct text){(const char[]){(char)character}, 1});
		for (size_t place = 0; place < 20; place++) {
			char *text = arena_alloc(arena, 20);
			memset(text, 'a', 20);
			text[place] = (char)character;
			const struct text parts[] = {{text, place}, escaped, {text + place + 1, 19 - place}};
			assert_true(text_equal(
				written(arena, (struct text){text, 20}), text_join(arena, parts, 3)));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_value_is_read),
		cmocka_unit_test(values_live_in_the_arena),
		cmocka_unit_test(without_an_arena_values_are_counted),
		cmocka_unit_test(bad_input_is_named),
		cmocka_unit_test(deep_input_is_refused_before_it_costs_memory),
		cmocka_unit_test(wide_input_is_refused_before_it_costs_memory),
		cmocka_unit_test(brackets_in_strings_do_not_nest),
		cmocka_unit_test(the_writer_sets_commas),
		cmocka_unit_test(the_writer_escapes_what_must_be_escaped),
		cmocka_unit_test(a_character_is_escaped_wherever_it_stands),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

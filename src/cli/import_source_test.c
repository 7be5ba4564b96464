#include "cli/import_source.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static struct source source_of(struct arena *arena, struct text content, bool quotes)
{
	struct source source;
	int file = memfd_create("source", MFD_CLOEXEC);
	assert_int_equal(write(file, content.at, content.length), content.length);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	assert_true(source_take(arena, file, quotes, &source));
	return source;
}

static void assert_record(struct source *source, const char *expected, int64_t expected_line)
{
	struct text record;
	int64_t line;
	assert_int_equal(source_next(source, &record, &line), SOURCE_RECORD);
	assert_text(record, expected);
	assert_int_equal(line, expected_line);
}

static void assert_end(struct source *source)
{
	struct text record;
	int64_t line;
	assert_int_equal(source_next(source, &record, &line), SOURCE_END);
	source_close(source);
}

static void lines_end_as_on_any_system(void **state)
{
	struct source source = source_of(*state, TEXT("one\ntwo\r\n\nfour"), false);
	assert_record(&source, "one", 1);
	assert_record(&source, "two", 2);
	assert_record(&source, "", 3);
	assert_record(&source, "four", 4);
	assert_int_equal(source.position, 14);
	assert_end(&source);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	struct source source = source_of(*state, TEXT("\xef\xbb\xbfone\n"), false);
	assert_record(&source, "one", 1);
	assert_int_equal(source.position, 7);
	assert_end(&source);
}

static void quotes_hold_lines_together(void **state)
{
	struct source source = source_of(*state, TEXT("a,\"b\nc\"\n\"d\"\"\ne\",f\r\ng"), true);
	assert_record(&source, "a,\"b\nc\"", 1);
	assert_record(&source, "\"d\"\"\ne\",f", 3);
	assert_record(&source, "g", 5);
	assert_end(&source);
}

static void without_quotes_they_mean_nothing(void **state)
{
	struct source source = source_of(*state, TEXT("\"a\nb\"\n"), false);
	assert_record(&source, "\"a", 1);
	assert_record(&source, "b\"", 2);
	assert_end(&source);
}

static struct text long_line(struct arena *arena, size_t length)
{
	char *at = arena_alloc(arena, length + 6);
	memset(at, 'x', length);
	memcpy(at + length, "\nnext\n", 6);
	return (struct text){at, length + 6};
}

static void a_long_record_is_passed_over(void **state)
{
	struct text record;
	int64_t line;
	struct source source = source_of(*state, long_line(*state, 10 * SOURCE_RECORD_MOST), false);
	assert_int_equal(source_next(&source, &record, &line), SOURCE_TOO_LONG);
	assert_int_equal(line, 1);
	assert_record(&source, "next", 2);
	assert_end(&source);
}

static void the_longest_record_is_taken(void **state)
{
	struct text record;
	int64_t line;
	struct source source = source_of(*state, long_line(*state, SOURCE_RECORD_MOST - 1), false);
	assert_int_equal(source_next(&source, &record, &line), SOURCE_RECORD);
	assert_int_equal(record.length, SOURCE_RECORD_MOST - 1);
	assert_record(&source, "next", 2);
	assert_end(&source);
}

static void an_open_quote_does_not_take_the_rest(void **state)
{
	struct text record;
	int64_t line;
	struct builder content = builder_in(*state, 4 * SOURCE_RECORD_MOST);
	builder_add(&content, TEXT("\"open\n"));
	for (size_t i = 0; i < SOURCE_RECORD_MOST; i++)
		builder_add(&content, TEXT("x\n"));
	struct source source = source_of(*state, builder_text(&content), true);
	assert_int_equal(source_next(&source, &record, &line), SOURCE_TOO_LONG);
	assert_int_equal(line, 1);
	assert_int_equal(source_next(&source, &record, &line), SOURCE_RECORD);
	assert_text(record, "x");
	assert_int_equal(line, source.line);
	source_close(&source);
}

static void it_goes_on_where_it_stopped(void **state)
{
	struct source source = source_of(*state, TEXT("one\ntwo\nthree\n"), false);
	assert_record(&source, "one", 1);
	assert_record(&source, "two", 2);
	int64_t position = source.position, line = source.line;
	source_close(&source);
	source = source_of(*state, TEXT("one\ntwo\nTHREE\n"), false);
	assert_true(source_skip(&source, position, line));
	assert_record(&source, "THREE", 3);
	assert_end(&source);
}

static void it_goes_on_only_after_a_line(void **state)
{
	struct source source = source_of(*state, TEXT("one\ntwo\n"), false);
	assert_false(source_skip(&source, 5, 1));
	source_close(&source);
	source = source_of(*state, TEXT("one\n"), false);
	assert_false(source_skip(&source, 50, 1));
	source_close(&source);
}

static void it_goes_on_in_a_pipe(void **state)
{
	struct source source;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "one\ntwo\n", 8), 8);
	close(ends[1]);
	assert_true(source_take(*state, ends[0], false, &source));
	assert_int_equal(source.size, -1);
	assert_null(source_identity(*state, &source).at);
	assert_true(source_skip(&source, 4, 1));
	assert_record(&source, "two", 2);
	assert_end(&source);
}

static void a_file_is_known_by_its_ends(void **state)
{
	struct source one = source_of(*state, TEXT("one\n"), false), same = source_of(*state, TEXT("one\n"), false);
	struct source other = source_of(*state, TEXT("ONE\n"), false);
	assert_true(text_equal(source_identity(*state, &one), source_identity(*state, &same)));
	assert_false(text_equal(source_identity(*state, &one), source_identity(*state, &other)));
	source_close(&one);
	source_close(&same);
	source_close(&other);
}

static void what_is_not_there_cannot_be_opened(void **state)
{
	struct source source;
	assert_false(source_open(*state, "/nowhere/at/all", false, &source));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_as_on_any_system),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(quotes_hold_lines_together),
		cmocka_unit_test(without_quotes_they_mean_nothing),
		cmocka_unit_test(a_long_record_is_passed_over),
		cmocka_unit_test(the_longest_record_is_taken),
		cmocka_unit_test(an_open_quote_does_not_take_the_rest),
		cmocka_unit_test(it_goes_on_where_it_stopped),
		cmocka_unit_test(it_goes_on_only_after_a_line),
		cmocka_unit_test(it_goes_on_in_a_pipe),
		cmocka_unit_test(a_file_is_known_by_its_ends),
		cmocka_unit_test(what_is_not_there_cannot_be_opened),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

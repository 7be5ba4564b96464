#include "directory/population.h"

static struct unit_list list(struct call *call, struct unit_filter filter, struct page_result *result)
{
	struct unit_list units = {NULL, 0};
	if (filter.page.size == 0)
		filter.page = (struct page){.number = 1, .size = 100};
	assert_ok(unit_list(call, &filter, &units, result));
	return units;
}

/* One letter for each name in the list, in alphabetical order: lists are in the order of ids. */
static void assert_names(struct unit_list units, const char *expected)
{
	char names[32] = "";
	assert_true(units.count < sizeof(names));
	for (char letter = 'a', *end = names; letter <= 'z'; letter++) {
		for (size_t i = 0; i < units.count; i++) {
			if (units.at[i].name.at[0] == letter)
				*end++ = letter;
		}
	}
	assert_string_equal(names, expected);
}

static void assert_list(struct call *call, struct unit_filter filter, const char *expected)
{
	struct page_result result;
	assert_names(list(call, filter, &result), expected);
	assert_int_equal(result.total, strlen(expected));
}

static void children_are_those_right_below(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_unit(call, ROOT, "a");
	new_unit(call, ROOT, "b");
	new_unit(call, a, "c");
	assert_list(call, (struct unit_filter){.parent = ROOT}, "ab");
	assert_list(call, (struct unit_filter){.parent = a}, "c");
	struct page_result result;
	struct unit_list units = list(call, (struct unit_filter){.parent = ROOT}, &result);
	bool first_is_a = text_equal(units.at[0].id, a);
	assert_int_equal(units.at[0].leaf, !first_is_a);
	assert_int_equal(units.at[1].leaf, first_is_a);
}

static void a_parent_must_exist(void **state)
{
	struct unit_filter filter = {.parent = TEXT("ou_nowhere"), .page = {.number = 1, .size = 10}};
	struct unit_list units;
	struct page_result result;
	assert_error(unit_list(CALL(state), &filter, &units, &result), ERROR_UNIT_NOT_IN_SCOPE);
}

static void without_a_filter_all_are_listed(void **state)
{
	struct call *call = CALL(state);
	struct page_result result;
	new_unit(call, new_unit(call, ROOT, "a"), "b");
	assert_int_equal(list(call, (struct unit_filter){0}, &result).count, 3); /* the root too */
	assert_int_equal(result.total, 3);
}

static void pages_have_every_unit_once(void **state)
{
	struct call *call = CALL(state);
	struct unit_list all = {arena_array(call->arena, 5, sizeof(struct unit)), 0};
	for (const char *name = "abcde"; *name; name++)
		new_unit(call, ROOT, (char[]){*name, 0});
	for (int64_t number = 1; number <= 4; number++) {
		struct unit_filter filter = {.parent = ROOT, .page = {.number = number, .size = 2}};
		struct page_result result;
		struct unit_list page = list(call, filter, &result);
		assert_int_equal(page.count, number < 3 ? 2 : number == 3 ? 1 : 0);
		assert_int_equal(result.total, 5);
		for (size_t i = 0; i < page.count; i++)
			all.at[all.count++] = page.at[i];
	}
	assert_names(all, "abcde");
}

static void positions_lead_through_the_list(void **state)
{
	struct call *call = CALL(state);
	struct unit_list all = {arena_array(call->arena, 5, sizeof(struct unit)), 0};
	struct page_result result = {.next = TEXT("")};
	for (const char *name = "abcde"; *name; name++)
		new_unit(call, ROOT, (char[]){*name, 0});
	for (int pages = 0; result.next.at; pages++) {
		assert_true(pages < 3);
		struct page page = {.size = 2, .by_position = true, .position = result.next};
		struct unit_list found = list(call, (struct unit_filter){.parent = ROOT, .page = page}, &result);
		for (size_t i = 0; i < found.count; i++)
			all.at[all.count++] = found.at[i];
	}
	assert_names(all, "abcde");
}

static void names_are_found_whole_or_by_their_beginning(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_unit(call, ROOT, "ab");
	new_unit(call, ROOT, "abc");
	new_unit(call, a, "AB");
	new_unit(call, ROOT, "b");
	struct page_result result;
	assert_int_equal(list(call, (struct unit_filter){.name = TEXT("aB")}, &result).count, 2);
	assert_int_equal(list(call, (struct unit_filter){.name = TEXT("ab"), .parent = ROOT}, &result).count, 1);
	assert_int_equal(list(call, (struct unit_filter){.prefix = TEXT("A")}, &result).count, 3);
	assert_int_equal(result.total, 3);
	assert_int_equal(list(call, (struct unit_filter){.prefix = TEXT("a"), .parent = a}, &result).count, 1);
	assert_int_equal(list(call, (struct unit_filter){.prefix = TEXT("a"), .name = TEXT("abc")}, &result).count, 1);
	assert_int_equal(list(call, (struct unit_filter){.prefix = TEXT("c")}, &result).count, 0);
	struct page second = {.number = 2, .size = 2};
	assert_int_equal(list(call, (struct unit_filter){.prefix = TEXT("a"), .page = second}, &result).count, 1);
	assert_int_equal(result.total, 3);
}

static void ids_keep_only_those(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_unit(call, ROOT, "a"), b = new_unit(call, a, "b");
	new_unit(call, ROOT, "c");
	struct text_list ids = TEXTS(b, a, TEXT("ou_nowhere"), a);
	assert_list(call, (struct unit_filter){.ids = ids}, "ab");
	assert_list(call, (struct unit_filter){.ids = ids, .parent = a}, "b");
	assert_list(call, (struct unit_filter){.ids = ids, .prefix = TEXT("a")}, "a");
	assert_list(call, (struct unit_filter){.ids = {&a, 0}}, "");
}

static void a_scope_keeps_what_is_below_its_units(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_unit(call, ROOT, "a"), b = new_unit(call, a, "b"), c = new_unit(call, ROOT, "c");
	new_unit(call, b, "d");
	call->application = new_application(call, TEXTS(b, c), (struct text_list){0});
	assert_list(call, (struct unit_filter){0}, "bcd");
	assert_list(call, (struct unit_filter){.prefix = TEXT("d")}, "d");
	assert_list(call, (struct unit_filter){.parent = b}, "d");
	assert_list(call, (struct unit_filter){.ids = TEXTS(a, b)}, "b");
	struct unit_filter outside = {.parent = a, .page = {.number = 1, .size = 10}};
	struct unit_list units;
	struct page_result result;
	assert_error(unit_list(call, &outside, &units, &result), ERROR_UNIT_NOT_IN_SCOPE);
}

static void a_scope_with_many_units_needs_patience(void **state)
{
	struct call *call = CALL(state);
	struct text parent = new_unit(call, ROOT, "parent"), lonely = new_unit(call, ROOT, "lonely");
	struct unit_list units;
	struct page_result result;
	struct unit_filter filter = {.page = {.number = 1, .size = 100}};
	for (int i = 0; i < 70; i++)
		new_unit(call, parent, text_print(call->arena, "child%d", i).at);
	struct text broad = new_application(call, TEXTS(parent), (struct text_list){0});
	call->application = new_application(call, TEXTS(lonely), (struct text_list){0});
	assert_ok(unit_list(call, &filter, &units, &result));
	assert_int_equal(result.total, 1);
	call->application = broad;
	assert_error(unit_list(call, &filter, &units, &result), ERROR_NEEDS_PATIENCE);
	call->patient = true;
	assert_ok(unit_list(call, &filter, &units, &result));
	assert_int_equal(result.total, 71);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(children_are_those_right_below),
		in_directory(a_parent_must_exist),
		in_directory(without_a_filter_all_are_listed),
		in_directory(pages_have_every_unit_once),
		in_directory(positions_lead_through_the_list),
		in_directory(names_are_found_whole_or_by_their_beginning),
		in_directory(ids_keep_only_those),
		in_directory(a_scope_keeps_what_is_below_its_units),
		in_directory(a_scope_with_many_units_needs_patience),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

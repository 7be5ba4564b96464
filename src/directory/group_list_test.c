#include "directory/population.h"

static void assert_list(struct call *call, struct group_filter filter, const char *expected)
{
	struct group_list groups = {NULL, 0};
	struct page_result result;
	char names[32] = "";
	filter.page = (struct page){.number = 1, .size = 100};
	assert_ok(group_list(call, &filter, &groups, &result));
	assert_true(groups.count < sizeof(names));
	for (char letter = 'a', *end = names; letter <= 'z'; letter++) {
		for (size_t i = 0; i < groups.count; i++) {
			if (groups.at[i].name.at[0] == letter)
				*end++ = letter;
		}
	}
	assert_string_equal(names, expected);
	assert_int_equal(result.total, groups.count);
}

static void without_a_filter_all_are_listed(void **state)
{
	assert_list(CALL(state), (struct group_filter){0}, "");
	new_group(CALL(state), "a");
	new_group(CALL(state), "b");
	assert_list(CALL(state), (struct group_filter){0}, "ab");
}

static void filters_narrow_the_list_together(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_group(call, "a 1"), b = new_group(call, "b 1");
	new_group(call, "b 2");
	assert_list(call, (struct group_filter){.name = TEXT("A 1")}, "a");
	assert_list(call, (struct group_filter){.name = TEXT("a")}, "");
	assert_list(call, (struct group_filter){.prefix = TEXT("B")}, "bb");
	assert_list(call, (struct group_filter){.prefix = TEXT("b"), .name = TEXT("b 1")}, "b");
	assert_list(call, (struct group_filter){.external_id = a}, "a");
	assert_list(call, (struct group_filter){.external_id = a, .prefix = TEXT("b")}, "");
	assert_list(call, (struct group_filter){.ids = TEXTS(b, a, b, TEXT("group_none"))}, "ab");
	assert_list(call, (struct group_filter){.ids = TEXTS(b, a), .prefix = TEXT("a")}, "a");
	assert_list(call, (struct group_filter){.ids = TEXTS(b, a), .external_id = b}, "b");
}

static void a_scope_keeps_its_own_groups(void **state)
{
	struct call *call = CALL(state);
	struct text a = new_group(call, "a"), b = new_group(call, "b");
	call->application = new_application(call, (struct text_list){0}, TEXTS(b));
	assert_list(call, (struct group_filter){0}, "b");
	assert_list(call, (struct group_filter){.prefix = TEXT("a")}, "");
	assert_list(call, (struct group_filter){.ids = TEXTS(a, b)}, "b");
	assert_list(call, (struct group_filter){.external_id = a}, "");
	new_group(call, "c");
	assert_list(call, (struct group_filter){0}, "bc");
	call->application = new_application(call, TEXTS(ROOT), (struct text_list){0});
	assert_list(call, (struct group_filter){0}, "abc");
}

static size_t walk(struct call *call, struct group_filter filter)
{
	struct page_result result = {.next = TEXT("")};
	size_t seen = 0;
	struct text last = TEXT("");
	for (int pages = 0; result.next.at; pages++) {
		struct group_list groups = {NULL, 0};
		assert_true(pages < 10);
		filter.page = (struct page){.size = 2, .by_position = true, .position = result.next};
		assert_ok(group_list(call, &filter, &groups, &result));
		for (size_t i = 0; i < groups.count; i++, seen++) {
			struct text key = filter.prefix.at ? groups.at[i].name : groups.at[i].id;
			assert_true(text_compare(key, last) > 0);
			last = key;
		}
	}
	return seen;
}

static void positions_lead_through_every_list(void **state)
{
	struct call *call = CALL(state);
	struct text ids[5];
	for (int i = 0; i < 5; i++)
		ids[i] = new_group(call, (char[]){(char)('a' + i), 0});
	new_group(call, "aa");
	assert_int_equal(walk(call, (struct group_filter){0}), 6);
	assert_int_equal(walk(call, (struct group_filter){.prefix = TEXT("a")}), 2);
	assert_int_equal(walk(call, (struct group_filter){.ids = {ids, 5}}), 5);
	call->application = new_application(call, (struct text_list){0}, (struct text_list){ids, 4});
	assert_int_equal(walk(call, (struct group_filter){0}), 4);
}

static void a_made_up_position_is_refused(void **state)
{
	struct group_filter filter = {.page = {.size = 2, .by_position = true, .position = TEXT("NTnothing")}};
	struct group_list groups;
	struct page_result result;
	assert_error(group_list(CALL(state), &filter, &groups, &result), ERROR_LIST_POSITION_INVALID);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(without_a_filter_all_are_listed),
		in_directory(filters_narrow_the_list_together),
		in_directory(a_scope_keeps_its_own_groups),
		in_directory(positions_lead_through_every_list),
		in_directory(a_made_up_position_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

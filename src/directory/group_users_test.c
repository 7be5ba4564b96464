#include "directory/population.h"

static struct group_membership_list users_of(struct call *call, struct group_user_filter filter, int64_t total)
{
	struct group_membership_list members = {NULL, 0};
	struct page_result result;
	filter.page = (struct page){.number = 1, .size = 100};
	assert_ok(group_users(call, &filter, &members, &result));
	assert_int_equal(result.total, total);
	assert_int_equal(members.count, total);
	return members;
}

static void users_join_once(void **state)
{
	struct call *call = CALL(state);
	struct text group = new_group(call, "group"), amina = new_user(call, ROOT, "amina");
	struct text bo = new_user(call, ROOT, "bo");
	assert_ok(group_add_users(call, group, TEXTS(amina)));
	assert_ok(group_add_users(call, group, TEXTS(bo, amina, bo)));
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 2);
	struct group_membership member = users_of(call, (struct group_user_filter){.group = group}, 2).at[0];
	assert_same(member.group, group);
	assert_same(member.realm, call->realm);
	assert_int_equal(member.source_type, GROUP_MEMBERSHIP_SOURCE_TYPE_BUILD_IN);
	assert_same(member.source_id, call->realm);
	assert_same(call->target.id, group);
}

static void users_leave_once(void **state)
{
	struct call *call = CALL(state);
	struct text group = new_group(call, "group"), amina = new_user(call, ROOT, "amina");
	struct text bo = new_user(call, ROOT, "bo"), never = new_user(call, ROOT, "never");
	assert_ok(group_add_users(call, group, TEXTS(amina, bo)));
	assert_ok(group_remove_users(call, group, TEXTS(amina, never, amina)));
	assert_ok(group_remove_users(call, group, TEXTS(amina)));
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 1);
	assert_same(users_of(call, (struct group_user_filter){.group = group}, 1).at[0].user, bo);
}

static void the_first_unknown_user_is_named_and_none_joins(void **state)
{
	struct call *call = CALL(state);
	struct text group = new_group(call, "group"), amina = new_user(call, ROOT, "amina");
	struct error error = group_add_users(call, group, TEXTS(amina, TEXT("user_2"), TEXT("user_1")));
	assert_error(error, ERROR_USER_NOT_FOUND);
	assert_same(error.subject, TEXT("user_2"));
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 0);
	error = group_remove_users(call, group, TEXTS(TEXT("user_1"), amina));
	assert_error(error, ERROR_USER_NOT_FOUND);
	assert_same(error.subject, TEXT("user_1"));
}

static void a_group_must_exist(void **state)
{
	struct call *call = CALL(state);
	struct text none = TEXT("group_none"), amina = new_user(call, ROOT, "amina");
	struct group_user_filter filter = {.group = none, .page = {.number = 1, .size = 10}};
	struct group_membership_list members;
	struct page_result result;
	assert_error(group_add_users(call, none, TEXTS(amina)), ERROR_GROUP_NOT_FOUND);
	assert_error(group_remove_users(call, none, TEXTS(amina)), ERROR_GROUP_NOT_FOUND);
	assert_error(group_users(call, &filter, &members, &result), ERROR_GROUP_NOT_FOUND);
	assert_error(group_add_users(call, TEXT(GROUP_ALL), TEXTS(amina)), ERROR_GROUP_NOT_FOUND);
}

static void some_users_are_looked_for_in_a_group(void **state)
{
	struct call *call = CALL(state);
	struct text group = new_group(call, "group"), amina = new_user(call, ROOT, "amina");
	struct text bo = new_user(call, ROOT, "bo");
	assert_ok(group_add_users(call, group, TEXTS(amina)));
	struct group_user_filter filter = {.group = group, .users = TEXTS(bo, amina, TEXT("user_none"))};
	assert_same(users_of(call, filter, 1).at[0].user, amina);
	filter.group = TEXT(GROUP_ALL);
	assert_same(users_of(call, filter, 1).at[0].user, amina);
}

static void all_groups_together_have_each_user_once(void **state)
{
	struct call *call = CALL(state);
	struct text one = new_group(call, "one"), two = new_group(call, "two");
	struct text amina = new_user(call, ROOT, "amina"), bo = new_user(call, ROOT, "bo");
	new_user(call, ROOT, "nowhere");
	assert_ok(group_add_users(call, one, TEXTS(amina)));
	assert_ok(group_add_users(call, two, TEXTS(amina, bo)));
	struct group_user_filter all = {.group = TEXT(GROUP_ALL)};
	struct group_membership member = users_of(call, all, 2).at[0];
	assert_int_equal(member.source_type, GROUP_MEMBERSHIP_SOURCE_TYPE_BUILD_IN);
	assert_same(member.realm, call->realm);
	call->application = new_application(call, (struct text_list){0}, TEXTS(one));
	assert_same(users_of(call, all, 1).at[0].user, amina);
	all.users = TEXTS(amina, bo);
	assert_same(users_of(call, all, 1).at[0].user, amina);
}

static int64_t grouped(struct call *call)
{
	return count_of(call, SPAN_GROUPED_USERS, NOBODY);
}

static void users_with_a_group_are_counted_once(void **state)
{
	struct call *call = CALL(state);
	struct text one = new_group(call, "one"), two = new_group(call, "two");
	struct text amina = new_user(call, ROOT, "amina"), bo = new_user(call, ROOT, "bo");
	assert_ok(group_add_users(call, one, TEXTS(amina, bo)));
	assert_ok(group_add_users(call, two, TEXTS(amina)));
	assert_int_equal(grouped(call), 2);
	assert_ok(group_remove_users(call, one, TEXTS(amina)));
	assert_int_equal(grouped(call), 2);
	assert_ok(group_remove_users(call, one, TEXTS(bo)));
	assert_int_equal(grouped(call), 1);
	assert_ok(group_add_users(call, one, TEXTS(amina, bo)));
	assert_ok(group_delete(call, one));
	assert_int_equal(grouped(call), 1);
	assert_ok(user_delete(call, bo));
	assert_int_equal(grouped(call), 1);
	assert_ok(user_delete(call, amina));
	assert_int_equal(grouped(call), 0);
}

static size_t walk(struct call *call, struct group_user_filter filter)
{
	struct page_result result = {.next = TEXT("")};
	size_t seen = 0;
	struct text last = TEXT("");
	for (int pages = 0; result.next.at; pages++) {
		struct group_membership_list members = {NULL, 0};
		assert_true(pages < 10);
		filter.page = (struct page){.size = 2, .by_position = true, .position = result.next};
		assert_ok(group_users(call, &filter, &members, &result));
		for (size_t i = 0; i < members.count; i++, seen++) {
			assert_true(text_compare(members.at[i].user, last) > 0);
			last = members.at[i].user;
		}
	}
	return seen;
}

static void positions_lead_through_every_list(void **state)
{
	struct call *call = CALL(state);
	struct text one = new_group(call, "one"), two = new_group(call, "two"), ids[5];
	for (int i = 0; i < 5; i++)
		ids[i] = new_user(call, ROOT, (char[]){(char)('a' + i), 0});
	assert_ok(group_add_users(call, one, (struct text_list){ids, 4}));
	assert_ok(group_add_users(call, two, (struct text_list){ids + 1, 4}));
	assert_int_equal(walk(call, (struct group_user_filter){.group = one}), 4);
	assert_int_equal(walk(call, (struct group_user_filter){.group = TEXT(GROUP_ALL)}), 5);
	assert_int_equal(walk(call, (struct group_user_filter){.group = two, .users = {ids, 5}}), 4);
}

static struct group_membership_list groups_of(struct call *call, struct text user, int64_t total)
{
	struct group_membership_list memberships = {NULL, 0};
	struct page_result result;
	assert_ok(group_of_user(call, user, &(struct page){.number = 1, .size = 100}, &memberships, &result));
	assert_int_equal(result.total, total);
	assert_int_equal(memberships.count, total);
	return memberships;
}

static void a_user_has_the_groups_that_are_in_scope(void **state)
{
	struct call *call = CALL(state);
	struct text one = new_group(call, "one"), two = new_group(call, "two");
	struct text amina = new_user(call, ROOT, "amina");
	assert_ok(group_add_users(call, one, TEXTS(amina)));
	assert_ok(group_add_users(call, two, TEXTS(amina)));
	assert_same(groups_of(call, amina, 2).at[0].user, amina);
	struct text_list none = {NULL, 0};
	call->application = new_application(call, TEXTS(ROOT), none);
	groups_of(call, amina, 2);
	call->application = new_application(call, none, TEXTS(two));
	assert_same(groups_of(call, amina, 1).at[0].group, two);
	struct group_membership_list memberships;
	struct page_result result;
	assert_error(
		group_of_user(call, TEXT("user_none"), &(struct page){.number = 1, .size = 1}, &memberships, &result),
		ERROR_USER_NOT_FOUND);
}

static void a_user_that_goes_leaves_every_group(void **state)
{
	struct call *call = CALL(state);
	struct text one = new_group(call, "one"), two = new_group(call, "two");
	struct text amina = new_user(call, ROOT, "amina");
	assert_ok(group_add_users(call, one, TEXTS(amina)));
	assert_ok(group_add_users(call, two, TEXTS(amina)));
	assert_ok(user_delete(call, amina));
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, one), 0);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, two), 0);
	assert_int_equal(count_of(call, SPAN_GROUPED_USERS, NOBODY), 0);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(users_join_once),
		in_directory(users_leave_once),
		in_directory(the_first_unknown_user_is_named_and_none_joins),
		in_directory(a_group_must_exist),
		in_directory(some_users_are_looked_for_in_a_group),
		in_directory(all_groups_together_have_each_user_once),
		in_directory(users_with_a_group_are_counted_once),
		in_directory(positions_lead_through_every_list),
		in_directory(a_user_has_the_groups_that_are_in_scope),
		in_directory(a_user_that_goes_leaves_every_group),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "directory/population.h"
#include "directory/user_record.h"
#include "directory/user_sql.h"

#define ALL ((struct page){.number = 1, .size = 100})

static struct user_list listed(struct call *call, struct user_filter filter, int64_t total)
{
	struct user_list users = {NULL, 0};
	struct page_result result;
	if (filter.page.size == 0)
		filter.page = ALL;
	assert_ok(user_list(call, &filter, &users, &result));
	assert_int_equal(result.total, total);
	return users;
}

/* Exactly this one. */
static void assert_only(struct call *call, struct user_filter filter, struct text id)
{
	struct user_list users = listed(call, filter, 1);
	assert_int_equal(users.count, 1);
	assert_same(users.at[0].id, id);
}

static void assert_none(struct call *call, struct user_filter filter)
{
	assert_int_equal(listed(call, filter, 0).count, 0);
}

static void a_source_is_told_from_others_once_there_are_others(void **state)
{
	struct call *call = CALL(state);
	const struct user_filter own = {.source_type = USER_SOURCE_TYPE_BUILD_IN, .source_id = call->realm};
	const struct user_filter other = {.source_type = USER_SOURCE_TYPE_AD, .source_id = TEXT("forest")};
	struct text here = new_user(call, ROOT, "here"), elsewhere = new_user(call, ROOT, "elsewhere");
	listed(call, own, 2);
	listed(call, (struct user_filter){.source_id = call->realm}, 2);
	assert_none(call, other);
	assert_none(call, (struct user_filter){.ids = TEXTS(here), .source_id = TEXT("forest")});
	struct user user;
	assert_ok(user_row(call, elsewhere, &user));
	assert_ok(sql_users_delete(call, (struct sql_users_delete){call->realm, TEXTS(elsewhere)}, NULL));
	user.source_type = USER_SOURCE_TYPE_AD;
	user.source_id = TEXT("forest");
	assert_ok(sql_user_insert(call, &user, NULL));
	assert_only(call, own, here);
	assert_only(call, other, elsewhere);
	assert_only(call, (struct user_filter){.source_type = USER_SOURCE_TYPE_AD}, elsewhere);
}

static void pages_have_numbers(void **state)
{
	struct call *call = CALL(state);
	struct text ids[5];
	for (int i = 0; i < 5; i++) {
		call->now++;
		ids[i] = new_user(call, ROOT, text_print(call->arena, "user%d", i).at);
	}
	for (int number = 1; number <= 3; number++) {
		struct user_filter filter = {.page = {.number = number, .size = 2}};
		struct user_list users = listed(call, filter, 5);
		assert_int_equal(users.count, number < 3 ? 2 : 1);
		assert_same(users.at[0].id, ids[2 * (number - 1)]);
		filter.unit = ROOT;
		assert_same(listed(call, filter, 5).at[0].id, ids[2 * (number - 1)]);
		filter.status = USER_STATUS_ENABLED;
		assert_same(listed(call, filter, 5).at[0].id, ids[2 * (number - 1)]);
	}
	assert_int_equal(listed(call, (struct user_filter){.page = {.number = 4, .size = 2}}, 5).count, 0);
}

static void walk(struct call *call, struct user_filter filter, struct text *ids, size_t count)
{
	struct page_result result = {.next = TEXT("")};
	size_t seen = 0;
	while (result.next.at) {
		struct user_list users;
		filter.page = (struct page){.size = 2, .position = result.next, .by_position = true};
		assert_ok(user_list(call, &filter, &users, &result));
		assert_int_equal(result.total, count);
		assert_true(users.count > 0);
		for (size_t i = 0; i < users.count; i++)
			assert_same(users.at[i].id, ids[seen++]);
	}
	assert_int_equal(seen, count);
}

static void positions_lead_through_any_list(void **state)
{
	struct call *call = CALL(state);
	struct text ids[6];
	for (int i = 0; i < 6; i++) {
		call->now++;
		ids[i] = new_user(call, ROOT, text_print(call->arena, "user%d", i).at);
	}
	walk(call, (struct user_filter){0}, ids, 6);
	walk(call, (struct user_filter){.unit = ROOT}, ids, 6);
	walk(call, (struct user_filter){.status = USER_STATUS_ENABLED}, ids, 6);
	walk(call, (struct user_filter){.name_prefix = TEXT("USER")}, ids, 6);
	walk(call, (struct user_filter){.ids = {ids, 5}}, ids, 5);
	struct user_filter filter = {.page = {.size = 2, .position = TEXT("NTmadeup"), .by_position = true}};
	struct user_list users;
	struct page_result result;
	assert_error(user_list(call, &filter, &users, &result), ERROR_LIST_POSITION_INVALID);
}

static void users_are_found_by_each_filter(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id;
	struct user_new new = {.name = TEXT("Amina"),
		.display_name = TEXT("Ämina Diallo"),
		.email = TEXT("Amina@example.com"),
		.has_email_verified = true,
		.phone_region = TEXT("86"),
		.phone_number = TEXT("15600000000"),
		.has_phone_verified = true,
		.external_id = TEXT("42"),
		.primary_unit = sales};
	assert_ok(user_create(call, &new, &id));
	struct text bo = new_user(call, ROOT, "bo");
	assert_ok(user_set_status(call, bo, USER_STATUS_DISABLED));
	listed(call, (struct user_filter){0}, 2);
	assert_only(call, (struct user_filter){.name_prefix = TEXT("AM")}, id);
	assert_only(call, (struct user_filter){.display_name_prefix = TEXT("äMI")}, id);
	assert_only(call, (struct user_filter){.email = TEXT("amina@EXAMPLE.com")}, id);
	assert_only(call, (struct user_filter){.phone_number = TEXT("15600000000")}, id);
	assert_only(call, (struct user_filter){.phone_region = TEXT("86"), .phone_number = TEXT("15600000000")}, id);
	assert_only(call, (struct user_filter){.external_id = TEXT("42")}, id);
	assert_only(call,
		(struct user_filter){
			.external_id = TEXT("42"), .source_type = USER_SOURCE_TYPE_BUILD_IN, .source_id = call->realm},
		id);
	assert_only(call, (struct user_filter){.ids = TEXTS(id, id, TEXT("user_none"))}, id);
	assert_only(call, (struct user_filter){.unit = sales}, id);
	assert_only(call, (struct user_filter){.status = USER_STATUS_DISABLED}, bo);
	assert_only(call, (struct user_filter){.unit = sales, .name_prefix = TEXT("a"), .email = new.email}, id);
	listed(call, (struct user_filter){.source_type = USER_SOURCE_TYPE_BUILD_IN, .source_id = call->realm}, 2);
	assert_none(call, (struct user_filter){.source_type = USER_SOURCE_TYPE_AD});
	assert_none(call, (struct user_filter){.name_prefix = TEXT("mina")});
	assert_none(call, (struct user_filter){.email = TEXT("amina")});
	assert_none(call, (struct user_filter){.phone_region = TEXT("49"), .phone_number = TEXT("15600000000")});
	assert_none(call, (struct user_filter){.unit = sales, .status = USER_STATUS_DISABLED});
	assert_none(call, (struct user_filter){.unit = ROOT, .name_prefix = TEXT("amina")});
	assert_none(call, (struct user_filter){.ids = TEXTS(bo), .name_prefix = TEXT("amina")});
	struct user_filter filter = {.unit = TEXT("ou_none"), .page = ALL};
	struct user_list users;
	struct page_result result;
	assert_error(user_list(call, &filter, &users, &result), ERROR_UNIT_NOT_IN_SCOPE);
}

static void an_application_lists_and_counts_only_its_scope(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), asia = new_unit(call, sales, "Asia");
	struct text group = new_group(call, "group");
	struct text inside = new_user(call, asia, "inside"), member = new_user(call, ROOT, "member");
	struct text outside = new_user(call, ROOT, "outside");
	assert_ok(group_add_users(call, group, TEXTS(member, inside)));
	call->application = new_application(call, TEXTS(sales), TEXTS(group));
	assert_int_equal(listed(call, (struct user_filter){0}, 2).count, 2);
	assert_only(call, (struct user_filter){.name_prefix = TEXT("m")}, member);
	assert_none(call, (struct user_filter){.name_prefix = TEXT("o")});
	assert_only(call, (struct user_filter){.ids = TEXTS(outside, member)}, member);
	assert_only(call, (struct user_filter){.unit = asia}, inside);
	listed(call, (struct user_filter){.status = USER_STATUS_ENABLED}, 2);
	walk(call, (struct user_filter){.name_prefix = TEXT("in")}, &inside, 1);
	struct user_filter filter = {.unit = ROOT, .page = ALL};
	struct user_list users;
	struct page_result result;
	assert_error(user_list(call, &filter, &users, &result), ERROR_UNIT_NOT_IN_SCOPE);
	call->application = new_application(call, TEXTS(ROOT), TEXTS());
	listed(call, (struct user_filter){0}, 3);
	call->application = new_application(call, TEXTS(), TEXTS());
	assert_none(call, (struct user_filter){0});
}

static struct text tagged(struct call *call, const char *name, struct tag *tags, size_t count)
{
	struct text id;
	call->now++;
	assert_ok(user_create(call, &(struct user_new){.name = text_of(name), .tags = {tags, count}}, &id));
	return id;
}

static void ram_users_are_found_by_all_their_tags(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	call->realm = directory->account.id;
	struct tag red = {.key = TEXT("team"), .value = TEXT("red")},
		   blue = {.key = TEXT("team"), .value = TEXT("blue")};
	struct tag boss = {.key = TEXT("boss"), .value = TEXT("")}, team = {.key = TEXT("team")};
	struct text first = tagged(call, "first", (struct tag[]){red, boss}, 2);
	struct text second = tagged(call, "second", (struct tag[]){blue}, 1);
	tagged(call, "third", NULL, 0);
	struct user_list users = listed(call, (struct user_filter){0}, 3);
	assert_int_equal(users.at[0].tags.count, 2);
	assert_int_equal(users.at[1].tags.count, 1);
	assert_same(users.at[1].tags.at[0].value, TEXT("blue"));
	assert_int_equal(users.at[2].tags.count, 0);
	assert_only(call, (struct user_filter){.tags = {&red, 1}}, first);
	assert_only(call, (struct user_filter){.tags = {&blue, 1}}, second);
	listed(call, (struct user_filter){.tags = {&team, 1}}, 2);
	assert_only(call, (struct user_filter){.tags = {(struct tag[]){team, boss}, 2}}, first);
	assert_none(call, (struct user_filter){.tags = {(struct tag[]){blue, boss}, 2}});
	struct tag odd = {.key = TEXT("tea"), .value = TEXT("mred")};
	assert_none(call, (struct user_filter){.tags = {&odd, 1}});
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_source_is_told_from_others_once_there_are_others),
		in_directory(pages_have_numbers),
		in_directory(positions_lead_through_any_list),
		in_directory(users_are_found_by_each_filter),
		in_directory(an_application_lists_and_counts_only_its_scope),
		in_directory(ram_users_are_found_by_all_their_tags),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

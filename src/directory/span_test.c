#include "directory/span.h"
#include "base/random.h"
#include "directory/group_sql.h"
#include "directory/population.h"
#include "directory/span_sql.h"
#include "directory/user_places.h"
#include "directory/user_sql.h"

#define MANY 6000
#define AT_ONCE 500
#define SIZE 100
#define GONE 500
#define PIECE_MOST 5800 /* pieces that grow are not looked at each time */

/* Names are in another order than ids. */
static struct text name_of(struct call *call, int number)
{
	return text_print(call->arena, "%c%05d", 'a' + number % 2, number * 7919 % MANY);
}

static void assert_pieces(struct call *call, const char *list, int64_t total)
{
	struct span_list pieces = {NULL, 0};
	int64_t sum = 0;
	assert_ok(sql_span_rows(call, (struct sql_span_rows){call->realm, text_of(list)}, &pieces));
	for (size_t i = 0; i < pieces.count; i++) {
		assert_in_range(pieces.at[i].amount, 0, PIECE_MOST);
		sum += pieces.at[i].amount;
	}
	assert_int_equal(sum, total);
}

/* Groups, the plainest of what is listed */

static void insert_group(struct call *call, int number, struct span_change *changes)
{
	struct text id = random_id(call->arena, "group_", call->now + number), name = name_of(call, number);
	struct group group = {
		.realm = call->realm,
		.id = id,
		.name = name,
		.name_key = name,
		.external_id = id,
		.source_type = GROUP_SOURCE_TYPE_BUILD_IN,
		.source_id = call->realm,
	};
	int64_t inserted;
	assert_ok(sql_group_insert(call, &group, &inserted));
	assert_int_equal(inserted, 1);
	changes[0] = (struct span_change){{.kind = SPAN_GROUPS}, id, 1, 0};
	changes[1] = (struct span_change){{.kind = SPAN_GROUP_NAMES}, name, 1, 0};
}

static void insert_groups(struct call *call)
{
	struct span_change *changes = arena_array(call->arena, AT_ONCE * 2, sizeof(*changes));
	assert_ok(store_begin(call->store));
	for (int i = 0; i < MANY; i++) {
		insert_group(call, i, &changes[i % AT_ONCE * 2]);
		if (i % AT_ONCE == AT_ONCE - 1)
			assert_ok(span_change(call, changes, AT_ONCE * 2));
	}
	assert_ok(store_commit(call->store));
	call->now += MANY;
}

struct walk {
	struct call *call;
	struct group_filter filter;
	int count; /* how many there are */
	int seen;
	struct text last, next;
};

static void read_page(struct walk *walk)
{
	struct group_list groups = {NULL, 0};
	struct page_result result;
	assert_ok(group_list(walk->call, &walk->filter, &groups, &result));
	assert_int_equal(result.total, walk->count);
	assert_int_equal(groups.count, walk->count - walk->seen < SIZE ? walk->count - walk->seen : SIZE);
	for (size_t i = 0; i < groups.count; i++) {
		struct text key = walk->filter.prefix.at ? groups.at[i].name : groups.at[i].id;
		assert_true(text_compare(key, walk->last) > 0);
		walk->last = key;
	}
	walk->seen += (int)groups.count;
	walk->next = result.next;
}

static void walk_by_number(struct call *call, const char *prefix, int count)
{
	struct walk walk = {.call = call, .count = count, .last = TEXT("")};
	walk.filter = (struct group_filter){.prefix = text_of(prefix)};
	for (int number = 1; number <= count / SIZE + 2; number++) {
		walk.filter.page = (struct page){.number = number, .size = SIZE};
		read_page(&walk);
	}
	assert_int_equal(walk.seen, count);
}

static void walk_by_position(struct call *call, const char *prefix, int count)
{
	struct walk walk = {.call = call, .count = count, .last = TEXT(""), .next = TEXT("")};
	walk.filter = (struct group_filter){.prefix = text_of(prefix)};
	while (walk.next.at) {
		walk.filter.page = (struct page){.size = SIZE, .by_position = true, .position = walk.next};
		read_page(&walk);
	}
	assert_int_equal(walk.seen, count);
}

static void walk_all(struct call *call, int all, int with_b)
{
	walk_by_number(call, NULL, all);
	walk_by_position(call, NULL, all);
	walk_by_number(call, "b", with_b);
	walk_by_position(call, "B", with_b);
	assert_pieces(call, "groups", all);
	assert_pieces(call, "group_names", all);
}

/* The first with a `b`. */
static void delete_some(struct call *call)
{
	struct group_list groups = {NULL, 0};
	struct page_result result;
	struct group_filter filter = {.prefix = TEXT("b"), .page = {.number = 1, .size = GONE}};
	assert_ok(group_list(call, &filter, &groups, &result));
	for (size_t i = 0; i < groups.count; i++)
		assert_ok(group_delete(call, groups.at[i].id));
}

static void every_page_of_a_long_list_is_right(void **state)
{
	struct call *call = CALL(state);
	insert_groups(call);
	walk_all(call, MANY, MANY / 2);
	assert_ok(store_begin(call->store));
	delete_some(call);
	for (int i = 0; i < 5; i++)
		new_group(call, text_print(call->arena, "b new %d", i).at);
	assert_ok(store_commit(call->store));
	walk_all(call, MANY - GONE + 5, MANY / 2 - GONE + 5);
}

static int64_t count_between(const struct text *ids, struct text first, struct text end)
{
	int64_t count = 0;
	for (int i = 0; i < MANY; i++)
		count += text_compare(ids[i], first) >= 0 && (!end.at || text_compare(ids[i], end) < 0);
	return count;
}

static void pieces_have_what_is_left_after_a_removal_that_counts_first(void **state)
{
	struct call *call = CALL(state);
	struct text ids[MANY];
	struct span_change changes[2], leaving[AT_ONCE];
	assert_ok(store_begin(call->store));
	for (int i = 0; i < MANY; i++) {
		insert_group(call, i, changes);
		ids[i] = changes[0].key;
	}
	assert_ok(span_change(call, &(struct span_change){{.kind = SPAN_GROUPS}, ids[0], MANY, 0}, 1));
	for (int i = 0; i < AT_ONCE; i++)
		leaving[i] = (struct span_change){{.kind = SPAN_GROUPS}, ids[i], -1, 0};
	assert_ok(span_change(call, leaving, AT_ONCE));
	struct span_list pieces = {NULL, 0};
	assert_ok(sql_span_rows(call, (struct sql_span_rows){call->realm, TEXT("groups")}, &pieces));
	for (size_t i = 0; i < pieces.count; i++) {
		bool last = i + 1 == pieces.count;
		struct text end = last ? (struct text){NULL, 0} : pieces.at[i + 1].first;
		int64_t gone = i == 0 ? AT_ONCE : 0;
		assert_int_equal(pieces.at[i].amount, count_between(ids, pieces.at[i].first, end) - gone);
	}
	assert_ok(store_commit(call->store));
}

/* Users */

static void insert_users(struct call *call, int count)
{
	assert_ok(store_begin(call->store));
	for (int i = 0; i < count; i++) {
		struct span_change places[USER_PLACES_MOST];
		struct text id = random_id(call->arena, "user_", call->now + i), name = name_of(call, i);
		struct user user = {
			.realm = call->realm,
			.id = id,
			.name = name,
			.name_key = name,
			.display_name = TEXT("the same"),
			.display_name_key = TEXT("the same"),
			.external_id = id,
			.source_type = USER_SOURCE_TYPE_BUILD_IN,
			.source_id = call->realm,
			.status = i % 3 ? USER_STATUS_ENABLED : USER_STATUS_DISABLED,
			.primary_unit = ROOT,
		};
		assert_ok(sql_user_insert(call, &user, NULL));
		assert_ok(span_change(call, places, user_places(call, &user, places)));
	}
	assert_ok(store_commit(call->store));
}

static void assert_users(struct call *call, struct user_filter filter, int64_t count)
{
	struct text last = TEXT("");
	int64_t seen = 0;
	filter.page = (struct page){.number = 1, .size = SIZE};
	for (; filter.page.number <= count / SIZE + 1; filter.page.number++) {
		struct user_list users = {NULL, 0};
		struct page_result result;
		assert_ok(user_list(call, &filter, &users, &result));
		assert_int_equal(result.total, count);
		for (size_t i = 0; i < users.count; i++) {
			assert_true(text_compare(users.at[i].id, last) > 0);
			assert_true(filter.status == 0 || users.at[i].status == filter.status);
			last = users.at[i].id;
		}
		seen += (int64_t)users.count;
	}
	assert_int_equal(seen, count);
}

static void users_are_listed_by_status_and_by_a_name_that_all_have(void **state)
{
	struct call *call = CALL(state);
	insert_users(call, MANY);
	assert_users(call, (struct user_filter){0}, MANY);
	assert_users(call, (struct user_filter){.status = USER_STATUS_DISABLED}, MANY / 3);
	assert_users(call, (struct user_filter){.status = USER_STATUS_ENABLED}, MANY - MANY / 3);
	assert_users(call, (struct user_filter){.display_name_prefix = TEXT("The")}, MANY);
}

static void what_looks_at_many_needs_patience(void **state)
{
	struct call *call = CALL(state);
	struct user_list users;
	struct page_result result;
	struct user_filter filter = {
		.name_prefix = TEXT("a"), .status = USER_STATUS_DISABLED, .page = {.number = 1, .size = SIZE}};
	insert_users(call, 4200);
	assert_error(user_list(call, &filter, &users, &result), ERROR_NEEDS_PATIENCE);
	filter.name_prefix = TEXT("a00");
	assert_ok(user_list(call, &filter, &users, &result));
	assert_int_equal(users.count, SIZE);
	filter.name_prefix = TEXT("a");
	call->patient = true;
	assert_ok(user_list(call, &filter, &users, &result));
	assert_int_equal(users.count, SIZE);
}

/* Counting alone */

static int64_t members_of(struct call *call, const char *group)
{
	return count_of(call, SPAN_GROUP_USERS, text_of(group));
}

static void change(struct call *call, const char *group, int64_t amount)
{
	struct span_change one = {{SPAN_GROUP_USERS, text_of(group)}, TEXT("user_1"), amount, 0};
	assert_ok(span_change(call, &one, 1));
}

static void owners_kinds_and_realms_are_apart(void **state)
{
	struct call *call = CALL(state);
	change(call, "group_1", 1);
	change(call, "group_2", 2);
	call->realm = TEXT("idaas_other");
	change(call, "group_1", 8);
	assert_int_equal(members_of(call, "group_1"), 8);
	call->realm = ((struct directory *)*state)->instance.id;
	assert_int_equal(members_of(call, "group_1"), 1);
	assert_int_equal(members_of(call, "group_3"), 0);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, TEXT("group_1")), 0);
}

static void an_owner_that_is_gone_is_forgotten(void **state)
{
	struct call *call = CALL(state);
	const struct key_list gone = {SPAN_GROUP_USERS, TEXT("group_1")};
	change(call, "group_1", 3);
	change(call, "group_2", 2);
	assert_ok(span_drop(call, &gone, 1));
	assert_int_equal(members_of(call, "group_1"), 0);
	assert_int_equal(members_of(call, "group_2"), 2);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(every_page_of_a_long_list_is_right),
		in_directory(pieces_have_what_is_left_after_a_removal_that_counts_first),
		in_directory(users_are_listed_by_status_and_by_a_name_that_all_have),
		in_directory(what_looks_at_many_needs_patience),
		in_directory(owners_kinds_and_realms_are_apart),
		in_directory(an_owner_that_is_gone_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

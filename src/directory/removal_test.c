#include "directory/removal.h"
#include "directory/custom_field.h"
#include "directory/population.h"
#include "directory/scope.h"

#define MANY 250 /* more than two steps clear away */

static const struct page page = {.number = 1, .size = 100};

static struct text many_users(struct call *call, struct text unit, const char *prefix)
{
	struct text last = {NULL, 0};
	assert_ok(store_begin(call->store));
	for (int i = 0; i < MANY; i++)
		last = new_user(call, unit, text_print(call->arena, "%s%d", prefix, i).at);
	assert_ok(store_commit(call->store));
	return last;
}

/* Takes the step, or all; how many there were. */
static int steps(struct call *call)
{
	int count = 0;
	bool more = true;
	while (more) {
		assert_ok(removal_step(call, &more));
		count += more;
	}
	return count;
}

static int64_t users_listed(struct call *call, struct user_filter filter)
{
	struct user_list users = {NULL, 0};
	struct page_result result;
	filter.page = page;
	assert_ok(user_list(call, &filter, &users, &result));
	return (int64_t)users.count;
}

static void little_goes_at_once(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field");
	new_user(call, field, "amina");
	assert_ok(unit_empty(call, sales));
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), 2);
	assert_int_equal(steps(call), 0);
}

static void what_is_on_its_way_out_is_not_found(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field");
	struct text user = many_users(call, field, "user"), id;
	struct user row = {0};
	struct unit unit = {0};
	assert_ok(unit_empty(call, sales));
	assert_true(count_of(call, SPAN_USERS, NOBODY) > 0);
	assert_error(user_get(call, user, &row), ERROR_USER_NOT_FOUND);
	assert_error(user_delete(call, user), ERROR_USER_NOT_FOUND);
	assert_error(user_find(call, USER_BY_NAME, TEXT("user249"), &id), ERROR_USER_LOOKUP_FAILED);
	assert_int_equal(users_listed(call, (struct user_filter){0}), 0);
	assert_int_equal(users_listed(call, (struct user_filter){.name_prefix = TEXT("user24")}), 0);
	assert_error(unit_get(call, field, &unit), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_move(call, field, ROOT), ERROR_UNIT_NOT_IN_SCOPE);
	assert_ok(unit_get(call, sales, &unit));
	assert_true(unit.leaf);
	assert_true(steps(call) >= 2);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), 2);
}

static void what_is_made_afterwards_stays(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field");
	struct unit unit = {0};
	struct user row = {0};
	many_users(call, field, "user");
	assert_ok(unit_empty(call, sales));
	struct text again = new_unit(call, sales, "field"), user = new_user(call, again, "user249");
	struct text moved = new_unit(call, ROOT, "moved");
	assert_ok(unit_move(call, moved, sales));
	steps(call);
	assert_ok(unit_get(call, again, &unit));
	assert_ok(unit_get(call, moved, &unit));
	assert_ok(user_get(call, user, &row));
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), 4);
	assert_int_equal(count_of(call, SPAN_CHILDREN, sales), 2);
}

static void all_keys_of_a_user_on_the_way_out_are_free_again_at_once(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field"), id;
	struct user_new new = {
		.name = TEXT("amina"),
		.email = TEXT("amina@example.com"),
		.has_email_verified = true,
		.phone_region = TEXT("86"),
		.phone_number = TEXT("15600000000"),
		.has_phone_verified = true,
		.external_id = TEXT("hr-1"),
		.primary_unit = field,
	};
	many_users(call, field, "user");
	assert_ok(user_create(call, &new, &id));
	assert_ok(unit_empty(call, sales));
	new.primary_unit = ROOT;
	assert_ok(user_create(call, &new, &id));
	assert_error(user_create(call, &new, &id), ERROR_USER_NAME_TAKEN);
}

static void a_unit_on_its_way_out_brings_nobody_into_scope(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field");
	const struct text_list nothing = {NULL, 0};
	many_users(call, field, "user");
	struct text visitor = new_user(call, new_unit(call, ROOT, "operations"), "visitor");
	assert_ok(user_add_to_units(call, visitor, (struct text_list){&field, 1}));
	struct text application = new_application(call, (struct text_list){&sales, 1}, nothing);
	call->application = application;
	assert_ok(scope_require_user(call, visitor));
	call->application = (struct text){NULL, 0};
	assert_ok(unit_empty(call, sales));
	call->application = application;
	assert_error(scope_require_user(call, visitor), ERROR_USER_NOT_FOUND);
	assert_error(scope_require_users(call, (struct text_list){&visitor, 1}), ERROR_USER_NOT_FOUND);
	assert_int_equal(users_listed(call, (struct user_filter){0}), 0);
}

static void an_external_id_is_free_again_at_once(void **state)
{
	struct call *call = CALL(state);
	struct unit_new new = {.parent = ROOT, .name = TEXT("first"), .external_id = TEXT("hr-1")};
	struct text id;
	assert_ok(unit_create(call, &new, &id));
	many_users(call, id, "user");
	assert_ok(unit_empty(call, ROOT));
	assert_ok(unit_create(call, &new, &id));
	assert_error(unit_create(call, &(struct unit_new){ROOT, TEXT("second"), TEXT("hr-1"), {NULL, 0}}, &id),
		ERROR_EXTERNAL_ID_TAKEN);
}

static void a_unit_takes_along_what_is_not_cleared_away(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales"), field = new_unit(call, sales, "field");
	struct unit unit = {0};
	many_users(call, field, "user");
	assert_ok(unit_empty(call, sales));
	assert_ok(unit_delete(call, sales));
	assert_error(unit_get(call, sales, &unit), ERROR_UNIT_NOT_IN_SCOPE);
	new_unit(call, ROOT, "sales");
	steps(call);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), 2);
}

/* In two groups, of which the second stays. */
static struct text many_members(struct call *call, struct text *others)
{
	struct text group = new_group(call, "leaving");
	*others = new_group(call, "staying");
	assert_ok(store_begin(call->store));
	for (int i = 0; i < 1100; i++) {
		struct text user = new_user(call, ROOT, text_print(call->arena, "user%d", i).at);
		assert_ok(group_add_users(call, group, TEXTS(user)));
		if (i % 100 == 0)
			assert_ok(group_add_users(call, *others, TEXTS(user)));
	}
	assert_ok(store_commit(call->store));
	return group;
}

static void nobody_sees_the_members_of_a_group_that_is_gone(void **state)
{
	struct call *call = CALL(state);
	struct text others, user, group = many_members(call, &others);
	struct group_membership_list memberships = {NULL, 0};
	struct page_result result;
	struct user row = {0};
	assert_ok(user_find(call, USER_BY_NAME, TEXT("user1099"), &user));
	assert_ok(group_delete(call, group));
	assert_ok(group_of_user(call, user, &page, &memberships, &result));
	assert_int_equal(memberships.count, 0);
	assert_int_equal(result.total, 0);
	assert_ok(user_get(call, user, &row));
	assert_int_equal(row.groups.count, 0);
	assert_true(steps(call) > 0);
	assert_int_equal(count_of(call, SPAN_GROUPED_USERS, NOBODY), 11);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, others), 11);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 0);
}

static void fill_field(struct call *call, struct text unit, int count)
{
	assert_ok(store_begin(call->store));
	for (int i = 0; i < count; i++) {
		struct text name = text_print(call->arena, "user%d", i);
		struct custom_value value = {.name = TEXT("badge"), .value = name};
		struct user_new new = {.name = name, .primary_unit = unit, .custom_values = {&value, 1}};
		assert_ok(user_create(call, &new, &name));
	}
	assert_ok(store_commit(call->store));
}

static struct custom_field new_field(struct call *call)
{
	struct custom_field field = {
		.name = TEXT("badge"),
		.display_name = TEXT("Badge"),
		.data_type = CUSTOM_FIELD_DATA_TYPE_STRING,
		.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT,
		.single = true,
	};
	assert_ok(custom_field_create(call, &field));
	return field;
}

static void nobody_sees_the_values_of_a_field_that_is_gone(void **state)
{
	struct call *call = CALL(state);
	struct custom_field field = new_field(call);
	struct text user;
	struct user row = {0};
	fill_field(call, ROOT, 1001);
	assert_ok(custom_field_set_status(call, field.id, CUSTOM_FIELD_STATUS_DISABLED));
	assert_ok(custom_field_delete(call, field.id));
	assert_ok(user_find(call, USER_BY_NAME, TEXT("user1000"), &user));
	assert_ok(user_get(call, user, &row));
	assert_int_equal(row.custom_values.count, 0);
	assert_true(steps(call) > 0);
}

static void a_value_that_must_differ_is_free_again_at_once(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "sales");
	new_field(call);
	fill_field(call, sales, MANY);
	assert_ok(unit_empty(call, ROOT));
	struct custom_value value = {.name = TEXT("badge"), .value = TEXT("user249")};
	struct user_new new = {.name = TEXT("another"), .primary_unit = ROOT, .custom_values = {&value, 1}};
	assert_ok(user_create(call, &new, &sales));
	steps(call);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
}

static void an_instance_can_go_while_its_people_do(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct text realm = call->realm;
	struct instance_hindrance_list hindrances;
	struct instance instance;
	many_users(call, new_unit(call, ROOT, "sales"), "user");
	assert_ok(instance_hindrances(call, realm, &hindrances));
	assert_int_equal(hindrances.count, 1);
	assert_ok(unit_empty(call, ROOT));
	assert_ok(instance_hindrances(call, realm, &hindrances));
	assert_int_equal(hindrances.count, 0);
	assert_ok(instance_delete(call, realm));
	assert_error(instance_get(call, realm, &instance), ERROR_INSTANCE_NOT_FOUND);
	assert_true(steps(call) >= 2);
	static const enum span_kind kinds[] = {SPAN_USERS, SPAN_USER_NAMES, SPAN_UNITS, SPAN_UNIT_NAMES, SPAN_GROUPS};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		assert_int_equal(count_of(call, kinds[i], NOBODY), 0);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(little_goes_at_once),
		in_directory(what_is_on_its_way_out_is_not_found),
		in_directory(what_is_made_afterwards_stays),
		in_directory(all_keys_of_a_user_on_the_way_out_are_free_again_at_once),
		in_directory(a_unit_on_its_way_out_brings_nobody_into_scope),
		in_directory(an_external_id_is_free_again_at_once),
		in_directory(a_unit_takes_along_what_is_not_cleared_away),
		in_directory(nobody_sees_the_members_of_a_group_that_is_gone),
		in_directory(nobody_sees_the_values_of_a_field_that_is_gone),
		in_directory(a_value_that_must_differ_is_free_again_at_once),
		in_directory(an_instance_can_go_while_its_people_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

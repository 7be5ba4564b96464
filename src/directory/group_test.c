#include "directory/group.h"
#include "directory/population.h"

static struct group group_of(struct call *call, struct text id)
{
	struct group group = {0};
	assert_ok(group_get(call, id, &group));
	return group;
}

static struct error create(struct call *call, const char *name, const char *external_id)
{
	struct text id;
	return group_create(call, &(struct group_new){text_of(name), text_of(external_id), {NULL, 0}}, &id);
}

static void a_group_is_what_it_was_made_as(void **state)
{
	struct call *call = CALL(state);
	struct text id;
	assert_ok(group_create(call, &(struct group_new){TEXT("Admins"), TEXT("42"), TEXT("who may")}, &id));
	assert_true(text_starts_with(id, TEXT("group_")));
	struct group group = group_of(call, id);
	assert_same(group.id, id);
	assert_same(group.realm, call->realm);
	assert_same(group.name, TEXT("Admins"));
	assert_same(group.external_id, TEXT("42"));
	assert_int_equal(group.source_type, GROUP_SOURCE_TYPE_BUILD_IN);
	assert_same(group.source_id, call->realm);
	assert_same(group.description, TEXT("who may"));
	assert_int_equal(group.created, call->now);
	assert_int_equal(group.updated, call->now);
	assert_same(call->target.id, id);
	assert_int_equal(count_of(call, SPAN_GROUPS, NOBODY), 1);
}

static void a_group_without_an_external_id_has_its_own(void **state)
{
	struct text id = new_group(CALL(state), "Admins");
	assert_same(group_of(CALL(state), id).external_id, id);
}

static void names_and_external_ids_are_unique(void **state)
{
	struct call *call = CALL(state);
	assert_ok(create(call, "Admins", "42"));
	struct error error = create(call, "ADMINS", "43");
	assert_error(error, ERROR_GROUP_NAME_TAKEN);
	assert_same(error.subject, TEXT("ADMINS"));
	error = create(call, "Others", "42");
	assert_error(error, ERROR_EXTERNAL_ID_TAKEN);
	assert_same(error.subject, TEXT("42"));
	assert_int_equal(count_of(call, SPAN_GROUPS, NOBODY), 1);
}

static void what_is_not_sent_stays(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_group(call, "Admins");
	call->now += 1000;
	assert_ok(group_change(call, id, &(struct group_change){.name = TEXT("ADMINS")}));
	assert_ok(group_change(call, id, &(struct group_change){.external_id = TEXT("42")}));
	assert_ok(group_change(call, id, &(struct group_change){.description = TEXT("who may")}));
	struct group group = group_of(call, id);
	assert_same(group.name, TEXT("ADMINS"));
	assert_same(group.external_id, TEXT("42"));
	assert_same(group.description, TEXT("who may"));
	assert_int_equal(group.updated, call->now);
	assert_ok(group_change(call, id, &(struct group_change){.description = TEXT("")}));
	assert_null(group_of(call, id).description.at);
}

static void a_change_takes_nothing_from_another(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_group(call, "Admins"), other = new_group(call, "Others");
	assert_error(group_change(call, id, &(struct group_change){.name = TEXT("others")}), ERROR_GROUP_NAME_TAKEN);
	assert_error(group_change(call, id, &(struct group_change){.external_id = other}), ERROR_EXTERNAL_ID_TAKEN);
	assert_error(group_change(call, TEXT("group_none"), &(struct group_change){.name = TEXT("x")}),
		ERROR_GROUP_NOT_FOUND);
}

static void a_group_goes_with_its_memberships(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_group(call, "Admins"), stays = new_group(call, "Others");
	struct text user = new_user(call, ROOT, "amina");
	struct group group;
	assert_ok(group_add_users(call, id, TEXTS(user)));
	assert_ok(group_add_users(call, stays, TEXTS(user)));
	assert_ok(group_delete(call, id));
	assert_error(group_get(call, id, &group), ERROR_GROUP_NOT_FOUND);
	assert_error(group_delete(call, id), ERROR_GROUP_NOT_FOUND);
	assert_int_equal(count_of(call, SPAN_GROUPS, NOBODY), 1);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, id), 0);
}

static void a_group_that_goes_leaves_applications(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_group(call, "Admins");
	struct text application = new_application(call, (struct text_list){0}, TEXTS(id));
	struct text_list units, groups;
	struct application row = {0};
	assert_ok(application_change(call, application, &(struct application_change){.owner_groups = TEXTS(id)}));
	assert_ok(group_delete(call, id));
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(groups.count, 0);
	assert_ok(application_get(call, application, &row));
	assert_int_equal(row.owner_groups.count, 0);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_group_is_what_it_was_made_as),
		in_directory(a_group_without_an_external_id_has_its_own),
		in_directory(names_and_external_ids_are_unique),
		in_directory(what_is_not_sent_stays),
		in_directory(a_change_takes_nothing_from_another),
		in_directory(a_group_goes_with_its_memberships),
		in_directory(a_group_that_goes_leaves_applications),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

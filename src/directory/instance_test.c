#include "directory/instance.h"
#include "directory/application.h"
#include "directory/fixture.h"
#include "directory/group.h"
#include "directory/policy.h"
#include "directory/unit.h"
#include "directory/user.h"
#include "tests/unit/unit.h"

static void a_new_instance_runs_and_has_a_root_unit_and_a_policy(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance instance;
	struct policy policy;
	struct unit unit;
	assert_ok(instance_create(call, TEXT("second"), &instance));
	assert_text(call->realm, instance.id.at);
	assert_text(call->target.id, instance.id.at);
	assert_true(text_starts_with(instance.id, TEXT("idaas_")));
	assert_int_equal(instance.status, INSTANCE_STATUS_RUNNING);
	assert_ok(policy_get(call, &policy));
	assert_ok(unit_get(call, TEXT(UNIT_ROOT), &unit));
}

static void an_instance_is_read_back_with_its_domain(void **state)
{
	struct directory *directory = *state;
	struct instance instance;
	directory->settings.server_instance_domain = TEXT("id.example.com");
	assert_ok(instance_get(&directory->call, directory->instance.id, &instance));
	assert_text(instance.description, "of a test");
	assert_text(instance.account, directory->account.id.at);
	assert_int_equal(instance.domain_prefix.length, 8);
	assert_true(text_starts_with(instance.domain, instance.domain_prefix));
	assert_true(text_ends_with(instance.domain, TEXT(".id.example.com")));
}

static void an_instance_of_another_account_is_not_there(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance instance;
	call->realm = (struct text){NULL, 0};
	assert_error(instance_enter(call, TEXT("idaas_none"), &instance), ERROR_INSTANCE_NOT_FOUND);
	call->actor = (struct actor){.kind = ACTOR_ROOT, .account = TEXT("1000000000000001")};
	assert_error(instance_enter(call, directory->instance.id, &instance), ERROR_INSTANCE_NOT_FOUND);
	assert_null(call->realm.at);
	call->actor.account = directory->account.id;
	assert_ok(instance_enter(call, directory->instance.id, &instance));
	assert_text(call->realm, directory->instance.id.at);
}

static void an_instance_is_found_by_its_domain(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance instance;
	struct text prefix = directory->instance.domain_prefix;
	directory->settings.server_instance_domain = TEXT("id.example.com");
	assert_ok(instance_by_domain(call, text_print(call->arena, "%s.id.example.com", prefix.at), &instance));
	assert_text(instance.id, directory->instance.id.at);
	assert_ok(instance_by_domain(call, text_print(call->arena, "%s.ID.Example.com:8480", prefix.at), &instance));
	const char *const foreign[] = {"%s.example.com", "%s", "%s.id.example.com.evil", "x.%s.id.example.com"};
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		struct builder host = builder_in(call->arena, 256);
		struct text head, tail;
		text_cut(text_of(foreign[i]), '%', &head, &tail);
		builder_add(&host, head);
		builder_add(&host, prefix);
		builder_add(&host, text_slice(tail, 1, SIZE_MAX));
		assert_error(instance_by_domain(call, builder_text(&host), &instance), ERROR_INSTANCE_NOT_FOUND);
	}
	assert_error(instance_by_domain(call, (struct text){NULL, 0}, &instance), ERROR_INSTANCE_NOT_FOUND);
}

static void a_description_is_changed_and_removed(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance instance;
	call->now += 5;
	assert_ok(instance_describe(call, directory->instance.id, TEXT("changed")));
	assert_ok(instance_get(call, directory->instance.id, &instance));
	assert_text(instance.description, "changed");
	assert_int_equal(instance.updated, call->now);
	assert_ok(instance_describe(call, directory->instance.id, (struct text){NULL, 0}));
	assert_ok(instance_get(call, directory->instance.id, &instance));
	assert_null(instance.description.at);
}

static struct instance_list list(struct directory *directory, struct instance_filter filter, int64_t total)
{
	struct instance_list instances;
	int64_t counted;
	filter.account = directory->account.id;
	assert_ok(instance_list(&directory->call, &filter, &instances, &counted));
	assert_int_equal(counted, total);
	return instances;
}

static void a_list_has_pages_and_a_total(void **state)
{
	struct directory *directory = *state;
	struct instance second, third;
	assert_ok(instance_create(&directory->call, TEXT("second"), &second));
	directory->call.now++;
	assert_ok(instance_create(&directory->call, TEXT("third"), &third));
	struct instance_list first_page = list(directory, (struct instance_filter){.page = {1, 2}}, 3);
	struct instance_list last_page = list(directory, (struct instance_filter){.page = {2, 2}}, 3);
	assert_int_equal(first_page.count, 2);
	assert_int_equal(last_page.count, 1);
	assert_text(last_page.at[0].id, third.id.at);
	assert_text(last_page.at[0].domain, third.domain.at);
	assert_int_equal(list(directory, (struct instance_filter){.page = {3, 2}}, 3).count, 0);
}

static void a_list_is_narrowed_by_ids_and_status(void **state)
{
	struct directory *directory = *state;
	struct instance second;
	assert_ok(instance_create(&directory->call, TEXT("second"), &second));
	struct text ids[] = {second.id, TEXT("idaas_none")};
	struct instance_filter filter = {.ids = {ids, 2}, .page = {1, 20}};
	assert_int_equal(list(directory, filter, 1).count, 1);
	filter = (struct instance_filter){.status = INSTANCE_STATUS_RUNNING, .page = {1, 20}};
	assert_int_equal(list(directory, filter, 2).count, 2);
	filter.status = INSTANCE_STATUS_SUSPENDED;
	assert_int_equal(list(directory, filter, 0).count, 0);
	filter = (struct instance_filter){.ids = {ids, 0}, .page = {1, 20}};
	assert_int_equal(list(directory, filter, 0).count, 0);
}

static void another_account_lists_its_own(void **state)
{
	struct directory *directory = *state;
	struct instance_filter filter = {.account = TEXT("1000000000000001"), .page = {1, 20}};
	struct instance_list instances;
	int64_t total;
	assert_ok(instance_list(&directory->call, &filter, &instances, &total));
	assert_int_equal(total, 0);
}

static void users_and_applications_stand_in_the_way_of_deletion(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance_hindrance_list hindrances;
	struct application application = {.name = TEXT("App"), .sso_type = APPLICATION_SSO_TYPE_OIDC};
	struct user_new person = {.name = TEXT("amina"), .primary_unit = TEXT(UNIT_ROOT)};
	struct text user;
	assert_ok(instance_hindrances(call, directory->instance.id, &hindrances));
	assert_int_equal(hindrances.count, 0);
	assert_ok(application_create(call, &application));
	assert_ok(user_create(call, &person, &user));
	assert_ok(instance_hindrances(call, directory->instance.id, &hindrances));
	assert_int_equal(hindrances.count, 2);
	assert_text(hindrances.at[0].reason, "application_exists");
	assert_text(hindrances.at[0].resource, application.id.at);
	assert_text(hindrances.at[1].reason, "user_exists");
	assert_text(hindrances.at[1].resource, user.at);
	assert_error(instance_delete(call, directory->instance.id), ERROR_INSTANCE_NOT_EMPTY);
}

static void a_deleted_instance_takes_units_and_groups_with_it(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct instance instance;
	struct unit unit;
	struct text id;
	struct unit_new child = {.parent = TEXT(UNIT_ROOT), .name = TEXT("Child")};
	struct group_new group = {.name = TEXT("Group")};
	assert_ok(unit_create(call, &child, &id));
	assert_ok(group_create(call, &group, &id));
	assert_ok(instance_delete(call, directory->instance.id));
	assert_text(call->target.id, directory->instance.id.at);
	assert_error(instance_get(call, directory->instance.id, &instance), ERROR_INSTANCE_NOT_FOUND);
	assert_error(unit_get(call, TEXT(UNIT_ROOT), &unit), ERROR_UNIT_NOT_IN_SCOPE);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_new_instance_runs_and_has_a_root_unit_and_a_policy),
		in_directory(an_instance_is_read_back_with_its_domain),
		in_directory(an_instance_of_another_account_is_not_there),
		in_directory(an_instance_is_found_by_its_domain),
		in_directory(a_description_is_changed_and_removed),
		in_directory(a_list_has_pages_and_a_total),
		in_directory(a_list_is_narrowed_by_ids_and_status),
		in_directory(another_account_lists_its_own),
		in_directory(users_and_applications_stand_in_the_way_of_deletion),
		in_directory(a_deleted_instance_takes_units_and_groups_with_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

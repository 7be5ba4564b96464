#include "directory/application.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

static struct text create(struct directory *directory, struct application application)
{
	if (!application.source_type)
		application.source_type = APPLICATION_SOURCE_TYPE_STANDARD;
	if (!application.sso_type)
		application.sso_type = APPLICATION_SSO_TYPE_OIDC;
	directory->call.now++;
	assert_ok(application_create(&directory->call, &application));
	return application.id;
}

static void create_many(struct directory *directory, int count)
{
	for (int i = 0; i < count; i++) {
		struct text name = text_print(directory->call.arena, "application %d", i);
		create(directory, (struct application){.name = name});
	}
}

/* All that the filter lets pass, which must fit on a page. */
static struct application_list list(struct directory *directory, struct application_filter filter)
{
	struct application_list applications;
	struct page_result result;
	filter.page = (struct page){.number = 1, .size = 100};
	assert_ok(application_list(&directory->call, &filter, &applications, &result));
	assert_int_equal(result.total, applications.count);
	return applications;
}

static void lists_come_in_pages_with_numbers(void **state)
{
	struct directory *directory = *state;
	struct application_list applications;
	struct page_result result;
	create_many(directory, 5);
	struct application_filter filter = {.page = {.number = 2, .size = 2}};
	assert_ok(application_list(&directory->call, &filter, &applications, &result));
	assert_int_equal(result.total, 5);
	assert_int_equal(applications.count, 2);
	assert_text(applications.at[0].name, "application 2");
	filter.page.number = 4;
	assert_ok(application_list(&directory->call, &filter, &applications, &result));
	assert_int_equal(result.total, 5);
	assert_int_equal(applications.count, 0);
}

static void filtered_lists_come_in_pages_too(void **state)
{
	struct directory *directory = *state;
	struct application_list applications;
	struct page_result result;
	create_many(directory, 5);
	create(directory, (struct application){.name = TEXT("other")});
	struct application_filter filter = {.name = TEXT("Appl"), .page = {.number = 3, .size = 2}};
	assert_ok(application_list(&directory->call, &filter, &applications, &result));
	assert_int_equal(result.total, 5);
	assert_int_equal(applications.count, 1);
	assert_text(applications.at[0].name, "application 4");
}

static int count_by_positions(struct directory *directory, struct application_filter filter)
{
	struct application_list applications;
	struct page_result result;
	int count = 0;
	filter.page = (struct page){.size = 2, .by_position = true};
	do {
		assert_ok(application_list(&directory->call, &filter, &applications, &result));
		assert_int_equal(result.total, 5);
		count += (int)applications.count;
		filter.page.position = result.next;
	} while (result.next.at);
	return count;
}

static void lists_go_on_from_a_position(void **state)
{
	struct directory *directory = *state;
	create_many(directory, 5);
	assert_int_equal(count_by_positions(directory, (struct application_filter){0}), 5);
	struct application_filter enabled = {.status = APPLICATION_STATUS_ENABLED};
	assert_int_equal(count_by_positions(directory, enabled), 5);
}

static void a_position_of_another_list_is_refused(void **state)
{
	struct directory *directory = *state;
	struct application_list applications;
	struct page_result result;
	struct application_filter filter = {.page = {.size = 2, .by_position = true, .position = TEXT("NTmadeup")}};
	assert_error(application_list(&directory->call, &filter, &applications, &result), ERROR_LIST_POSITION_INVALID);
}

static void names_are_found_by_their_beginning_whatever_the_case(void **state)
{
	struct directory *directory = *state;
	create(directory, (struct application){.name = TEXT("Payroll")});
	create(directory, (struct application){.name = TEXT("PAYMENTS")});
	create(directory, (struct application){.name = TEXT("Repay")});
	assert_int_equal(list(directory, (struct application_filter){.name = TEXT("pay")}).count, 2);
	assert_int_equal(list(directory, (struct application_filter){.name = TEXT("payr")}).count, 1);
	assert_int_equal(list(directory, (struct application_filter){.name = TEXT("")}).count, 3);
}

static void each_filter_filters(void **state)
{
	struct directory *directory = *state;
	create(directory, (struct application){.name = TEXT("plain")});
	create(directory, (struct application){.name = TEXT("disabled"), .status = APPLICATION_STATUS_DISABLED});
	create(directory, (struct application){.name = TEXT("saml"), .sso_type = APPLICATION_SSO_TYPE_SAML2});
	create(directory, (struct application){.name = TEXT("m2m"), .sso_type = APPLICATION_SSO_TYPE_OAUTH2_M2M});
	create(directory,
		(struct application){.name = TEXT("agent"), .identity_type = APPLICATION_IDENTITY_TYPE_AGENT});
	create(directory,
		(struct application){
			.name = TEXT("open"), .authorization_type = APPLICATION_AUTHORIZATION_TYPE_DEFAULT_ALL});
	create(directory,
		(struct application){.name = TEXT("system"), .creation_type = APPLICATION_CREATION_TYPE_SYSTEM_INIT});
	create(directory, (struct application){.name = TEXT("made from"), .template = TEXT("apt_x")});
	const struct {
		struct application_filter filter;
		size_t count;
		const char *first;
	} cases[] = {
		{{.status = APPLICATION_STATUS_DISABLED}, 1, "disabled"},
		{{.sso_types = APPLICATION_SSO_BIT(APPLICATION_SSO_TYPE_SAML2)}, 1, "saml"},
		{{.sso_types = APPLICATION_SSO_BIT(APPLICATION_SSO_TYPE_SAML2) |
				 APPLICATION_SSO_BIT(APPLICATION_SSO_TYPE_OAUTH2_M2M)},
			2, "saml"},
		{{.identity_type = APPLICATION_IDENTITY_TYPE_AGENT}, 1, "agent"},
		{{.authorization_type = APPLICATION_AUTHORIZATION_TYPE_DEFAULT_ALL}, 1, "open"},
		{{.creation_type = APPLICATION_CREATION_TYPE_SYSTEM_INIT}, 1, "system"},
		{{.template = TEXT("apt_x")}, 1, "made from"},
		{{.name = {NULL, 0}}, 8, "plain"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct application_list applications = list(directory, cases[i].filter);
		assert_int_equal(applications.count, cases[i].count);
		assert_text(applications.at[0].name, cases[i].first);
		assert_text(applications.at[0].features, APPLICATION_FEATURES);
	}
}

static void ids_that_nothing_has_are_left_out(void **state)
{
	struct directory *directory = *state;
	struct text ids[] = {TEXT("app_nobody"), create(directory, (struct application){.name = TEXT("a")})};
	create(directory, (struct application){.name = TEXT("b")});
	struct application_list applications = list(directory, (struct application_filter){.ids = {ids, 2}});
	assert_int_equal(applications.count, 1);
	assert_text(applications.at[0].name, "a");
}

static void a_list_stays_within_its_realm(void **state)
{
	struct directory *directory = *state;
	create_many(directory, 2);
	directory->call.realm = TEXT("idaas_elsewhere");
	assert_int_equal(list(directory, (struct application_filter){0}).count, 0);
	struct application_filter filter = {.status = APPLICATION_STATUS_ENABLED};
	assert_int_equal(list(directory, filter).count, 0);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(lists_come_in_pages_with_numbers),
		in_directory(filtered_lists_come_in_pages_too),
		in_directory(lists_go_on_from_a_position),
		in_directory(a_position_of_another_list_is_refused),
		in_directory(names_are_found_by_their_beginning_whatever_the_case),
		in_directory(each_filter_filters),
		in_directory(ids_that_nothing_has_are_left_out),
		in_directory(a_list_stays_within_its_realm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

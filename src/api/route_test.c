#include "api/route.h"
#include "tests/unit/unit.h"

/* Families of this test, in place of the contract's. */

static const struct family rest, other, rpc, empty_rpc;

#define PATHS(name, ...) static const char *const name[] = {__VA_ARGS__, NULL}
PATHS(users, "/v2/{instance}/{application}/users", "/api/v2/{application}/users");
PATHS(user, "/v2/{instance}/{application}/users/{user}", "/api/v2/{application}/users/{user}");
PATHS(user_self, "/v2/{instance}/{application}/users/self");
PATHS(user_groups, "/v2/{instance}/{application}/users/{user}/groups");
PATHS(credentials, "/v2/{instance}/credentials/_/create");
PATHS(orders, "/shop/orders/{order}");

enum { LIST_USERS, CREATE_USER, GET_USER, DELETE_USER, GET_SELF, LIST_GROUPS, CREATE_CREDENTIAL, REST_OPERATIONS };

static const struct operation rest_operations[] = {
	[LIST_USERS] = {.name = "ListUsers", .family = &rest, .method = "GET", .paths = users},
	[CREATE_USER] = {.name = "CreateUser", .family = &rest, .method = "POST", .paths = users},
	[GET_USER] = {.name = "GetUser", .family = &rest, .method = "GET", .paths = user},
	[DELETE_USER] = {.name = "DeleteUser", .family = &rest, .method = "DELETE", .paths = user},
	[GET_SELF] = {.name = "GetSelf", .family = &rest, .method = "GET", .paths = user_self},
	[LIST_GROUPS] = {.name = "ListGroups", .family = &rest, .method = "GET", .paths = user_groups},
	[CREATE_CREDENTIAL] = {.name = "CreateCredential", .family = &rest, .method = "POST", .paths = credentials},
};
static const struct operation other_operations[] = {
	{.name = "GetOrder", .family = &other, .method = "GET", .paths = orders},
};
static const struct operation rpc_operations[] = {
	{.name = "ListUsers", .family = &rpc},
	{.name = "GetUser", .family = &rpc},
};

static const struct family rest = {
	.name = "rest", .style = FAMILY_REST, .operations = rest_operations, .count = REST_OPERATIONS};
static const struct family other = {.name = "other", .style = FAMILY_REST, .operations = other_operations, .count = 1};
static const struct family empty_rpc = {.name = "empty", .style = FAMILY_RPC, .version = "2020-01-01"};
static const struct family rpc = {
	.name = "rpc", .style = FAMILY_RPC, .version = "2021-12-01", .operations = rpc_operations, .count = 2};

const struct family *const families[] = {&rest, &other, &empty_rpc, &rpc, NULL};
const size_t operation_count = REST_OPERATIONS + 3;

static struct error route(void **state, const char *method, const char *path, struct route_match *match)
{
	const struct router *router = router_create(*state);
	*match = (struct route_match){.count = 0};
	return route_path(router, *state, text_of(method), text_of(path), match);
}

static struct route_match found(void **state, const char *method, const char *path, const struct operation *expected)
{
	struct route_match match;
	assert_true(error_ok(route(state, method, path, &match)));
	assert_ptr_equal(match.operation, expected);
	assert_ptr_equal(match.family, expected->family);
	return match;
}

static void assert_not_found(void **state, const char *path)
{
	struct route_match match;
	assert_int_equal(route(state, "GET", path, &match).code, ERROR_OPERATION_NOT_FOUND);
	assert_null(match.operation);
	assert_non_null(match.family);
}

static void a_path_leads_to_its_operation_and_values(void **state)
{
	struct route_match match = found(state, "GET", "/v2/i/a/users/u", &rest_operations[GET_USER]);
	assert_int_equal(match.count, 3);
	assert_text(route_value(&match, "instance"), "i");
	assert_text(route_value(&match, "application"), "a");
	assert_text(route_value(&match, "user"), "u");
	assert_null(route_value(&match, "group").at);
}

static void each_prefix_leads_there(void **state)
{
	struct route_match match = found(state, "GET", "/api/v2/a/users/u", &rest_operations[GET_USER]);
	assert_int_equal(match.count, 2);
	assert_null(route_value(&match, "instance").at);
	assert_text(route_value(&match, "application"), "a");
}

static void the_method_chooses_among_operations(void **state)
{
	found(state, "GET", "/v2/i/a/users", &rest_operations[LIST_USERS]);
	found(state, "POST", "/v2/i/a/users", &rest_operations[CREATE_USER]);
}

static void another_method_is_not_allowed(void **state)
{
	struct route_match match;
	struct error error = route(state, "PUT", "/v2/i/a/users", &match);
	assert_int_equal(error.code, ERROR_METHOD_NOT_ALLOWED);
	assert_text(error.subject, "PUT");
	assert_ptr_equal(match.family, &rest);
	assert_int_equal(route(state, "get", "/shop/orders/1", &match).code, ERROR_METHOD_NOT_ALLOWED);
	assert_ptr_equal(match.family, &other);
}

static void a_literal_goes_before_a_parameter(void **state)
{
	struct route_match match = found(state, "GET", "/v2/i/a/users/self", &rest_operations[GET_SELF]);
	assert_int_equal(match.count, 2);
	found(state, "GET", "/v2/i/a/users/%73elf", &rest_operations[GET_SELF]);
	found(state, "GET", "/v2/i/a/users/Self", &rest_operations[GET_USER]);
}

static void a_literal_that_leads_nowhere_is_left_again(void **state)
{
	struct route_match match = found(state, "GET", "/v2/i/a/users/self/groups", &rest_operations[LIST_GROUPS]);
	assert_text(route_value(&match, "user"), "self");
	match = found(state, "GET", "/v2/i/credentials/users/u", &rest_operations[GET_USER]);
	assert_text(route_value(&match, "application"), "credentials");
	found(state, "POST", "/v2/i/credentials/_/create", &rest_operations[CREATE_CREDENTIAL]);
}

static void segments_are_decoded_after_they_are_cut(void **state)
{
	struct route_match match = found(state, "GET", "/v2/i/a/users/x%2Fy%20z+", &rest_operations[GET_USER]);
	assert_text(route_value(&match, "user"), "x/y z+");
}

static void what_is_no_path_is_not_found(void **state)
{
	assert_not_found(state, "");
	assert_not_found(state, "*");
	assert_not_found(state, "/");
	assert_not_found(state, "/v2");
	assert_not_found(state, "/v2/i/a");
	assert_not_found(state, "/v2/i/a/users/");
	assert_not_found(state, "/v2/i/a/users/u/");
	assert_not_found(state, "/v2//a/users/u");
	assert_not_found(state, "//v2/i/a/users/u");
	assert_not_found(state, "/v2/i/a/users/%zz");
	assert_not_found(state, "/{v2}/i/a/users/u");
	assert_not_found(state, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17");
}

static void the_longest_head_says_whose_error_it_is(void **state)
{
	struct route_match match;
	assert_int_equal(route(state, "GET", "/shop/orders/1/lines", &match).code, ERROR_OPERATION_NOT_FOUND);
	assert_ptr_equal(match.family, &other);
	assert_int_equal(route(state, "GET", "/api/v2/nothing", &match).code, ERROR_OPERATION_NOT_FOUND);
	assert_ptr_equal(match.family, &rest);
	assert_int_equal(route(state, "GET", "/elsewhere", &match).code, ERROR_OPERATION_NOT_FOUND);
	assert_ptr_equal(match.family, families[0]);
}

static void actions_are_found_by_version_and_name(void **state)
{
	const struct router *router = router_create(*state);
	struct route_match match = {.count = 0};
	assert_true(error_ok(route_action(router, TEXT("2021-12-01"), TEXT("GetUser"), &match)));
	assert_ptr_equal(match.operation, &rpc_operations[1]);
	assert_ptr_equal(match.family, &rpc);
}

static void an_unknown_action_is_not_found(void **state)
{
	const struct text none = {NULL, 0};
	const struct text names[] = {TEXT("getuser"), TEXT("CreateUser"), TEXT(""), none};
	const struct router *router = router_create(*state);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct route_match match = {.count = 0};
		struct error error = route_action(router, TEXT("2021-12-01"), names[i], &match);
		assert_int_equal(error.code, ERROR_OPERATION_NOT_FOUND);
		assert_ptr_equal(match.family, &rpc);
	}
}

static void an_unknown_version_is_said(void **state)
{
	const struct text none = {NULL, 0};
	const struct router *router = router_create(*state);
	struct route_match match = {.count = 0};
	struct error error = route_action(router, TEXT("2021-12-02"), TEXT("GetUser"), &match);
	assert_int_equal(error.code, ERROR_VERSION_UNKNOWN);
	assert_text(error.subject, "2021-12-02");
	assert_int_equal(match.family->style, FAMILY_RPC);
	assert_int_equal(route_action(router, none, TEXT("GetUser"), &match).code, ERROR_VERSION_UNKNOWN);
	assert_int_equal(
		route_action(router, TEXT("2020-01-01"), TEXT("GetUser"), &match).code, ERROR_OPERATION_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_leads_to_its_operation_and_values),
		cmocka_unit_test(each_prefix_leads_there),
		cmocka_unit_test(the_method_chooses_among_operations),
		cmocka_unit_test(another_method_is_not_allowed),
		cmocka_unit_test(a_literal_goes_before_a_parameter),
		cmocka_unit_test(a_literal_that_leads_nowhere_is_left_again),
		cmocka_unit_test(segments_are_decoded_after_they_are_cut),
		cmocka_unit_test(what_is_no_path_is_not_found),
		cmocka_unit_test(the_longest_head_says_whose_error_it_is),
		cmocka_unit_test(actions_are_found_by_version_and_name),
		cmocka_unit_test(an_unknown_action_is_not_found),
		cmocka_unit_test(an_unknown_version_is_said),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

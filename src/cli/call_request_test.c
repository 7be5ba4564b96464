/* Where the values of a call travel. */
#include "cli/call_request.h"
#include "base/json.h"
#include "tests/unit/unit.h"

static const struct field item_fields[] = {
	{.name = "fieldName", .kind = FIELD_TEXT},
	{.name = "fieldValue", .kind = FIELD_TEXT},
};
static const struct shape item_shape = {"Item", 0, item_fields, 2};

static const struct field rest_fields[] = {
	{.name = "instanceId", .kind = FIELD_TEXT, .place = PLACE_PATH},
	{.name = "applicationId", .kind = FIELD_TEXT, .place = PLACE_PATH},
	{.name = "maxResults", .kind = FIELD_INTEGER, .place = PLACE_QUERY},
	{.name = "userIds", .kind = FIELD_TEXTS, .place = PLACE_QUERY, .most = 3},
	{.name = "username", .kind = FIELD_TEXT, .place = PLACE_BODY},
	{.name = "emailVerified", .kind = FIELD_BOOLEAN, .place = PLACE_BODY},
	{.name = "pageSize", .kind = FIELD_INTEGER, .place = PLACE_BODY},
	{.name = "count", .kind = FIELD_INTEGER, .form = FORM_STRING, .place = PLACE_BODY},
	{.name = "unitIds", .kind = FIELD_TEXTS, .place = PLACE_BODY, .most = 3},
	{.name = "customFields", .kind = FIELD_OBJECTS, .place = PLACE_BODY, .most = 3, .shape = &item_shape},
	{.name = "config", .kind = FIELD_OBJECT, .place = PLACE_BODY, .shape = &item_shape},
	{.name = "labels", .kind = FIELD_MAP, .place = PLACE_BODY, .most = 3},
	{.name = "x-trace", .kind = FIELD_TEXT, .place = PLACE_HEADER},
	{.name = "requestId", .kind = FIELD_TEXT, .place = PLACE_QUERY, .fixed = true},
};
static const struct shape rest_shape = {"Request", 0, rest_fields, sizeof(rest_fields) / sizeof(*rest_fields)};
static const char *const paths[] = {"/v2/{instanceId}/{applicationId}/users", "/api/{applicationId}/users", NULL};
static const struct operation rest = {
	.name = "CreateUser", .method = "POST", .paths = paths, .request = &rest_shape, .supported = true};

static const struct field rpc_fields[] = {
	{.name = "Username", .kind = FIELD_TEXT, .place = PLACE_FORM},
	{.name = "Tag", .kind = FIELD_OBJECTS, .place = PLACE_FORM, .most = 3, .shape = &item_shape},
	{.name = "Config", .kind = FIELD_OBJECT, .place = PLACE_JSON_TEXT, .shape = &item_shape},
};
static const struct shape rpc_shape = {"Request", 0, rpc_fields, 3};
static const struct operation rpc = {.name = "CreateUser", .request = &rpc_shape, .supported = true};

struct attempt {
	bool made;
	struct call_request request;
	struct text problem;
};

/* From names and values in turn. */
static struct attempt make_from(struct arena *arena, const struct operation *operation, const char *const *given)
{
	struct attempt attempt = {0};
	struct parameter_list values = {arena_array(arena, 16, sizeof(struct parameter)), 0};
	json_use_arena(arena);
	for (; *given; given += 2)
		values.at[values.count++] = (struct parameter){text_of(given[0]), text_of(given[1])};
	attempt.made = call_request_make(arena, operation, values, &attempt.request, &attempt.problem);
	json_use_arena(NULL);
	return attempt;
}

#define MAKE(state, operation, ...) make_from(*(state), operation, (const char *const[]){__VA_ARGS__, NULL})
#define PLACES "instanceId", "i", "applicationId", "a"

static void assert_body(const struct attempt *attempt, const char *expected)
{
	assert_true(attempt->made);
	assert_text(attempt->request.body, expected);
}

static void the_path_is_the_first_whose_values_are_there(void **state)
{
	assert_text(MAKE(state, &rest, PLACES).request.path, "/v2/i/a/users");
	assert_text(MAKE(state, &rest, "applicationId", "a").request.path, "/api/a/users");
	assert_text(MAKE(state, &rest, "applicationId", "a/b?c").request.path, "/api/a%2Fb%3Fc/users");
}

static void a_path_without_its_values_is_refused(void **state)
{
	struct attempt attempt = MAKE(state, &rest, "username", "u");
	assert_false(attempt.made);
	assert_text(attempt.problem, "the parameter 'instanceId' is needed");
	assert_false(MAKE(state, &rest, "applicationId", "").made);
}

static void query_and_headers_are_kept_apart_from_the_body(void **state)
{
	struct attempt attempt = MAKE(state, &rest, PLACES, "maxResults", "5", "userIds.1", "u", "x-trace", "t");
	assert_body(&attempt, "{}");
	assert_text(call_form(*state, attempt.request.query), "maxResults=5&userIds.1=u");
	assert_int_equal(attempt.request.headers.count, 1);
	assert_text(attempt.request.headers.at[0].value, "t");
}

static void a_body_is_typed_by_the_fields(void **state)
{
	struct attempt attempt =
		MAKE(state, &rest, PLACES, "username", "7", "emailVerified", "true", "pageSize", "20", "count", "20");
	assert_body(&attempt, "{\"username\":\"7\",\"emailVerified\":true,\"pageSize\":20,\"count\":\"20\"}");
	assert_text(attempt.request.content_type, "application/json");
}

static void names_with_dots_make_lists_objects_and_maps(void **state)
{
	struct attempt attempt =
		MAKE(state, &rest, PLACES, "unitIds.1", "ou_x", "unitIds.2", "ou_y", "customFields.1.fieldName", "age",
			"customFields.1.fieldValue", "3", "config.fieldName", "n", "labels.a.b", "c");
	assert_body(&attempt,
		"{\"unitIds\":[\"ou_x\",\"ou_y\"],\"customFields\":[{\"fieldName\":\"age\","
		"\"fieldValue\":\"3\"}],\"config\":{\"fieldName\":\"n\"},\"labels\":{\"a.b\":\"c\"}}");
}

static void whole_values_are_taken_as_json(void **state)
{
	struct attempt attempt = MAKE(
		state, &rest, PLACES, "customFields", "[{\"fieldName\":\"age\"}]", "customFields.2.fieldName", "size");
	assert_body(&attempt, "{\"customFields\":[{\"fieldName\":\"age\"},{\"fieldName\":\"size\"}]}");
	assert_false(MAKE(state, &rest, PLACES, "config", "no JSON").made);
	assert_false(MAKE(state, &rest, PLACES, "config", "[]", "config.fieldName", "n").made);
}

static void what_cannot_be_placed_is_refused(void **state)
{
	static const char *const names[] = {"nothing", "requestId", "username.x", "customFields.1.nothing",
		"customFields.0.fieldName", "customFields.2.fieldName", "customFields.x.fieldName", "unitIds.1.x",
		"unitIds.4", "customFields.1", "config.nothing", "userIds", "userIds.9", "user"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (MAKE(state, &rest, PLACES, names[i], "x").made)
			fail_msg("'%s' was placed", names[i]);
	}
	assert_false(MAKE(state, &rest, PLACES, "pageSize", "many").made);
	assert_false(MAKE(state, &rest, PLACES, "emailVerified", "yes").made);
	assert_false(MAKE(state, &rest, PLACES, "username", "\xff").made);
}

static void a_problem_names_the_whole_parameter(void **state)
{
	assert_text(MAKE(state, &rest, PLACES, "customFields.1.nothing", "x").problem,
		"'customFields.1.nothing' is not a parameter");
}

static void rpc_parameters_are_flat_in_a_form(void **state)
{
	struct attempt attempt = MAKE(state, &rpc, "Username", "a b&c", "Tag.1.fieldName", "k", "Tag.3.fieldName", "l");
	assert_body(&attempt, "Username=a%20b%26c&Tag.1.fieldName=k&Tag.3.fieldName=l");
	assert_text(attempt.request.method, "POST");
	assert_text(attempt.request.path, "/");
	assert_text(attempt.request.content_type, "application/x-www-form-urlencoded");
}

static void json_in_a_form_is_built_from_dots_or_given_whole(void **state)
{
	const char *expected = "Config=%7B%22fieldName%22%3A%22n%22%7D";
	struct attempt dots = MAKE(state, &rpc, "Config.fieldName", "n");
	struct attempt whole = MAKE(state, &rpc, "Config", "{\"fieldName\": \"n\"}");
	assert_body(&dots, expected);
	assert_body(&whole, expected);
}

static void a_call_without_values_has_no_body(void **state)
{
	struct attempt attempt = make_from(*state, &rpc, (const char *const[]){NULL});
	assert_true(attempt.made);
	assert_null(attempt.request.body.at);
	assert_null(attempt.request.content_type.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_path_is_the_first_whose_values_are_there),
		cmocka_unit_test(a_path_without_its_values_is_refused),
		cmocka_unit_test(query_and_headers_are_kept_apart_from_the_body),
		cmocka_unit_test(a_body_is_typed_by_the_fields),
		cmocka_unit_test(names_with_dots_make_lists_objects_and_maps),
		cmocka_unit_test(whole_values_are_taken_as_json),
		cmocka_unit_test(what_cannot_be_placed_is_refused),
		cmocka_unit_test(a_problem_names_the_whole_parameter),
		cmocka_unit_test(rpc_parameters_are_flat_in_a_form),
		cmocka_unit_test(json_in_a_form_is_built_from_dots_or_given_whole),
		cmocka_unit_test(a_call_without_values_has_no_body),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

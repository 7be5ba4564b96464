#include "api/decode.h"
#include "tests/unit/unit.h"

struct part {
	struct text name;
	int64_t level;
	bool has_level;
};

struct part_list {
	struct part *at;
	size_t count;
};

struct thing {
	struct text id, title, extra;
	int64_t size, made;
	int colour;
	bool open;
	struct text_list tags;
	struct part_list parts;
	struct part main;
	bool has_size, has_open, has_main;
	struct map_list labels;
};

static const struct field part_fields[] = {
	{.name = "Name", .kind = FIELD_TEXT, .required = true, .offset = offsetof(struct part, name), .maximum = 8},
	{.name = "Level",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct part, level),
		.has_offset = offsetof(struct part, has_level),
		.minimum = 1,
		.maximum = 9,
		.standard = "5"},
};
static const struct shape part_shape = {"part", sizeof(struct part), part_fields, 2};

static const char *const colours[] = {"red", "green", NULL};

#define AT(member) .offset = offsetof(struct thing, member)
#define AT_WITH(member) AT(member), .has_offset = offsetof(struct thing, has_##member)

static const struct field fields[] = {
	{.name = "Id", .kind = FIELD_TEXT, .place = PLACE_FORM, .required = true, AT(id), .maximum = 8},
	{.name = "Title", .kind = FIELD_TEXT, .place = PLACE_FORM, AT(title), .minimum = 2, .maximum = 4},
	{.name = "Extra", .kind = FIELD_JSON, .place = PLACE_FORM, AT(extra)},
	{.name = "Size", .kind = FIELD_INTEGER, .place = PLACE_FORM, AT_WITH(size), .maximum = 100, .standard = "20"},
	{.name = "Made", .kind = FIELD_TIME, .place = PLACE_FORM, AT(made)},
	{.name = "Colour", .kind = FIELD_ENUM, .place = PLACE_FORM, AT(colour), .names = colours},
	{.name = "Open", .kind = FIELD_BOOLEAN, .place = PLACE_FORM, AT_WITH(open)},
	{.name = "Tags", .kind = FIELD_TEXTS, .place = PLACE_FORM, AT(tags), .maximum = 8, .most = 3},
	{.name = "Parts",
		.kind = FIELD_OBJECTS,
		.place = PLACE_FORM,
		AT(parts),
		.size = sizeof(struct part),
		.most = 3,
		.shape = &part_shape},
	{.name = "Main", .kind = FIELD_OBJECT, .place = PLACE_FORM, AT_WITH(main), .shape = &part_shape},
	{.name = "Labels", .kind = FIELD_MAP, .place = PLACE_FORM, AT(labels), .maximum = 8, .most = 2},
};
static const struct shape thing_shape = {"thing", sizeof(struct thing), fields, sizeof(fields) / sizeof(*fields)};

/* Other places: the same struct, its members sent in other ways. */
static const struct field placed_fields[] = {
	{.name = "id", .kind = FIELD_TEXT, .place = PLACE_PATH, .required = true, AT(id), .maximum = 8},
	{.name = "X-Title", .kind = FIELD_TEXT, .place = PLACE_HEADER, AT(title), .maximum = 8},
	{.name = "parts",
		.kind = FIELD_OBJECTS,
		.place = PLACE_JSON_TEXT,
		AT(parts),
		.size = sizeof(struct part),
		.most = 3,
		.shape = &part_shape},
	{.name = "tags", .kind = FIELD_TEXTS, .place = PLACE_BODY, AT(tags), .maximum = 8, .most = 3},
	{.name = "size", .kind = FIELD_INTEGER, .place = PLACE_QUERY, AT_WITH(size), .fixed = true, .standard = "7"},
};
static const struct shape placed_shape = {"placed", sizeof(struct thing), placed_fields, 5};

static struct visit *visit_of(struct arena *arena, const struct shape *shape, struct text query)
{
	struct exchange *exchange = arena_alloc(arena, sizeof(*exchange));
	*exchange = (struct exchange){.arena = arena, .request = {.query = query, .body = TEXT("")}};
	struct operation *operation = arena_alloc(arena, sizeof(*operation));
	operation->request = shape;
	struct visit *visit = arena_alloc(arena, sizeof(*visit));
	*visit = (struct visit){
		.exchange = exchange, .operation = operation, .in = arena_alloc(arena, sizeof(struct thing))};
	return visit;
}

static void set_body(struct visit *visit, struct text type, struct text body)
{
	struct http_header *header = arena_alloc(visit->exchange->arena, sizeof(*header));
	*header = (struct http_header){TEXT("content-type"), type};
	visit->exchange->request.headers = header;
	visit->exchange->request.header_count = 1;
	visit->exchange->request.body = body;
}

static struct error decode_query(struct arena *arena, const char *query, struct thing **thing)
{
	struct visit *visit = visit_of(arena, &thing_shape, text_of(query));
	*thing = visit->in;
	struct error error = decode_parameters(visit);
	return error_ok(error) ? decode_request(visit) : error;
}

static struct error decode_text(struct arena *arena, const char *json, struct thing **thing)
{
	*thing = arena_alloc(arena, sizeof(**thing));
	return decode_json(arena, &thing_shape, text_of(json), *thing);
}

static void assert_error(struct error error, enum error_code code, const char *subject)
{
	assert_int_equal(error.code, code);
	assert_text(error.subject, subject);
}

static void assert_query_fails(void **state, const char *query, enum error_code code, const char *subject)
{
	struct thing *thing;
	assert_error(decode_query(*state, query, &thing), code, subject);
}

static void assert_json_fails(void **state, const char *json, enum error_code code, const char *subject)
{
	struct thing *thing;
	assert_error(decode_text(*state, json, &thing), code, subject);
}

/* Both spellings of a full request give this. */
static void assert_full(const struct thing *thing)
{
	assert_text(thing->id, "a");
	assert_text(thing->title, "b c");
	assert_int_equal(thing->size, 0);
	assert_true(thing->has_size);
	assert_int_equal(thing->made, 1000);
	assert_int_equal(thing->colour, 2);
	assert_true(thing->has_open && thing->open);
	assert_int_equal(thing->tags.count, 2);
	assert_text(thing->tags.at[1], "y");
	assert_int_equal(thing->parts.count, 2);
	assert_text(thing->parts.at[0].name, "p");
	assert_int_equal(thing->parts.at[0].level, 5);
	assert_int_equal(thing->parts.at[1].level, 9);
	assert_true(thing->has_main);
	assert_text(thing->main.name, "m");
	assert_int_equal(thing->labels.count, 2);
	assert_text(thing->labels.at[0].name, "k");
	assert_text(thing->labels.at[0].value, "v");
	assert_text(thing->labels.at[1].value, "");
}

static void parameters_fill_every_kind(void **state)
{
	struct thing *thing;
	assert_true(error_ok(decode_query(*state,
		"Id=a&Title=b+c&Size=0&Made=1000&Colour=green&Open=TRUE&Tags.1=x&Tags.2=y&Extra=%7B%7D"
		"&Parts.1.Name=p&Parts.2.Name=q&Parts.2.Level=9&Main.Name=m&Labels.k=v&Labels.l.m=",
		&thing)));
	assert_full(thing);
	assert_text(thing->extra, "{}");
	assert_text(thing->labels.at[1].name, "l.m");
}

static void json_fills_every_kind(void **state)
{
	struct thing *thing;
	assert_true(error_ok(decode_text(*state,
		"{\"Id\":\"a\",\"Title\":\"b c\",\"Size\":0,\"Made\":1000,\"Colour\":\"green\",\"Open\":true,"
		"\"Tags\":[\"x\",\"y\"],\"Extra\":{ \"n\": [1, null] },"
		"\"Parts\":[{\"Name\":\"p\"},{\"Name\":\"q\",\"Level\":9}],\"Main\":{\"Name\":\"m\"},"
		"\"Labels\":{\"k\":\"v\",\"l\":\"\"}}",
		&thing)));
	assert_full(thing);
	assert_text(thing->extra, "{\"n\":[1,null]}");
}

static void what_is_not_sent_is_absent_or_has_its_default(void **state)
{
	static const char *const spellings[] = {
		"{\"Id\":\"a\"}",
		"{\"Id\":\"a\",\"Title\":null,\"Size\":null,\"Made\":null,\"Colour\":null,\"Open\":null,\"Tags\":null,"
		"\"Parts\":null,\"Main\":null,\"Labels\":null,\"Extra\":null,\"Unknown\":1}",
	};
	struct thing *things[3];
	assert_true(error_ok(decode_query(*state, "Id=a&Size=&Made=&Colour=&Open=&Unknown=1&Tag=x", &things[0])));
	assert_true(error_ok(decode_text(*state, spellings[0], &things[1])));
	assert_true(error_ok(decode_text(*state, spellings[1], &things[2])));
	for (int i = 0; i < 3; i++) {
		assert_null(things[i]->title.at);
		assert_int_equal(things[i]->size, 20);
		assert_int_equal(things[i]->made, 0);
		assert_int_equal(things[i]->colour, 0);
		assert_false(things[i]->has_open);
		assert_null(things[i]->tags.at);
		assert_null(things[i]->parts.at);
		assert_false(things[i]->has_main);
		assert_null(things[i]->labels.at);
	}
}

static void gaps_in_numbered_lists_are_closed(void **state)
{
	struct thing *thing;
	assert_true(error_ok(decode_query(*state, "Tags.3=z&Id=a&Tags.1=x&Parts.2.Name=q", &thing)));
	assert_int_equal(thing->tags.count, 2);
	assert_text(thing->tags.at[0], "x");
	assert_text(thing->tags.at[1], "z");
	assert_int_equal(thing->parts.count, 1);
	assert_text(thing->parts.at[0].name, "q");
}

static void bad_numbers_of_a_list_are_refused(void **state)
{
	assert_query_fails(state, "Id=a&Tags.0=x", ERROR_PARAMETER_INVALID, "Tags.0");
	assert_query_fails(state, "Id=a&Tags.x=x", ERROR_PARAMETER_INVALID, "Tags.x");
	assert_query_fails(state, "Id=a&Tags.=x", ERROR_PARAMETER_INVALID, "Tags.");
	assert_query_fails(state, "Id=a&Tags.-1=x", ERROR_PARAMETER_INVALID, "Tags.-1");
	assert_query_fails(state, "Id=a&Tags.01=x", ERROR_PARAMETER_INVALID, "Tags.1");
	assert_query_fails(state, "Id=a&Tags.1.x=x", ERROR_PARAMETER_INVALID, "Tags.1");
	assert_query_fails(
		state, "Id=a&Tags.18446744073709551617=x", ERROR_PARAMETER_INVALID, "Tags.18446744073709551617");
	assert_query_fails(state, "Id=a&Tags.4=x", ERROR_PARAMETER_LENGTH, "Tags");
}

static void an_empty_list_that_was_sent_is_present(void **state)
{
	struct thing *thing;
	assert_true(error_ok(decode_text(*state, "{\"Id\":\"a\",\"Tags\":[],\"Parts\":[]}", &thing)));
	assert_non_null(thing->tags.at);
	assert_int_equal(thing->tags.count, 0);
	assert_non_null(thing->parts.at);
	assert_int_equal(thing->parts.count, 0);
}

static void required_fields_must_be_there_and_not_be_empty(void **state)
{
	assert_query_fails(state, "", ERROR_PARAMETER_MISSING, "Id");
	assert_query_fails(state, "Id=", ERROR_PARAMETER_MISSING, "Id");
	assert_json_fails(state, "{\"Id\":null}", ERROR_PARAMETER_MISSING, "Id");
	assert_json_fails(state, "{\"Id\":\"\"}", ERROR_PARAMETER_MISSING, "Id");
	assert_query_fails(state, "Id=a&Parts.2.Level=1", ERROR_PARAMETER_MISSING, "Parts.2.Name");
	assert_query_fails(state, "Id=a&Main.Level=1", ERROR_PARAMETER_MISSING, "Main.Name");
	assert_json_fails(
		state, "{\"Id\":\"a\",\"Parts\":[{\"Name\":\"p\"},{}]}", ERROR_PARAMETER_MISSING, "Parts.2.Name");
	assert_json_fails(state, "{\"Id\":\"a\",\"Main\":{}}", ERROR_PARAMETER_MISSING, "Main.Name");
}

static void a_required_list_must_have_an_item(void **state)
{
	const struct field field = {
		.name = "Tags", .kind = FIELD_TEXTS, .required = true, AT(tags), .maximum = 8, .most = 3};
	const struct shape shape = {"listed", sizeof(struct thing), &field, 1};
	struct thing thing = {.has_size = false};
	assert_error(decode_json(*state, &shape, TEXT("{\"Tags\":[]}"), &thing), ERROR_PARAMETER_MISSING, "Tags");
	assert_error(decode_values(*state, &shape, (struct parameter_list){NULL, 0}, &thing), ERROR_PARAMETER_MISSING,
		"Tags");
}

static void a_required_map_must_have_an_entry(void **state)
{
	const struct field field = {
		.name = "Labels", .kind = FIELD_MAP, .required = true, AT(labels), .maximum = 8, .most = 2};
	const struct shape shape = {"labelled", sizeof(struct thing), &field, 1};
	struct thing thing = {.has_size = false};
	assert_error(decode_json(*state, &shape, TEXT("{}"), &thing), ERROR_PARAMETER_MISSING, "Labels");
	assert_error(decode_json(*state, &shape, TEXT("{\"Labels\":{}}"), &thing), ERROR_PARAMETER_MISSING, "Labels");
	assert_error(decode_values(*state, &shape, (struct parameter_list){NULL, 0}, &thing), ERROR_PARAMETER_MISSING,
		"Labels");
}

static void what_is_out_of_bounds_is_refused_by_name(void **state)
{
	assert_query_fails(state, "Id=a&Title=b", ERROR_PARAMETER_LENGTH, "Title");
	assert_query_fails(state, "Id=a&Size=101", ERROR_PARAMETER_INVALID, "Size");
	assert_query_fails(state, "Id=a&Tags.2=", ERROR_PARAMETER_INVALID, "Tags.2");
	assert_query_fails(state, "Id=a&Tags.2=123456789", ERROR_PARAMETER_LENGTH, "Tags.2");
	assert_query_fails(state, "Id=a&Parts.1.Name=p&Parts.1.Level=0", ERROR_PARAMETER_INVALID, "Parts.1.Level");
	assert_query_fails(state, "Id=a&Labels.a=1&Labels.b=2&Labels.c=3", ERROR_PARAMETER_LENGTH, "Labels");
	assert_query_fails(state, "Id=a&Labels.a=123456789", ERROR_PARAMETER_LENGTH, "Labels.a");
	assert_json_fails(state, "{\"Id\":\"a\",\"Tags\":[\"1\",\"2\",\"3\",\"4\"]}", ERROR_PARAMETER_LENGTH, "Tags");
	assert_json_fails(state, "{\"Id\":\"a\",\"Tags\":[\"1\",\"\"]}", ERROR_PARAMETER_INVALID, "Tags.2");
	assert_json_fails(state, "{\"Id\":\"a\",\"Labels\":{\"a\":\"123456789\"}}", ERROR_PARAMETER_LENGTH, "Labels.a");
}

static void json_of_the_wrong_kind_is_refused(void **state)
{
	assert_json_fails(state, "{\"Id\":1}", ERROR_PARAMETER_INVALID, "Id");
	assert_json_fails(state, "{\"Id\":\"a\",\"Tags\":\"x\"}", ERROR_PARAMETER_INVALID, "Tags");
	assert_json_fails(state, "{\"Id\":\"a\",\"Tags\":[null]}", ERROR_PARAMETER_INVALID, "Tags.1");
	assert_json_fails(state, "{\"Id\":\"a\",\"Parts\":{}}", ERROR_PARAMETER_INVALID, "Parts");
	assert_json_fails(state, "{\"Id\":\"a\",\"Parts\":[1]}", ERROR_PARAMETER_INVALID, "Parts.1");
	assert_json_fails(state, "{\"Id\":\"a\",\"Main\":[]}", ERROR_PARAMETER_INVALID, "Main");
	assert_json_fails(state, "{\"Id\":\"a\",\"Labels\":[]}", ERROR_PARAMETER_INVALID, "Labels");
	assert_json_fails(state, "{\"Id\":\"a\",\"Labels\":{\"a\":1}}", ERROR_PARAMETER_INVALID, "Labels.a");
}

static void duplicates_are_refused(void **state)
{
	assert_query_fails(state, "Id=a&Id=a", ERROR_PARAMETER_DUPLICATE, "Id");
	assert_query_fails(state, "Id=a&Unknown=1&Unknown=2", ERROR_PARAMETER_DUPLICATE, "Unknown");
}

static void query_and_form_are_one(void **state)
{
	struct visit *visit = visit_of(*state, &thing_shape, TEXT("Id=a&Tags.2=y"));
	set_body(visit, TEXT("Application/X-WWW-Form-Urlencoded ; charset=utf-8"), TEXT("Title=bc&Tags.1=x"));
	assert_true(error_ok(decode_parameters(visit)));
	assert_true(error_ok(decode_request(visit)));
	const struct thing *thing = visit->in;
	assert_text(thing->id, "a");
	assert_text(thing->title, "bc");
	assert_text(thing->tags.at[0], "x");
	assert_text(thing->tags.at[1], "y");
	assert_int_equal(visit->query.count, 2);
	assert_text(decode_find(visit, "Title"), "bc");
	assert_null(decode_find(visit, "title").at);
}

static void what_both_query_and_form_have_is_a_duplicate(void **state)
{
	struct visit *visit = visit_of(*state, &thing_shape, TEXT("Id=a"));
	set_body(visit, TEXT("application/x-www-form-urlencoded"), TEXT("Id=a"));
	assert_error(decode_parameters(visit), ERROR_PARAMETER_DUPLICATE, "Id");
}

static void bad_escapes_are_refused(void **state)
{
	assert_query_fails(state, "Id=%zz", ERROR_PARAMETER_INVALID, "Query");
	assert_query_fails(state, "Id=%ff", ERROR_PARAMETER_INVALID, "Query");
	struct visit *visit = visit_of(*state, &thing_shape, TEXT(""));
	set_body(visit, TEXT("application/x-www-form-urlencoded"), TEXT("Id=%0"));
	assert_error(decode_parameters(visit), ERROR_BODY_MALFORMED, "Body");
}

static void a_body_must_be_a_json_object(void **state)
{
	struct visit *visit = visit_of(*state, &placed_shape, TEXT(""));
	assert_true(error_ok(decode_body(visit)));
	assert_null(visit->body);
	set_body(visit, TEXT("text/plain"), TEXT("{}"));
	assert_error(decode_body(visit), ERROR_CONTENT_TYPE_WRONG, "ContentType");
	set_body(visit, TEXT("application/json"), TEXT("[]"));
	assert_error(decode_body(visit), ERROR_BODY_MALFORMED, "Body");
	set_body(visit, TEXT("application/json"), TEXT("{\"a\":1,\"a\":1}"));
	assert_error(decode_body(visit), ERROR_BODY_MALFORMED, "Body");
}

static void fields_are_read_where_they_travel(void **state)
{
	struct visit *visit = visit_of(
		*state, &placed_shape, TEXT("parts=%5B%7B%22Name%22%3A%22p%22%7D%5D&id=query&tags.1=query&size=9"));
	set_body(visit, TEXT("application/json"), TEXT("{\"tags\":[\"x\"],\"id\":\"body\",\"parts\":1}"));
	const struct http_header headers[] = {visit->exchange->request.headers[0], {TEXT("x-title"), TEXT("t")}};
	struct http_header copies[] = {headers[0], headers[1]};
	visit->exchange->request.headers = copies;
	visit->exchange->request.header_count = 2;
	visit->match = (struct route_match){.names = {TEXT("id")}, .values = {TEXT("path")}, .count = 1};
	assert_true(error_ok(decode_parameters(visit)));
	assert_true(error_ok(decode_body(visit)));
	assert_true(error_ok(decode_request(visit)));
	const struct thing *thing = visit->in;
	assert_text(thing->id, "path");
	assert_text(thing->title, "t");
	assert_int_equal(thing->parts.count, 1);
	assert_text(thing->parts.at[0].name, "p");
	assert_text(thing->tags.at[0], "x");
	assert_false(thing->has_size); /* the door fills it in */
}

static void json_text_that_is_none_is_refused(void **state)
{
	struct visit *visit = visit_of(*state, &placed_shape, TEXT("parts=%5B"));
	visit->match = (struct route_match){.names = {TEXT("id")}, .values = {TEXT("path")}, .count = 1};
	assert_true(error_ok(decode_parameters(visit)));
	assert_error(decode_request(visit), ERROR_PARAMETER_INVALID, "parts");
	visit = visit_of(*state, &placed_shape, TEXT("parts="));
	visit->match = (struct route_match){.names = {TEXT("id")}, .values = {TEXT("path")}, .count = 1};
	assert_true(error_ok(decode_parameters(visit)));
	assert_true(error_ok(decode_request(visit)));
	assert_null(((const struct thing *)visit->in)->parts.at);
}

static void what_the_operation_refuses_is_named(void **state)
{
	static const char *const refused[] = {"Colour", "Pages", NULL};
	static const struct {
		const char *query, *body, *subject;
	} cases[] = {
		{"Colour=red", "{}", "Colour"},
		{"Pages.1.Name=a", "{}", "Pages"},
		{"", "{\"Pages\":[]}", "Pages"},
		{"Colours=red&PagesOf=a", "{\"Colour\":null}", NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		static const struct shape nothing = {.name = "nothing"};
		struct operation operation = {.request = &nothing, .refuses = refused};
		struct visit *visit = visit_of(*state, &nothing, text_of(cases[i].query));
		set_body(visit, TEXT("application/json"), text_of(cases[i].body));
		visit->operation = &operation;
		assert_true(error_ok(decode_parameters(visit)) && error_ok(decode_body(visit)));
		if (cases[i].subject)
			assert_error(decode_request(visit), ERROR_PARAMETER_UNSUPPORTED, cases[i].subject);
		else
			assert_true(error_ok(decode_request(visit)));
	}
}

static void our_own_json_that_is_none_is_our_fault(void **state)
{
	struct thing *thing;
	assert_int_equal(decode_text(*state, "{", &thing).code, ERROR_INTERNAL);
	assert_int_equal(decode_text(*state, "[]", &thing).code, ERROR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_fill_every_kind),
		cmocka_unit_test(json_fills_every_kind),
		cmocka_unit_test(what_is_not_sent_is_absent_or_has_its_default),
		cmocka_unit_test(gaps_in_numbered_lists_are_closed),
		cmocka_unit_test(bad_numbers_of_a_list_are_refused),
		cmocka_unit_test(an_empty_list_that_was_sent_is_present),
		cmocka_unit_test(required_fields_must_be_there_and_not_be_empty),
		cmocka_unit_test(a_required_list_must_have_an_item),
		cmocka_unit_test(a_required_map_must_have_an_entry),
		cmocka_unit_test(what_is_out_of_bounds_is_refused_by_name),
		cmocka_unit_test(json_of_the_wrong_kind_is_refused),
		cmocka_unit_test(duplicates_are_refused),
		cmocka_unit_test(query_and_form_are_one),
		cmocka_unit_test(what_both_query_and_form_have_is_a_duplicate),
		cmocka_unit_test(bad_escapes_are_refused),
		cmocka_unit_test(a_body_must_be_a_json_object),
		cmocka_unit_test(fields_are_read_where_they_travel),
		cmocka_unit_test(json_text_that_is_none_is_refused),
		cmocka_unit_test(what_the_operation_refuses_is_named),
		cmocka_unit_test(our_own_json_that_is_none_is_our_fault),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

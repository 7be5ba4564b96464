#include "api/encode.h"
#include "tests/unit/unit.h"

struct inner {
	struct text name;
	int64_t level;
};

struct inner_list {
	struct inner *at;
	size_t count;
};

struct answer {
	struct text name, raw;
	int64_t number, spelled;
	bool yes, spelled_yes;
	int colour;
	struct text_list texts, wrapped_texts;
	struct inner_list items, wrapped_items;
	struct inner object, flat;
	struct map_list map;
};

struct times {
	int64_t natural, iso, seconds, string, local;
};

static const struct field inner_fields[] = {
	{.name = "Name", .kind = FIELD_TEXT, .offset = offsetof(struct inner, name)},
	{.name = "Level", .kind = FIELD_INTEGER, .offset = offsetof(struct inner, level)},
};
static const struct shape inner_shape = {"inner", sizeof(struct inner), inner_fields, 2};

static const char *const colours[] = {"red", "green", NULL};

#define AT(member) .offset = offsetof(struct answer, member)
#define ITEMS .size = sizeof(struct inner), .shape = &inner_shape

static const struct field scalar_fields[] = {
	{.name = "Name", .kind = FIELD_TEXT, AT(name)},
	{.name = "Raw", .kind = FIELD_JSON, AT(raw)},
	{.name = "Number", .kind = FIELD_INTEGER, AT(number)},
	{.name = "Spelled", .kind = FIELD_INTEGER, .form = FORM_STRING, AT(spelled)},
	{.name = "Yes", .kind = FIELD_BOOLEAN, AT(yes)},
	{.name = "SpelledYes", .kind = FIELD_BOOLEAN, .form = FORM_STRING, AT(spelled_yes)},
	{.name = "Colour", .kind = FIELD_ENUM, AT(colour), .names = colours},
};
static const struct shape scalar_shape = {"scalars", sizeof(struct answer), scalar_fields, 7};

static const struct field nested_fields[] = {
	{.name = "Texts", .kind = FIELD_TEXTS, AT(texts)},
	{.name = "Roles", .kind = FIELD_TEXTS, AT(wrapped_texts), .wrap = "Role"},
	{.name = "Items", .kind = FIELD_OBJECTS, AT(items), ITEMS},
	{.name = "Users", .kind = FIELD_OBJECTS, AT(wrapped_items), ITEMS, .wrap = "User"},
	{.name = "Object", .kind = FIELD_OBJECT, AT(object), .shape = &inner_shape},
	{.name = "Flat", .kind = FIELD_FLAT, AT(flat), .shape = &inner_shape},
	{.name = "Map", .kind = FIELD_MAP, AT(map)},
};
static const struct shape nested_shape = {"nested", sizeof(struct answer), nested_fields, 7};

static const struct field time_fields[] = {
	{.name = "Natural", .kind = FIELD_TIME, .offset = offsetof(struct times, natural)},
	{.name = "Iso", .kind = FIELD_TIME, .form = FORM_ISO, .offset = offsetof(struct times, iso)},
	{.name = "Seconds", .kind = FIELD_TIME, .form = FORM_SECONDS, .offset = offsetof(struct times, seconds)},
	{.name = "String", .kind = FIELD_TIME, .form = FORM_STRING, .offset = offsetof(struct times, string)},
	{.name = "Local", .kind = FIELD_TIME, .form = FORM_LOCAL, .offset = offsetof(struct times, local)},
};
static const struct shape time_shape = {"times", sizeof(struct times), time_fields, 5};

static const struct encode_options omit = {.empty_when_unset = false}, empty = {.empty_when_unset = true};

static void assert_json(void **state, const struct shape *shape, const void *structure, const char *expected)
{
	assert_text(encode_json(*state, shape, structure, omit), expected);
}

/* `expected` is what stands in the root. */
static void assert_xml(void **state, const struct shape *shape, const void *structure, const char *expected)
{
	struct text whole = text_print(*state, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Root>%s</Root>", expected);
	assert_text(encode_xml(*state, TEXT("Root"), shape, structure, omit), whole.at);
}

static const struct answer scalars = {
	.name = TEXT("a\"<b>&c"),
	.raw = TEXT("{\"x\":[1]}"),
	.number = -5,
	.spelled = 7,
	.yes = true,
	.colour = 2,
};

static void scalars_in_json(void **state)
{
	assert_json(state, &scalar_shape, &scalars,
		"{\"Name\":\"a\\\"<b>&c\",\"Raw\":{\"x\":[1]},\"Number\":-5,\"Spelled\":\"7\",\"Yes\":true,"
		"\"SpelledYes\":\"false\",\"Colour\":\"green\"}");
}

static void scalars_in_xml(void **state)
{
	assert_xml(state, &scalar_shape, &scalars,
		"<Name>a\"&lt;b&gt;&amp;c</Name><Raw>{\"x\":[1]}</Raw><Number>-5</Number><Spelled>7</Spelled>"
		"<Yes>true</Yes><SpelledYes>false</SpelledYes><Colour>green</Colour>");
}

static void what_is_unset_is_left_out(void **state)
{
	const struct answer none = {.number = 0};
	assert_json(
		state, &scalar_shape, &none, "{\"Number\":0,\"Spelled\":\"0\",\"Yes\":false,\"SpelledYes\":\"false\"}");
	assert_xml(state, &scalar_shape, &none,
		"<Number>0</Number><Spelled>0</Spelled><Yes>false</Yes><SpelledYes>false</SpelledYes>");
	assert_json(state, &time_shape, &(struct times){.natural = 0}, "{}");
}

static void what_is_unset_is_empty_where_the_family_says_so(void **state)
{
	const struct answer none = {.number = 0};
	assert_text(encode_json(*state, &scalar_shape, &none, empty),
		"{\"Name\":\"\",\"Number\":0,\"Spelled\":\"0\",\"Yes\":false,\"SpelledYes\":\"false\",\"Colour\":"
		"\"\"}");
	assert_text(encode_json(*state, &time_shape, &(struct times){.natural = 0}, empty),
		"{\"Natural\":\"\",\"Iso\":\"\",\"Seconds\":\"\",\"String\":\"\",\"Local\":\"\"}");
}

static void what_is_unset_is_left_out_where_its_field_says_so(void **state)
{
	static const struct field fields[] = {
		{.name = "Name", .kind = FIELD_TEXT, .omitted = true, AT(name)},
		{.name = "Colour", .kind = FIELD_ENUM, AT(colour), .names = colours},
	};
	static const struct shape shape = {"answer", sizeof(struct answer), fields, 2};
	assert_text(encode_json(*state, &shape, &(struct answer){.number = 0}, empty), "{\"Colour\":\"\"}");
	assert_text(encode_json(*state, &shape, &(struct answer){.name = TEXT("")}, empty),
		"{\"Name\":\"\",\"Colour\":\"\"}");
}

static void empty_text_is_not_unset(void **state)
{
	const struct answer answer = {.name = TEXT("")};
	const struct shape shape = {"one", sizeof(answer), scalar_fields, 1};
	assert_json(state, &shape, &answer, "{\"Name\":\"\"}");
	assert_xml(state, &shape, &answer, "<Name></Name>");
}

static void times_in_every_form(void **state)
{
	const int64_t time = INT64_C(1136214245678);
	const struct times times = {time, time, time, time, time};
	assert_json(state, &time_shape, &times,
		"{\"Natural\":1136214245678,\"Iso\":\"2006-01-02T15:04:05Z\",\"Seconds\":1136214245,"
		"\"String\":\"1136214245678\",\"Local\":\"2006-01-02 15:04:05.678\"}");
	assert_xml(state, &time_shape, &times,
		"<Natural>1136214245678</Natural><Iso>2006-01-02T15:04:05Z</Iso><Seconds>1136214245</Seconds>"
		"<String>1136214245678</String><Local>2006-01-02 15:04:05.678</Local>");
}

static struct answer nested_in(struct arena *arena)
{
	struct text *texts = arena_array(arena, 2, sizeof(*texts));
	texts[0] = TEXT("x");
	texts[1] = TEXT("<");
	struct inner *items = arena_array(arena, 2, sizeof(*items));
	items[0] = (struct inner){TEXT("a"), 1};
	items[1] = (struct inner){{NULL, 0}, 2};
	struct map_entry *entries = arena_array(arena, 1, sizeof(*entries));
	entries[0] = (struct map_entry){TEXT("k"), TEXT("v")};
	return (struct answer){
		.texts = {texts, 2},
		.wrapped_texts = {texts, 1},
		.items = {items, 2},
		.wrapped_items = {items, 1},
		.object = {TEXT("o"), 3},
		.flat = {TEXT("f"), 4},
		.map = {entries, 1},
	};
}

static void nested_fields_in_json(void **state)
{
	struct answer answer = nested_in(*state);
	assert_json(state, &nested_shape, &answer,
		"{\"Texts\":[\"x\",\"<\"],\"Roles\":{\"Role\":[\"x\"]},\"Items\":[{\"Name\":\"a\",\"Level\":1},{"
		"\"Level\":2}],"
		"\"Users\":{\"User\":[{\"Name\":\"a\",\"Level\":1}]},\"Object\":{\"Name\":\"o\",\"Level\":3},"
		"\"Name\":\"f\",\"Level\":4,\"Map\":{\"k\":\"v\"}}");
}

static void nested_fields_in_xml(void **state)
{
	struct answer answer = nested_in(*state);
	assert_xml(state, &nested_shape, &answer,
		"<Texts>x</Texts><Texts>&lt;</Texts><Roles><Role>x</Role></Roles>"
		"<Items><Name>a</Name><Level>1</Level></Items><Items><Level>2</Level></Items>"
		"<Users><User><Name>a</Name><Level>1</Level></User></Users>"
		"<Object><Name>o</Name><Level>3</Level></Object><Name>f</Name><Level>4</Level><Map><k>v</k></Map>");
}

static void empty_lists_are_written(void **state)
{
	const struct answer none = {.number = 0};
	assert_json(state, &nested_shape, &none,
		"{\"Texts\":[],\"Roles\":{\"Role\":[]},\"Items\":[],\"Users\":{\"User\":[]},"
		"\"Object\":{\"Level\":0},\"Level\":0,\"Map\":{}}");
	assert_xml(state, &nested_shape, &none,
		"<Roles></Roles><Users></Users><Object><Level>0</Level></Object><Level>0</Level><Map></Map>");
}

static void what_xml_cannot_say_is_replaced(void **state)
{
	struct builder out = builder_in(*state, 1000);
	encode_xml_element(&out, TEXT("A"),
		TEXT("\x01"
		     "b\t\n\r\x1f\xef\xbf\xbe"
		     "c\xef\xbf\xbf"));
	assert_text(builder_text(&out),
		"<A>\xef\xbf\xbd"
		"b\t\n\r\xef\xbf\xbd\xef\xbf\xbd"
		"c\xef\xbf\xbd</A>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_in_json),
		cmocka_unit_test(scalars_in_xml),
		cmocka_unit_test(what_is_unset_is_left_out),
		cmocka_unit_test(what_is_unset_is_empty_where_the_family_says_so),
		cmocka_unit_test(what_is_unset_is_left_out_where_its_field_says_so),
		cmocka_unit_test(empty_text_is_not_unset),
		cmocka_unit_test(times_in_every_form),
		cmocka_unit_test(nested_fields_in_json),
		cmocka_unit_test(nested_fields_in_xml),
		cmocka_unit_test(empty_lists_are_written),
		cmocka_unit_test(what_xml_cannot_say_is_replaced),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

/* The decoder of every operation. Whatever it takes must be what the shape promises to the handlers, and an answer can
 * be made of it; whatever it refuses, it must name. Two bytes choose the operation (ALL: every one), the next one where
 * the rest travels. */
#include "api/decode.h"
#include "api/door.h"
#include "api/encode.h"
#include "api/value.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

#define ALL 0xffff
#define FILLER "item_1" /* for what the path must have when the rest travels elsewhere */

enum way {
	WAY_QUERY,
	WAY_FORM,
	WAY_BODY,
	WAY_PATH,   /* values, a slash between two */
	WAY_HEADER, /* values, a line feed between two */
	WAY_JSON,   /* the whole request, as decode_json reads it */
	WAYS,
};

static void check_structure(struct arena *arena, const struct shape *shape, const void *structure);

static void check_one_text(const struct field *field, struct text text)
{
	int64_t characters = (int64_t)text_characters(text);
	assert(text_is_utf8(text));
	assert(characters >= field->minimum && characters <= field->maximum);
	assert(error_ok(value_check_text(field, TEXT("again"), text)));
}

static void check_list(struct arena *arena, const struct field *field, const void *at)
{
	const struct list *list = at; /* a text_list looks the same */
	assert((int64_t)list->count <= field->most);
	assert(!field->required || list->count > 0);
	for (size_t i = 0; i < list->count; i++) {
		if (field->kind == FIELD_TEXTS)
			check_one_text(field, ((const struct text *)list->at)[i]);
		else
			check_structure(arena, field->shape, (const char *)list->at + i * field->size);
	}
}

static void check_map(const struct field *field, const struct map_list *map)
{
	assert((int64_t)map->count <= field->most);
	assert(!field->required || map->count > 0);
	for (size_t i = 0; i < map->count; i++) {
		assert(text_is_utf8(map->at[i].name));
		check_one_text(field, map->at[i].value);
	}
}

static void check_json(struct arena *arena, struct text text)
{
	json_t *value;
	const char *problem;
	json_use_arena(arena);
	assert(json_read(text, &value, &problem));
	json_use_arena(NULL);
}

static void check_enum(const struct field *field, int chosen)
{
	assert(chosen >= 1);
	for (int i = 0; i < chosen; i++)
		assert(field->names[i]);
}

static void check_value(struct arena *arena, const struct field *field, const void *at)
{
	switch (field->kind) {
	case FIELD_TEXT:
		assert(!field->required || ((const struct text *)at)->length > 0);
		check_one_text(field, *(const struct text *)at);
		break;
	case FIELD_JSON:
		check_json(arena, *(const struct text *)at);
		break;
	case FIELD_INTEGER:
		assert(*(const int64_t *)at >= field->minimum && *(const int64_t *)at <= field->maximum);
		break;
	case FIELD_TIME:
		assert(*(const int64_t *)at > 0);
		break;
	case FIELD_ENUM:
		check_enum(field, *(const int *)at);
		break;
	case FIELD_TEXTS:
	case FIELD_OBJECTS:
		check_list(arena, field, at);
		break;
	case FIELD_OBJECT:
		check_structure(arena, field->shape, at);
		break;
	case FIELD_MAP:
		check_map(field, at);
		break;
	default:
		break;
	}
}

static void check_structure(struct arena *arena, const struct shape *shape, const void *structure)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		if (field->fixed)
			continue;
		bool present = field_present(field, structure);
		assert(present || !field->required);
		if (present)
			check_value(arena, field, field_of(field, structure));
	}
}

static void check_outcome(struct arena *arena, const struct shape *shape, struct error error, const void *structure)
{
	if (!error_ok(error)) {
		assert(error.code != ERROR_INTERNAL && error.subject.at && text_is_utf8(error.subject));
		return;
	}
	check_structure(arena, shape, structure);
	(void)encode_json(arena, shape, structure, (struct encode_options){.empty_when_unset = false});
}

/* The next value of `rest`, or a filler. */
static struct text next_value(struct text *rest, char separator)
{
	struct text value;
	if (!rest->at)
		return TEXT(FILLER);
	text_cut(*rest, separator, &value, rest);
	return value;
}

static void fill_path(struct visit *visit, struct text rest)
{
	const struct shape *shape = visit->operation->request;
	struct route_match *match = &visit->match;
	for (size_t i = 0; i < shape->count && match->count < ROUTE_PARAMETERS; i++) {
		if (shape->fields[i].place != PLACE_PATH)
			continue;
		match->names[match->count] = text_of(shape->fields[i].name);
		match->values[match->count++] = next_value(&rest, '/');
	}
}

static void add_header(struct visit *visit, struct text name, struct text value)
{
	struct http_request *request = &visit->exchange->request;
	request->headers[request->header_count++] = (struct http_header){name, value};
}

static void fill_headers(struct visit *visit, enum way way, struct text rest)
{
	const struct shape *shape = visit->operation->request;
	struct arena *arena = visit->exchange->arena;
	visit->exchange->request.headers = arena_array(arena, shape->count + 1, sizeof(struct http_header));
	if (way == WAY_FORM || way == WAY_BODY)
		add_header(visit, TEXT("content-type"),
			way == WAY_FORM ? TEXT("application/x-www-form-urlencoded") : TEXT("application/json"));
	for (size_t i = 0; i < shape->count && way == WAY_HEADER && rest.at; i++) {
		if (shape->fields[i].place == PLACE_HEADER)
			add_header(visit, text_lower(arena, text_of(shape->fields[i].name)), next_value(&rest, '\n'));
	}
}

static const struct door *door_of(const struct family *family)
{
	const struct door *const *door = doors;
	while (!text_is(text_of((*door)->family), family->name))
		door++;
	return *door;
}

static struct error decode(struct visit *visit)
{
	struct error error = ok();
	if (visit->operation->family->style == FAMILY_RPC)
		error = decode_parameters(visit);
	if (error_ok(error))
		error = visit->door->read(visit);
	visit->in = arena_alloc(visit->exchange->arena, visit->operation->request->size);
	return error_ok(error) ? decode_request(visit) : error;
}

static void try_visit(struct arena *arena, const struct operation *operation, enum way way, struct text rest)
{
	const struct text none = {NULL, 0};
	struct exchange exchange = {.arena = arena, .request = {.query = TEXT(""), .body = TEXT("")}};
	struct visit visit = {.exchange = &exchange, .operation = operation, .door = door_of(operation->family)};
	if (way == WAY_QUERY)
		exchange.request.query = rest;
	if (way == WAY_FORM || way == WAY_BODY)
		exchange.request.body = rest;
	fill_path(&visit, way == WAY_PATH ? rest : none);
	fill_headers(&visit, way, rest);
	struct error error = decode(&visit);
	check_outcome(arena, operation->request, error, visit.in);
}

/* Such JSON is written by ourselves: that it is none is an internal error. */
static void try_json(struct arena *arena, const struct operation *operation, struct text json)
{
	void *structure = arena_alloc(arena, operation->request->size);
	struct error error = decode_json(arena, operation->request, json, structure);
	if (error.code != ERROR_INTERNAL)
		check_outcome(arena, operation->request, error, structure);
}

static void try_operation(const struct operation *operation, enum way way, struct text rest)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	if (way == WAY_JSON)
		try_json(arena, operation, rest);
	else
		try_visit(arena, operation, way, rest);
	arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	size_t chosen = (size_t)data[0] << 8 | data[1], at = 0;
	enum way way = data[2] % WAYS;
	for (size_t family = 0; families[family]; family++) {
		for (size_t i = 0; i < families[family]->count; i++, at++) {
			const struct operation *operation = &families[family]->operations[i];
			if (operation->supported && (chosen == ALL || chosen % operation_count == at))
				try_operation(operation, way, (struct text){(const char *)data + 3, size - 3});
		}
	}
	return 0;
}

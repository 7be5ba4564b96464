/* The HTTP request of one operation. */
#include "cli/call_request.h"
#include "cli/call_json.h"

#define LONGEST ((size_t)64 * 1024 * 1024)

struct making {
	struct arena *arena;
	const struct operation *operation;
	struct parameter_list values;
	struct call_request *request;
	struct text *problem;
	struct parameter_list form;
	json_t *body;  /* members of a JSON body */
	json_t *texts; /* parameters whose value is a JSON text, by name */
};

static bool refuse(struct making *making, const char *before, struct text name, const char *after)
{
	*making->problem = text_print(making->arena, "%s'%.*s'%s", before, (int)name.length, name.at, after);
	return false;
}

const struct field *call_field(const struct operation *operation, const char *name)
{
	struct text rest;
	const struct field *field = call_json_field(operation->request, text_of(name), &rest);
	return field && !rest.at ? field : NULL;
}

void call_request_header(struct call_request *request, const char *name, struct text value)
{
	request->headers.at[request->headers.count++] = (struct parameter){text_of(name), value};
}

/* The path */

static struct text value_of(const struct making *making, struct text name)
{
	for (size_t i = 0; i < making->values.count; i++) {
		if (text_equal(making->values.at[i].name, name))
			return making->values.at[i].value;
	}
	return (struct text){NULL, 0};
}

/* Text that is not there when the path needs a value that is not, which `missing` then names. */
static struct text filled_path(const struct making *making, struct text pattern, struct text *missing)
{
	struct builder path = builder_in(making->arena, LONGEST);
	struct text segment, rest = text_slice(pattern, 1, SIZE_MAX);
	while (rest.at) {
		text_cut(rest, '/', &segment, &rest);
		builder_add_char(&path, '/');
		if (!text_starts_with(segment, TEXT("{"))) {
			builder_add(&path, segment);
			continue;
		}
		*missing = text_slice(segment, 1, segment.length - 2);
		struct text value = value_of(making, *missing);
		if (value.length == 0)
			return (struct text){NULL, 0};
		builder_add(&path, encode_percent(making->arena, value));
	}
	return builder_text(&path);
}

/* The first of the operation's paths for which all values are there. */
static bool choose_path(struct making *making)
{
	const char *const *paths = making->operation->paths;
	struct text missing = {NULL, 0}, first_missing = {NULL, 0};
	making->request->path = paths ? (struct text){NULL, 0} : TEXT("/");
	for (size_t i = 0; paths && paths[i] && !making->request->path.at; i++) {
		making->request->path = filled_path(making, text_of(paths[i]), &missing);
		if (!first_missing.at)
			first_missing = missing;
	}
	return making->request->path.at || refuse(making, "the parameter ", first_missing, " is needed");
}

/* The rest */

static void add(struct parameter_list *list, struct parameter value)
{
	list->at[list->count++] = value;
}

static bool place_parameter(struct making *making, struct parameter_list *list, struct parameter value)
{
	if (!call_json_leads_to_value(making->operation->request, value.name))
		return refuse(making, "", value.name, " is no single value; its parts have names with dots");
	add(list, value);
	return true;
}

static bool place(struct making *making, struct parameter value)
{
	struct text rest;
	const struct shape *shape = making->operation->request;
	const struct field *field = call_json_field(shape, value.name, &rest);
	if (!field)
		return refuse(making, "", value.name, " is not a parameter of this operation");
	switch (field->place) {
	case PLACE_PATH:
		return true;
	case PLACE_HEADER:
		add(&making->request->headers, value);
		return true;
	case PLACE_QUERY:
		return place_parameter(making, &making->request->query, value);
	case PLACE_FORM:
		return place_parameter(making, &making->form, value);
	case PLACE_JSON_TEXT:
		return call_json_put(making->arena, shape, making->texts, value, making->problem);
	case PLACE_BODY:
		return call_json_put(making->arena, shape, making->body, value, making->problem);
	}
	return false;
}

static struct text json_written(struct arena *arena, const json_t *value)
{
	size_t size = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	char *at = arena_alloc(arena, size + 1);
	json_dumpb(value, at, size, JSON_COMPACT | JSON_ENCODE_ANY);
	return (struct text){at, size};
}

static bool has_place(const struct making *making, enum field_place place)
{
	const struct shape *shape = making->operation->request;
	for (size_t i = 0; i < shape->count; i++) {
		if (shape->fields[i].place == place && !shape->fields[i].fixed)
			return true;
	}
	return false;
}

static void finish_body(struct making *making)
{
	const char *name;
	json_t *text;
	json_object_foreach(making->texts, name, text)
	{
		add(&making->form, (struct parameter){text_of(name), json_written(making->arena, text)});
	}
	if (has_place(making, PLACE_BODY)) {
		making->request->content_type = TEXT("application/json");
		making->request->body = json_written(making->arena, making->body);
	} else if (making->form.count > 0) {
		making->request->content_type = TEXT("application/x-www-form-urlencoded");
		making->request->body = call_form(making->arena, making->form);
	}
}

bool call_request_make(struct arena *arena, const struct operation *operation, struct parameter_list values,
	struct call_request *request, struct text *problem)
{
	size_t most = values.count + 1;
	*request = (struct call_request){
		.method = operation->method ? text_of(operation->method) : TEXT("POST"),
		.query = {arena_array(arena, most, sizeof(struct parameter)), 0},
		.headers = {arena_array(arena, most + CALL_HEADERS, sizeof(struct parameter)), 0},
	};
	struct making making = {
		.arena = arena,
		.operation = operation,
		.values = values,
		.request = request,
		.problem = problem,
		.form = {arena_array(arena, most, sizeof(struct parameter)), 0},
		.body = json_object(),
		.texts = json_object(),
	};
	for (size_t i = 0; i < values.count; i++) {
		if (!place(&making, values.at[i]))
			return false;
	}
	if (!choose_path(&making))
		return false;
	finish_body(&making);
	return true;
}

struct text call_form(struct arena *arena, struct parameter_list values)
{
	struct builder form = builder_in(arena, LONGEST);
	for (size_t i = 0; i < values.count; i++) {
		if (i > 0)
			builder_add_char(&form, '&');
		builder_add(&form, encode_percent(arena, values.at[i].name));
		builder_add_char(&form, '=');
		builder_add(&form, encode_percent(arena, values.at[i].value));
	}
	return builder_text(&form);
}

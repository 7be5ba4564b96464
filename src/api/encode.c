/* Structs to JSON and XML. */
#include "api/encode.h"
#include "base/json.h"
#include "base/time.h"
#include <assert.h>

/* Answers are bounded by what lists may hold; this only stops a defect from eating the machine. */
#define ANSWER_MAXIMUM (64u << 20)

enum value_kind {
	VALUE_ABSENT,
	VALUE_TEXT,
	VALUE_PLAIN, /* number, true, false: no quotes in JSON */
	VALUE_RAW,   /* JSON as it stands */
};

struct value {
	enum value_kind kind;
	struct text text;
};

struct encoder {
	struct arena *arena;
	struct encode_options options;
};

static struct value absent_or_empty(const struct encoder *encoder, const struct field *field)
{
	if (encoder->options.empty_when_unset && !field->omitted)
		return (struct value){VALUE_TEXT, TEXT("")};
	return (struct value){VALUE_ABSENT, TEXT("")};
}

static struct value value_of_time(const struct encoder *encoder, const struct field *field, int64_t time)
{
	switch (field->form) {
	case FORM_ISO:
		return (struct value){VALUE_TEXT, time_iso(encoder->arena, time)};
	case FORM_LOCAL:
		return (struct value){VALUE_TEXT, time_local(encoder->arena, time)};
	case FORM_STRING:
		return (struct value){VALUE_TEXT, text_of_integer(encoder->arena, time)};
	case FORM_SECONDS:
		return (struct value){VALUE_PLAIN, text_of_integer(encoder->arena, time / 1000)};
	case FORM_NATURAL:
		break;
	}
	return (struct value){VALUE_PLAIN, text_of_integer(encoder->arena, time)};
}

static struct value value_of_enum(const struct encoder *encoder, const struct field *field, const void *at)
{
	int chosen = *(const int *)at;
	if (chosen == 0)
		return absent_or_empty(encoder, field);
	return (struct value){VALUE_TEXT, text_of(field->names[chosen - 1])};
}

static struct value value_of_text(const struct encoder *encoder, const struct field *field, struct text text)
{
	if (text.at)
		return (struct value){field->kind == FIELD_JSON ? VALUE_RAW : VALUE_TEXT, text};
	return field->kind == FIELD_JSON ? (struct value){VALUE_ABSENT, TEXT("")} : absent_or_empty(encoder, field);
}

static struct value value_of_scalar(const struct encoder *encoder, const struct field *field, const void *structure)
{
	const void *at = field_of(field, structure);
	enum value_kind plain = field->form == FORM_STRING ? VALUE_TEXT : VALUE_PLAIN;
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_JSON:
		return value_of_text(encoder, field, *(const struct text *)at);
	case FIELD_INTEGER:
		return (struct value){plain, text_of_integer(encoder->arena, *(const int64_t *)at)};
	case FIELD_BOOLEAN:
		return (struct value){plain, *(const bool *)at ? TEXT("true") : TEXT("false")};
	case FIELD_ENUM:
		return value_of_enum(encoder, field, at);
	case FIELD_TIME:
		if (*(const int64_t *)at == 0)
			return absent_or_empty(encoder, field);
		return value_of_time(encoder, field, *(const int64_t *)at);
	default:
		assert(false && "a scalar");
		return (struct value){VALUE_ABSENT, TEXT("")};
	}
}

static bool is_scalar(const struct field *field)
{
	return field->kind <= FIELD_ENUM;
}

/* JSON */

static void json_fields(
	const struct encoder *encoder, struct json_writer *writer, const struct shape *shape, const void *structure);

static void json_structure(
	const struct encoder *encoder, struct json_writer *writer, const struct shape *shape, const void *structure)
{
	json_open_object(writer);
	json_fields(encoder, writer, shape, structure);
	json_close_object(writer);
}

static void json_items(
	const struct encoder *encoder, struct json_writer *writer, const struct field *field, const void *at)
{
	json_open_array(writer);
	if (field->kind == FIELD_TEXTS) {
		const struct text_list *texts = at;
		for (size_t i = 0; i < texts->count; i++)
			json_write_text(writer, texts->at[i]);
	} else {
		const struct list *items = at;
		for (size_t i = 0; i < items->count; i++)
			json_structure(encoder, writer, field->shape, (const char *)items->at + i * field->size);
	}
	json_close_array(writer);
}

static void json_list(
	const struct encoder *encoder, struct json_writer *writer, const struct field *field, const void *at)
{
	json_write_name(writer, text_of(field->name));
	if (!field->wrap) {
		json_items(encoder, writer, field, at);
		return;
	}
	json_open_object(writer);
	json_write_name(writer, text_of(field->wrap));
	json_items(encoder, writer, field, at);
	json_close_object(writer);
}

static void json_map(struct json_writer *writer, const struct field *field, const struct map_list *map)
{
	json_write_name(writer, text_of(field->name));
	json_open_object(writer);
	for (size_t i = 0; i < map->count; i++) {
		json_write_name(writer, map->at[i].name);
		json_write_text(writer, map->at[i].value);
	}
	json_close_object(writer);
}

static void json_scalar(struct json_writer *writer, const struct field *field, struct value value)
{
	if (value.kind == VALUE_ABSENT)
		return;
	json_write_name(writer, text_of(field->name));
	if (value.kind == VALUE_TEXT)
		json_write_text(writer, value.text);
	else
		json_write_raw(writer, value.text);
}

static void json_field(
	const struct encoder *encoder, struct json_writer *writer, const struct field *field, const void *structure)
{
	const void *at = field_of(field, structure);
	if (is_scalar(field)) {
		json_scalar(writer, field, value_of_scalar(encoder, field, structure));
		return;
	}
	switch (field->kind) {
	case FIELD_FLAT:
		json_fields(encoder, writer, field->shape, at);
		return;
	case FIELD_OBJECT:
		json_write_name(writer, text_of(field->name));
		json_structure(encoder, writer, field->shape, at);
		return;
	case FIELD_MAP:
		json_map(writer, field, at);
		return;
	default:
		json_list(encoder, writer, field, at);
	}
}

static void json_fields(
	const struct encoder *encoder, struct json_writer *writer, const struct shape *shape, const void *structure)
{
	for (size_t i = 0; i < shape->count; i++)
		json_field(encoder, writer, &shape->fields[i], structure);
}

struct text encode_json(
	struct arena *arena, const struct shape *shape, const void *structure, struct encode_options options)
{
	struct builder out = builder_in(arena, ANSWER_MAXIMUM);
	struct json_writer writer = json_writer(&out);
	struct encoder encoder = {arena, options};
	json_structure(&encoder, &writer, shape, structure);
	assert(!out.overflown);
	return builder_text(&out);
}

/* XML */

/* XML 1.0 has no spelling for most control characters, U+FFFE and U+FFFF: what a document cannot have becomes U+FFFD.
 * The length of a character that is among them, or 0. */
static size_t xml_unspeakable(struct text rest)
{
	unsigned char first = (unsigned char)rest.at[0];
	if (text_starts_with(rest, TEXT("\xef\xbf\xbe")) || text_starts_with(rest, TEXT("\xef\xbf\xbf")))
		return 3;
	return first < 0x20 && first != '\t' && first != '\n' && first != '\r' ? 1 : 0;
}

static void xml_escape(struct builder *out, struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		size_t unspeakable = xml_unspeakable(text_slice(text, i, SIZE_MAX));
		if (unspeakable > 0) {
			builder_add(out, TEXT("\xef\xbf\xbd"));
			i += unspeakable - 1;
		} else if (text.at[i] == '&') {
			builder_add(out, TEXT("&amp;"));
		} else if (text.at[i] == '<') {
			builder_add(out, TEXT("&lt;"));
		} else if (text.at[i] == '>') {
			builder_add(out, TEXT("&gt;"));
		} else {
			builder_add_char(out, text.at[i]);
		}
	}
}

static void xml_open(struct builder *out, struct text name)
{
	builder_add_char(out, '<');
	builder_add(out, name);
	builder_add_char(out, '>');
}

static void xml_close(struct builder *out, struct text name)
{
	builder_add(out, TEXT("</"));
	builder_add(out, name);
	builder_add_char(out, '>');
}

void encode_xml_element(struct builder *out, struct text name, struct text value)
{
	xml_open(out, name);
	xml_escape(out, value);
	xml_close(out, name);
}

static void xml_fields(
	const struct encoder *encoder, struct builder *out, const struct shape *shape, const void *structure);

static void xml_structure(const struct encoder *encoder, struct builder *out, struct text name,
	const struct shape *shape, const void *structure)
{
	xml_open(out, name);
	xml_fields(encoder, out, shape, structure);
	xml_close(out, name);
}

static void xml_items(const struct encoder *encoder, struct builder *out, const struct field *field, const void *at)
{
	struct text name = text_of(field->wrap ? field->wrap : field->name);
	if (field->kind == FIELD_TEXTS) {
		const struct text_list *texts = at;
		for (size_t i = 0; i < texts->count; i++)
			encode_xml_element(out, name, texts->at[i]);
		return;
	}
	const struct list *items = at;
	for (size_t i = 0; i < items->count; i++)
		xml_structure(encoder, out, name, field->shape, (const char *)items->at + i * field->size);
}

static void xml_list(const struct encoder *encoder, struct builder *out, const struct field *field, const void *at)
{
	if (field->wrap)
		xml_open(out, text_of(field->name));
	xml_items(encoder, out, field, at);
	if (field->wrap)
		xml_close(out, text_of(field->name));
}

static void xml_map(struct builder *out, const struct field *field, const struct map_list *map)
{
	xml_open(out, text_of(field->name));
	for (size_t i = 0; i < map->count; i++)
		encode_xml_element(out, map->at[i].name, map->at[i].value);
	xml_close(out, text_of(field->name));
}

static void xml_field(
	const struct encoder *encoder, struct builder *out, const struct field *field, const void *structure)
{
	const void *at = field_of(field, structure);
	if (is_scalar(field)) {
		struct value value = value_of_scalar(encoder, field, structure);
		if (value.kind != VALUE_ABSENT)
			encode_xml_element(out, text_of(field->name), value.text);
		return;
	}
	switch (field->kind) {
	case FIELD_FLAT:
		xml_fields(encoder, out, field->shape, at);
		return;
	case FIELD_OBJECT:
		xml_structure(encoder, out, text_of(field->name), field->shape, at);
		return;
	case FIELD_MAP:
		xml_map(out, field, at);
		return;
	default:
		xml_list(encoder, out, field, at);
	}
}

static void xml_fields(
	const struct encoder *encoder, struct builder *out, const struct shape *shape, const void *structure)
{
	for (size_t i = 0; i < shape->count; i++)
		xml_field(encoder, out, &shape->fields[i], structure);
}

struct text encode_xml(struct arena *arena, struct text root, const struct shape *shape, const void *structure,
	struct encode_options options)
{
	struct builder out = builder_in(arena, ANSWER_MAXIMUM);
	struct encoder encoder = {arena, options};
	builder_add(&out, TEXT("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
	xml_structure(&encoder, &out, root, shape, structure);
	assert(!out.overflown);
	return builder_text(&out);
}

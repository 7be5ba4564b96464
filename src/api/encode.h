/* Answers: a struct by its shape, as JSON or as XML. */
#pragma once
#include "base/field.h"

struct encode_options {
	bool empty_when_unset; /* absent text, times and enums are written as "" unless their field is `omitted` */
};

struct text encode_json(struct arena *arena, const struct shape *shape, const void *structure,
	struct encode_options options);
/* <root>…</root> with the XML declaration; lists repeat their element. */
struct text encode_xml(struct arena *arena, struct text root, const struct shape *shape, const void *structure,
	struct encode_options options);
/* <name>value</name>, escaped. */
void encode_xml_element(struct builder *out, struct text name, struct text value);

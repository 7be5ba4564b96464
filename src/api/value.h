/* One value, from its text or its JSON into its field, checked. Nested fields are the decoder's business. */
#pragma once
#include "base/error.h"
#include "base/field.h"
#include "base/json.h"

/* `name` is how an error names it. */
struct error value_from_text(const struct field *field, struct text name, struct text value,
	void *structure) must_check;
struct error value_from_json(struct arena *arena, const struct field *field, struct text name, const json_t *value,
	void *structure) must_check;
/* One item of a FIELD_TEXTS list. */
struct error value_check_text(const struct field *field, struct text name, struct text value) must_check;

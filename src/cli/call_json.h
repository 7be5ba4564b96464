/* JSON from values with dotted names. */
#pragma once
#include "base/encode.h"
#include "base/json.h"

/* The field of `shape` that a dotted name begins with, and what follows the dot after it: text that is not there when the
 * name ends with the field. NULL when there is none. Fields that the door fills in count as none. */
const struct field *call_json_field(const struct shape *shape, struct text name, struct text *rest);
/* Whether a dotted name leads to one value: a scalar, or one item of a list of texts or of a map. */
bool call_json_leads_to_value(const struct shape *shape, struct text name);
/* Puts a value where its name says; what is missing on the way is made. False with a sentence. */
bool call_json_put(struct arena *arena, const struct shape *shape, json_t *object, struct parameter value,
	struct text *problem);

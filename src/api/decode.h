/* Requests: parameters and JSON into the operation's request struct, checked by its shape. The error names the parameter
 * by its wire name, with the position in lists: "CustomFields.1.FieldName". What was not sent stays absent or gets its
 * default; `required` fields must be there and not be empty. Unknown parameters are passed over, duplicates
 * refused, and so are those that the operation `refuses`. */
#pragma once
#include "api/visit.h"

/* Parses query and form (if the body is one) into visit->query and visit->parameters. */
struct error decode_parameters(struct visit *visit) must_check;
/* Whether the body says that it is a form. */
bool decode_is_form(const struct visit *visit);
/* Parses the body, when there is one, into visit->body; it must be JSON. */
struct error decode_body(struct visit *visit) must_check;
/* Fills visit->in. */
struct error decode_request(struct visit *visit) must_check;
/* A request from values that did not travel, sorted by name; where its fields travel does not matter. */
struct error decode_values(struct arena *arena, const struct shape *shape, struct parameter_list sorted, void *structure)
	must_check;
/* A parameter by name, or text that is not there. */
struct text decode_find(const struct visit *visit, const char *name);
/* A struct from JSON text that we wrote ourselves, by its shape. */
struct error decode_json(struct arena *arena, const struct shape *shape, struct text json, void *structure) must_check;

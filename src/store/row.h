/* Between the members of a struct and the values that engines know; private to this folder. */
#pragma once
#include "base/error.h"
#include "base/field.h"

enum value_kind {
	VALUE_NULL,
	VALUE_INTEGER,
	VALUE_TEXT,
	VALUE_BYTES,
};

struct value {
	enum value_kind kind;
	int64_t integer;
	struct text text;
};

/* How values of a field are kept in the database. */
enum value_kind value_kind(enum field_kind kind);
/* The value to bind for a field of `structure`; a list of texts becomes a JSON array in `arena`. ERROR_INTERNAL for text
 * with a NUL byte. */
struct error value_read(struct arena *arena, const struct field *field, const void *structure, struct value *value)
	must_check;
/* Puts what came from a column into the field of `row`; text is copied into `arena`. NULL leaves the field as it is. */
void value_write(struct arena *arena, const struct field *field, void *row, struct value value);

/* Which field each column of a result belongs to; found by name once, when a statement is prepared. */
struct row_map {
	const struct field **fields; /* NULL where a column has none: the database may be newer than the program */
	size_t count;
};
/* Room for `count` columns, none of them known yet; `map` is used again if it has it. */
void row_map_clear(struct arena *arena, struct row_map *map, size_t count);
const struct field *row_field(const struct shape *shape, const char *column);

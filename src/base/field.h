/* Structs described as data.
 *
 * A shape lists the fields of one C struct: wire name, kind, where it lies, what it must satisfy. Small interpreters walk
 * shapes: parameters and JSON into requests, responses into JSON and XML, rows into entities, binds into statements.
 * Shapes are generated from contract/; nobody writes them by hand.
 *
 * C representation by kind:
 *   FIELD_TEXT, FIELD_JSON  struct text        absent: at == NULL
 *   FIELD_INTEGER           int64_t            absent: `bool has_…` at has_offset is false (requests only)
 *   FIELD_BOOLEAN           bool               the same
 *   FIELD_TIME              int64_t            Unix milliseconds; absent: 0
 *   FIELD_ENUM              int                1-based index into `names`; absent: 0
 *   FIELD_BYTES             struct text        raw bytes (rows and binds only)
 *   FIELD_TEXTS             struct text_list   absent: at == NULL; an empty list that was sent has at != NULL
 *   FIELD_OBJECT            the nested struct  absent: `bool has_…` is false
 *   FIELD_OBJECTS           {T *at; size_t count}  absent: at == NULL
 *   FIELD_MAP               struct map_list    names and values, both text; absent: at == NULL
 *   FIELD_FLAT              the nested struct  its fields stand at the level of this one (responses only)
 * FIELD_JSON is a JSON value kept as its text; it is written as it stands. */
#pragma once
#include "base/text.h"

enum field_kind {
	FIELD_TEXT,
	FIELD_JSON,
	FIELD_INTEGER,
	FIELD_BOOLEAN,
	FIELD_TIME,
	FIELD_ENUM,
	FIELD_BYTES,
	FIELD_TEXTS,
	FIELD_OBJECT,
	FIELD_OBJECTS,
	FIELD_MAP,
	FIELD_FLAT,
};

enum field_place { /* where a request's top-level field travels */
	PLACE_PATH,
	PLACE_QUERY,
	PLACE_BODY,      /* a member of the JSON body */
	PLACE_FORM,      /* the union of the query and a form body */
	PLACE_JSON_TEXT, /* like PLACE_FORM, its value a JSON text */
	PLACE_HEADER,
};

enum field_form { /* how an integer, time or boolean is spelled on the wire */
	FORM_NATURAL,           /* number, true or false; a time as Unix milliseconds */
	FORM_ISO,               /* time as "2006-01-02T15:04:05Z" */
	FORM_SECONDS,           /* time as Unix seconds */
	FORM_STRING,            /* number or boolean in a JSON string; a time as Unix milliseconds in a string */
	FORM_LOCAL,             /* time as "2006-01-02 15:04:05.000" */
};

struct map_entry {
	struct text name, value;
};

struct map_list {
	struct map_entry *at;
	size_t count;
};

struct list { /* what every generated `struct X_list` looks like */
	void *at;
	size_t count;
};

struct field_check; /* see base/check.h */

struct field {
	const char *name; /* on the wire, or of the column */
	enum field_kind kind;
	enum field_place place;
	enum field_form form;
	bool required;
	bool sensitive;
	bool fixed;                 /* filled in by the door, not read from the caller's parameters */
	bool omitted;               /* answers: left out when absent, whatever the family does */
	size_t offset, has_offset;  /* has_offset is 0 where the kind has its own "absent" */
	size_t size;                /* FIELD_OBJECTS: bytes of one item */
	int64_t minimum, maximum;   /* characters of text, value of integers, bytes of bytes */
	int64_t most;               /* items of a list or map */
	const char *standard;       /* default value as it would be spelled in a query, or NULL */
	const struct field_check *check; /* characters and format of text; NULL for none */
	const char *const *names;   /* FIELD_ENUM: wire spellings; names[0] is value 1; NULL-terminated */
	const struct shape *shape;  /* FIELD_OBJECT, FIELD_OBJECTS, FIELD_FLAT */
	const char *wrap;           /* responses: the inner name of a wrapped list, or NULL */
	const char *doc;            /* what travels: a sentence for people where the name does not say it all, or NULL */
};

struct shape {
	const char *name;
	size_t size; /* of the struct */
	const struct field *fields;
	size_t count;
};

static inline void *field_at(const struct field *field, void *structure)
{
	return (char *)structure + field->offset;
}

static inline const void *field_of(const struct field *field, const void *structure)
{
	return (const char *)structure + field->offset;
}

/* Whether the caller sent it, or the answer has it. */
bool field_present(const struct field *field, const void *structure);

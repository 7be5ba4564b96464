/* What of the directory is imported and exported, in the core's words: the members of a JSON line, the columns of CSV.
 */
#pragma once
#include "directory/import.h"

enum portable_form {
	PORTABLE_SCALAR,     /* a field of the core */
	PORTABLE_REFERENCE,  /* text: a unit or a group, by whatever tells it */
	PORTABLE_REFERENCES, /* a list of them */
	PORTABLE_VALUES,     /* custom values by name */
	PORTABLE_ITEMS,	     /* what a custom field offers to choose from */
	PORTABLE_PLAIN,	     /* a password as it is typed; never exported */
};

struct portable_member {
	struct text name;
	enum portable_form form;
	const struct field *field; /* of scalars, and of what lists consist of */
	size_t offset;		   /* of the struct it belongs to, or of itself, in struct import_record */
	bool required, secret;	   /* secret: exported only when asked for */
};

#define PORTABLE_MOST 40

struct portable_type {
	struct text name; /* of the member "type" */
	const struct shape *shape;
	struct portable_member members[PORTABLE_MOST];
	size_t count;
};

struct portable { /* by import_kind */
	struct portable_type types[IMPORT_KINDS];
};

const struct portable *portable_make(struct arena *arena);
const struct portable_member *portable_find(const struct portable_type *type, struct text name);

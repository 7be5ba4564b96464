/* The contract's operations by their names. */
#include "cli/catalogue.h"
#include "api/encode.h"
#include <assert.h>
#include <string.h>

const struct family *catalogue_family(const char *name)
{
	for (const struct family *const *at = families; *at; at++) {
		if (strcmp((*at)->name, name) == 0)
			return *at;
	}
	return NULL;
}

const struct operation *catalogue_operation(const struct family *family, const char *name)
{
	for (size_t i = 0; i < family->count; i++) {
		if (strcmp(family->operations[i].name, name) == 0)
			return &family->operations[i];
	}
	return NULL;
}

struct text catalogue_shown(struct arena *arena, const struct operation *operation, const void *structure, size_t size)
{
	const struct shape *shape = NULL;
	for (size_t i = 0; i < operation->response->count && !shape; i++)
		shape = operation->response->fields[i].shape;
	assert(shape && shape->size == size);
	return encode_json(arena, shape, structure, (struct encode_options){false});
}

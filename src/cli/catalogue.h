/* The contract's operations by their names. */
#pragma once
#include "api/operation.h"

const struct family *catalogue_family(const char *name);                                      /* or NULL */
const struct operation *catalogue_operation(const struct family *family, const char *name); /* or NULL */
/* A word of the core as JSON, the way an operation answers it: `structure` is what the answer's nested object, or the items
 * of its list, are made of. */
struct text catalogue_shown(struct arena *arena, const struct operation *operation, const void *structure, size_t size);

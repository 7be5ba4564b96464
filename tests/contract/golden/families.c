/* Generated from contract/ by tools/contract.py. Change that file, not this one. */

#include "api/operation.h"
#include <stddef.h>

extern const struct family family_desk;
extern const struct family family_library;

const struct family *const families[] = {&family_desk, &family_library, NULL};
const size_t operation_count = 9;

/* What `muster call` knows, from the contract's own tables. */
#pragma once
#include "api/operation.h"

void call_help_families(void);
void call_help_family(const struct family *family);
void call_help_operation(const struct operation *operation);

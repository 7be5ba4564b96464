/* Generated from the .sql files of src/directory/ by tools/sql.py. Change that, not this. */

#pragma once
#include "store/store.h"

extern const struct statement *const statements[];
extern const size_t statement_count;

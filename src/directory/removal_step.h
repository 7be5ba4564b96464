/* The work of one step. Each function takes from the budget what it does, and is done when some of it is left; private
 * to removal*.c. */
#pragma once
#include "directory/removal.h"

#define REMOVAL_BUDGET INT64_C(500) /* rows at once: a few milliseconds */
#define REMOVAL_COST 10		    /* of a unit, or of a user with all that belongs to it, in rows */

/* Everything that was below the unit when it was emptied. */
struct error removal_clear_units(struct call *call, struct text unit, int64_t *budget) must_check;

/* How many levels the tree has from each unit down, kept so that a move need not look at all that is moved. */
#pragma once
#include "directory/call.h"

/* The unit and those above it, from the top down: their ids and heights. */
struct error unit_path(struct call *call, struct text id, struct unit_list *path) must_check;
/* Now that a unit of `height` is right below the last of the path. */
struct error unit_height_raise(struct call *call, const struct unit_list *path, int64_t height) must_check;
/* Now that one is no longer below the unit. */
struct error unit_height_lower(struct call *call, struct text id) must_check;

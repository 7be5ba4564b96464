/* What a user is in: its units and groups, by the names that they have now. */
#pragma once
#include "directory/call.h"

/* Fills user->units, the primary one first, and user->groups. With an `application` (see scope_limit) what is outside its
 * scope does not exist: neither units nor groups, nor the primary unit. */
struct error affiliation_fill(struct call *call, struct text application, struct user *user) must_check;

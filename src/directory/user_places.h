/* The counted lists that a user stands in: told of what happens to it, in the same transaction. */
#pragma once
#include "directory/span.h"

#define USER_PLACES_MOST 4

/* Those of a user that is being made: of all users, by its names, and of its primary unit. Gives their number. */
size_t user_places(struct call *call, const struct user *user, struct span_change *places);
/* Once its row has changed. */
struct error user_places_changed(struct call *call, const struct user *before, const struct user *after) must_check;
/* Before the rows of users are deleted: from all their units, groups and applications too. */
struct error user_places_leave(struct call *call, struct text_list users) must_check;

/* Principal names: a RAM user's name, an @, and the account's domain. */
#pragma once
#include "directory/call.h"

/* ERROR_PARAMETER_FORMAT, about `parameter`, for a name in another domain than the account's. */
struct error principal_name(struct call *call, const char *parameter, struct text principal, struct text *name) must_check;
/* ERROR_USER_NOT_FOUND. */
struct error principal_user(struct call *call, struct text principal, struct text *user) must_check;
/* Spells the names of users as principals: `name` becomes the principal name, `short_name` the name. */
struct error principal_spell(struct call *call, struct user *users, size_t count) must_check;

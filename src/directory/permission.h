/* Whether the caller may do what an operation needs.
 *
 * An application needs the permission granted ("user:read", "user:manage", "unit:read", "unit:manage"; manage includes
 * read, as does "all" and "read" for the tenant API). The account's own keys and the command line may do everything of the
 * account. RAM users may do nothing until policies exist, except look at and rotate their own access keys. */
#pragma once
#include "directory/call.h"

/* ERROR_PERMISSION_DENIED; the subject is the core's permission, which the door renders in its own spelling. */
struct error permission_require(struct call *call, struct text permission) must_check;

/* Whether the caller may do what an operation needs.
 *
 * An application needs the permission granted ("user:read", "user:manage", "unit:read", "unit:manage"; manage includes
 * read, as does "all" and "read" for the tenant API). The account's own keys and the command line may do everything of the
 * account. RAM users may do nothing: policies, which could allow them something, do not exist yet. */
#pragma once
#include "directory/call.h"

/* `permission` may be absent: then any application may. ERROR_PERMISSION_DENIED; the subject is the core's permission, which the door renders in its own spelling. */
struct error permission_require(struct call *call, struct text permission) must_check;

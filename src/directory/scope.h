/* The data scope of an application: which units (with everything below them) and which groups it may see and change
 * through the APIs. `ou_root` in it means everything. call->application says whose scope; without one (administrators,
 * the command line) everything is in scope.
 *
 * A user is in scope when one of its units is, or one of its groups. A group is in scope when it is named, or when the
 * scope is everything. What is not in scope does not exist for the caller: user_not_found, group_not_found; for units
 * ERROR_UNIT_NOT_IN_SCOPE, which says the same of units that do not exist. So after scope_require_… it is there. */
#pragma once
#include "directory/call.h"

struct error scope_is_everything(struct call *call, bool *everything) must_check;
/* For statements that take an application which may be absent: call->application, or nothing when that sees everything.
 */
struct error scope_limit(struct call *call, struct text *application) must_check;
struct error scope_require_unit(struct call *call, struct text unit) must_check;
struct error scope_require_user(struct call *call, struct text user) must_check;
struct error scope_require_group(struct call *call, struct text group) must_check;
/* All of them; the error names the first that is not. */
struct error scope_require_users(struct call *call, struct text_list users) must_check;
/* Which of them are in scope, in their order. */
struct error scope_filter_units(struct call *call, struct text_list units, struct text_list *inside) must_check;
struct error scope_filter_users(struct call *call, struct text_list users, struct text_list *inside) must_check;

/* About how many rows a list of units or users looks at that is limited by the caller's scope, which is not everything. */
struct error scope_rows(struct call *call, int64_t *rows) must_check;

/* What is new joins the scope of the application that made it, unless that is everything. */
struct error scope_add_group(struct call *call, struct text group) must_check;
/* What is gone leaves the scopes of all applications. */
struct error scope_forget_units(struct call *call, struct text_list units) must_check;
struct error scope_forget_group(struct call *call, struct text group) must_check;

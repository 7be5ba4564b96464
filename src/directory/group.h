/* Groups of an instance. Names are unique in the realm, external ids within (source type, source id). Every function
 * respects the caller's scope; a group that an application makes joins its scope unless that is everything. */
#pragma once
#include "directory/call.h"
#include "directory/page.h"

#define GROUP_ALL "igroup_all" /* in group_users: the users of all groups */

struct group_new {
	struct text name, external_id, description;
};
/* ERROR_GROUP_NAME_TAKEN, ERROR_EXTERNAL_ID_TAKEN. */
struct error group_create(struct call *call, const struct group_new *new, struct text *id) must_check;
struct error group_get(struct call *call, struct text id, struct group *group) must_check;
struct group_change {
	struct text name, external_id, description; /* only what is there changes */
};
struct error group_change(struct call *call, struct text id, const struct group_change *change) must_check;
struct error group_delete(struct call *call, struct text id) must_check;

struct group_filter {
	struct text name, prefix, external_id;
	struct text_list ids;
	struct page page;
};
struct error group_list(struct call *call, const struct group_filter *filter, struct group_list *groups,
	struct page_result *result) must_check;

/* All or nothing: an unknown user refuses the whole call (ERROR_USER_NOT_FOUND with its id). Members already in, or not
 * in, are no error. */
struct error group_add_users(struct call *call, struct text id, struct text_list users) must_check;
struct error group_remove_users(struct call *call, struct text id, struct text_list users) must_check;
struct group_user_filter {
	struct text group;	/* or GROUP_ALL */
	struct text_list users; /* only these; not there: all */
	struct page page;
};
struct error group_users(struct call *call, const struct group_user_filter *filter,
	struct group_membership_list *members, struct page_result *result) must_check;
struct error group_of_user(struct call *call, struct text user, const struct page *page,
	struct group_membership_list *memberships, struct page_result *result) must_check;
/* Takes up to `most` users out of a group that is gone. */
struct error group_forget_users(struct call *call, struct text id, int64_t most, int64_t *gone) must_check;

/* The lists whose keys are counted in spans, and their keys, in byte order.
 *
 * Stored under the words beside them; those with an owner have it behind a colon. Where two may have the same name, the
 * key is the name, a control character and the id. */
#pragma once
#include "directory/call.h"

enum span_kind {
	SPAN_USERS,	    /* of the realm, by id */
	SPAN_ENABLED_USERS, /* views of the list of all users: nothing is added to them */
	SPAN_DISABLED_USERS,
	SPAN_USER_NAMES,    /* by folded name */
	SPAN_DISPLAY_NAMES, /* users by folded display name and id */
	SPAN_UNIT_USERS,    /* direct members of a unit, by id */
	SPAN_GROUP_USERS,   /* members of a group, by id */
	SPAN_GROUPED_USERS, /* users that are in a group, by id */
	SPAN_UNITS,	    /* of the realm, by id */
	SPAN_UNIT_NAMES,    /* by folded name and id */
	SPAN_CHILDREN,	    /* units right below a unit, by id */
	SPAN_CHILD_NAMES,   /* the same by folded name */
	SPAN_GROUPS,	    /* of the realm, by id */
	SPAN_GROUP_NAMES,   /* by folded name */
	SPAN_APPLICATIONS,  /* of the realm, by id */
	SPAN_ACCOUNTS,	    /* of an application, by folded name */
};

struct key_list {
	enum span_kind kind;
	struct text owner; /* not there for lists of the realm */
};

/* As it is stored. */
struct text span_list_name(struct call *call, struct key_list list);
/* The key of one of several with the same name. */
struct text span_key(struct call *call, struct text name, struct text id);
/* The least key after this one. */
struct text span_key_after(struct call *call, struct text key);

/* From `first` on and before `last`. Either may be absent: then the list begins or ends there. */
struct span_range {
	struct text first, last;
	int64_t skip, most;
};

/* The keys of a range with their ids, `most` of them after the first `skip`, in order. */
struct error span_keys(
	struct call *call, struct key_list list, struct span_range range, struct listed_list *found) must_check;
/* How many a range has, counted one by one. Lists by id alone are never asked, but those by status. */
struct error span_keys_count(
	struct call *call, struct key_list list, struct span_range range, int64_t *count) must_check;

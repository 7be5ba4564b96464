/* How many: kept beside what is counted, in the same transaction, so that no list has to count. */
#pragma once
#include "directory/call.h"

enum tally_kind {
	TALLY_USERS = 1,        /* of the realm; owner is the realm */
	TALLY_UNIT_USERS,       /* direct members of a unit */
	TALLY_UNIT_CHILDREN,    /* units right below a unit */
	TALLY_GROUPS,           /* of the realm */
	TALLY_GROUP_USERS,      /* members of a group */
	TALLY_UNITS,            /* of the realm */
	TALLY_APPLICATIONS,     /* of the realm */
	TALLY_USER_GROUPS,      /* groups of a user */
	TALLY_GROUPED_USERS,    /* of the realm: those that are in a group */
};

struct error tally_add(struct call *call, enum tally_kind kind, struct text owner, int64_t amount) must_check;
/* The same amount for each of the owners, of whom none stands in it twice. */
struct error tally_add_each(struct call *call, enum tally_kind kind, struct text_list owners, int64_t amount)
	must_check;
struct error tally_read(struct call *call, enum tally_kind kind, struct text owner, int64_t *amount) must_check;
/* Forgets an owner that is gone. */
struct error tally_drop(struct call *call, enum tally_kind kind, struct text owner) must_check;

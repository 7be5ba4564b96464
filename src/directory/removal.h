/* What was deleted and has a great deal that belongs to it. Its owner is gone for every reader at once, in a few
 * statements; what belonged to it goes in small steps: the first within the call, and if that is not enough a mark is
 * left, by which the upkeep of any server goes on until nothing is left, also after a restart. Between two steps others
 * write.
 *
 * What is on its way out is seen by nobody who asks for it by what it is called: units below a unit that was emptied,
 * the users who have their primary unit there, what users have in a group, custom field or application that is gone.
 * Each goes whole. Until its turn it still counts in the totals of lists. Statements say `not {leaving_unit …}` for
 * units and users, and join the owner for all else. Who wants a name or key that a user on its way out still has,
 * clears that user first. */
#pragma once
#include "directory/call.h"

enum removal_kind {	     /* whose what */
	REMOVAL_GROUP = 1,   /* members */
	REMOVAL_FIELD,	     /* values */
	REMOVAL_APPLICATION, /* accounts and sets */
	REMOVAL_UNIT,	     /* all that was below it when it was emptied */
	REMOVAL_INSTANCE,    /* everything that is left; nothing but its tree, groups and counts is */
};

/* Once the owner is gone. */
struct error removal_begin(struct call *call, enum removal_kind kind, struct text owner) must_check;
/* The next step in whichever realm; `more` is false when nothing is left to do. */
struct error removal_step(struct call *call, bool *more) must_check;

struct error removal_is_leaving(struct call *call, struct text user, bool *leaving) must_check;
/* Deletes the user if it is on its way out. */
struct error removal_clear_user(struct call *call, struct text user, bool *cleared) must_check;

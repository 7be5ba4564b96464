/* How a user's row is checked and stored: what user.c and its neighbours share. */
#pragma once
#include "directory/user.h"

/* RAM users have neither units, groups, custom fields nor passwords, and their email addresses need not be unique. */
bool user_is_ram(const struct call *call);
/* Puts what changes into the row, with the keys; the row is not stored. A region without a number and a mark without an
 * address have nothing to belong to and are passed over. */
struct error user_apply(struct call *call, const struct user_change *change, struct user *user) must_check;
/* Whether another user has one of the row's keys. */
struct error user_check_free(struct call *call, const struct user *user) must_check;
/* Stores a changed row. */
struct error user_store(struct call *call, struct user *user) must_check;

/* Makes the user a member unless it is one; the unit must be in scope. */
struct error user_join_unit(struct call *call, struct text id, struct text unit, bool main) must_check;
/* Takes a user that is being deleted out of the counts of its units. */
struct error user_forget_units(struct call *call, struct text id) must_check;
/* The first password of a user that was just made, and the message with it. */
struct error user_start_password(struct call *call, const struct user_new *new, const struct user *user) must_check;

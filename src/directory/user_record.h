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
/* Deletes users, who are known to exist, and all that belongs to them. */
struct error users_purge(struct call *call, struct text_list ids) must_check;

/* The first password of a user that was just made, and the message with it. */
struct error user_start_password(struct call *call, const struct user_new *new, const struct user *user) must_check;

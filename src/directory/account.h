/* Cloud accounts. An account owns instances and RAM users; its id is 16 digits and never changes. */
#pragma once
#include "directory/call.h"

/* Makes an account with a random id; its alias is the id. */
struct error account_create(struct call *call, struct account *account) must_check;
/* ERROR_ACCOUNT_NOT_FOUND. */
struct error account_get(struct call *call, struct text id, struct account *account) must_check;
/* The domain of RAM users' names: <alias>.onaliyun.com. */
struct text account_domain(struct call *call, const struct account *account);
/* The only account, for the command line. ERROR_ACCOUNT_NOT_FOUND if there is none or more than one. */
struct error account_sole(struct call *call, struct account *account) must_check;

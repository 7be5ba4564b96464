/* Generated from sql/good/shelf.sql by tools/sql.py. Change that, not this. */

#pragma once
#include "directory/call.h"
#include "store/store.h"

struct sql_shelf_seal {
	struct text id;
	bool lent;
	struct text sealed;
};
extern const struct statement statement_shelf_seal;
static inline must_check struct error sql_shelf_seal(struct call *call, struct sql_shelf_seal bind, int64_t *changed)
{
	return store_change(call->store, call->arena, &statement_shelf_seal, &bind, changed);
}

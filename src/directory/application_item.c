/* The sets that belong to an application. */
#include "directory/application_item.h"
#include "directory/application_item_sql.h"
#include "directory/selection.h"

struct error application_items(
	struct call *call, struct text application, enum application_item_kind kind, struct text_list *items)
{
	struct identifier_list found = {NULL, 0};
	struct sql_application_items_of bind = {call->realm, application, (int)kind};
	struct error error = sql_application_items_of(call, bind, &found);
	*items = texts_of(call, found);
	return error;
}

static bool contains(struct identifier_list list, struct text id)
{
	for (size_t i = 0; i < list.count; i++) {
		if (text_equal(list.at[i].id, id))
			return true;
	}
	return false;
}

static struct error require_known(struct call *call, enum application_item_kind kind, struct text_list items)
{
	static const enum error_code unknowns[] = {
		[APPLICATION_OWNER_USER] = ERROR_USER_NOT_FOUND,
		[APPLICATION_OWNER_GROUP] = ERROR_GROUP_NOT_FOUND,
		[APPLICATION_SCOPE_UNIT] = ERROR_UNIT_NOT_FOUND,
		[APPLICATION_SCOPE_GROUP] = ERROR_GROUP_NOT_FOUND,
	};
	struct identifier_list unknown;
	struct sql_application_items_unknown bind = {call->realm, (int)kind, items};
	struct error error = sql_application_items_unknown(call, bind, &unknown);
	if (!error_ok(error) || unknown.count == 0)
		return error;
	size_t first = 0;
	while (!contains(unknown, items.at[first]))
		first++;
	return error_of(unknowns[kind], items.at[first]);
}

struct error application_set_items(
	struct call *call, struct text application, enum application_item_kind kind, struct text_list items)
{
	if (!items.at)
		return ok();
	struct error error = require_known(call, kind, items);
	if (!error_ok(error))
		return error;
	struct sql_application_items_delete former = {call->realm, application, (int)kind};
	error = sql_application_items_delete(call, former, NULL);
	if (!error_ok(error))
		return error;
	struct sql_application_items_insert bind = {call->realm, application, (int)kind, items};
	return sql_application_items_insert(call, bind, NULL);
}

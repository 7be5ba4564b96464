/* The sets that belong to an application. */
#pragma once
#include "directory/call.h"

enum application_item_kind { /* of the table application_item */
	APPLICATION_OWNER_USER = 1,
	APPLICATION_OWNER_GROUP,
	APPLICATION_VISIBILITY,
	APPLICATION_PERMISSION,
	APPLICATION_SCOPE_UNIT,
	APPLICATION_SCOPE_GROUP,
};

struct error application_items(struct call *call, struct text application, enum application_item_kind kind,
	struct text_list *items) must_check;
/* Replaces the whole set; a list that is not there changes nothing. Users, groups and units must exist in the realm:
 * ERROR_USER_NOT_FOUND, ERROR_GROUP_NOT_FOUND, ERROR_UNIT_NOT_FOUND with the first of `items` that does not. */
struct error application_set_items(
	struct call *call, struct text application, enum application_item_kind kind, struct text_list items) must_check;

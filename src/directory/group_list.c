/* Lists of groups. */
#include "directory/group.h"
#include "directory/group_list_sql.h"
#include "directory/group_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"

struct search {
	const struct group_filter *filter;
	struct name_range names;
	struct text application; /* whose scope limits the list; not there when nothing does */
	struct selection selection;
};

/* Those of `ids` that pass the filter and are in scope; they are few. */
static struct error find_among(struct call *call, struct search *search, struct text_list ids)
{
	struct identifier_list found = {NULL, 0};
	struct text external_id = search->filter->external_id;
	struct sql_group_among bind = {
		.realm = call->realm,
		.application = search->application,
		.first = search->names.first,
		.last = search->names.last,
		.external_id = external_id.length > 0 ? external_id : (struct text){NULL, 0},
		.ids = ids,
	};
	struct error error = sql_group_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, &search->selection, texts_of(call, found)) : error;
}

static struct error find_in_scope(struct call *call, struct search *search)
{
	struct identifier_list inside = {NULL, 0};
	struct sql_group_in_scope bind = {call->realm, search->application};
	struct error error = sql_group_in_scope(call, bind, &inside);
	return error_ok(error) ? find_among(call, search, texts_of(call, inside)) : error;
}

static struct error find_by_external_id(struct call *call, struct search *search)
{
	struct identifier_list groups = {NULL, 0};
	struct sql_group_by_external_id bind = {call->realm, search->filter->external_id};
	struct error error = sql_group_by_external_id(call, bind, &groups);
	return error_ok(error) ? find_among(call, search, texts_of(call, groups)) : error;
}

/* By what leaves the fewest to look at. */
static struct error find(struct call *call, struct search *search)
{
	if (search->filter->ids.at)
		return find_among(call, search, search->filter->ids);
	if (search->application.at)
		return find_in_scope(call, search);
	if (search->filter->external_id.length > 0)
		return find_by_external_id(call, search);
	struct key_list list = {.kind = search->names.first.at ? SPAN_GROUP_NAMES : SPAN_GROUPS};
	return selection_counted(call, &search->selection, list, search->names);
}

struct error group_list(
	struct call *call, const struct group_filter *filter, struct group_list *groups, struct page_result *result)
{
	struct text purpose = text_print(call->arena, "groups:%.*s", (int)call->realm.length, call->realm.at);
	struct search search = {
		.filter = filter,
		.names = name_range_of(call, filter->name, filter->prefix),
		.selection = {.page = &filter->page, .purpose = purpose},
	};
	struct error error = scope_limit(call, &search.application);
	if (error_ok(error))
		error = find(call, &search);
	*result = search.selection.result;
	if (!error_ok(error))
		return error;
	struct sql_group_by_ids bind = {call->realm, search.selection.ids};
	error = sql_group_by_ids(call, bind, groups);
	selection_order(call, search.selection.ids, &shape_group, (struct list *)groups);
	return error;
}

/* Lists of units. */
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/unit.h"
#include "directory/unit_list_sql.h"

struct search {
	const struct unit_filter *filter;
	struct name_range names;
	struct text application; /* whose scope limits the list; not there when nothing does */
	struct selection selection;
};

static struct error find_among(struct call *call, struct search *search, struct text_list ids)
{
	struct identifier_list found = {NULL, 0};
	struct sql_unit_among bind = {
		call->realm, search->filter->parent, search->names.first, search->names.last, ids};
	struct error error = sql_unit_among(call, bind, &found);
	return error_ok(error) ? selection_among(call, &search->selection, texts_of(call, found)) : error;
}

static struct error find_by_ids(struct call *call, struct search *search)
{
	struct text_list inside;
	struct error error = scope_filter_units(call, search->filter->ids, &inside);
	return error_ok(error) ? find_among(call, search, inside) : error;
}

static struct error find_in_scope(struct call *call, struct search *search)
{
	struct identifier_list inside = {NULL, 0};
	struct sql_unit_in_scope bind = {call->realm, search->application};
	int64_t rows;
	struct error error = scope_rows(call, &rows);
	if (error_ok(error))
		error = selection_require_patience(call, rows);
	if (error_ok(error))
		error = sql_unit_in_scope(call, bind, &inside);
	return error_ok(error) ? find_among(call, search, texts_of(call, inside)) : error;
}

static struct key_list counted_list(const struct search *search)
{
	struct text parent = search->filter->parent;
	if (search->names.first.at)
		return (struct key_list){parent.at ? SPAN_CHILD_NAMES : SPAN_UNIT_NAMES, parent};
	return (struct key_list){parent.at ? SPAN_CHILDREN : SPAN_UNITS, parent};
}

/* By what leaves the fewest to look at. The children of a unit in scope are all in scope. */
static struct error find(struct call *call, struct search *search)
{
	if (search->filter->ids.at)
		return find_by_ids(call, search);
	if (search->application.at && !search->filter->parent.at)
		return find_in_scope(call, search);
	return selection_counted(call, &search->selection, counted_list(search), search->names);
}

static struct text purpose_of(struct call *call, struct text parent)
{
	return text_print(call->arena, "units:%.*s:%.*s", (int)call->realm.length, call->realm.at, (int)parent.length,
		parent.at ? parent.at : "");
}

struct error unit_list(
	struct call *call, const struct unit_filter *filter, struct unit_list *units, struct page_result *result)
{
	struct search search = {
		.filter = filter,
		.names = name_range_of(call, filter->name, filter->prefix),
		.selection = {.page = &filter->page, .purpose = purpose_of(call, filter->parent)},
	};
	struct error error = scope_limit(call, &search.application);
	if (error_ok(error) && filter->parent.at)
		error = scope_require_unit(call, filter->parent);
	if (error_ok(error))
		error = find(call, &search);
	*result = search.selection.result;
	if (!error_ok(error))
		return error;
	error = unit_rows(call, search.selection.ids, units);
	selection_order(call, search.selection.ids, &shape_unit, (struct list *)units);
	return error;
}

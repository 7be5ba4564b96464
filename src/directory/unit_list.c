/* Lists of units. */
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/tally.h"
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
	return error_ok(error) ? selection_among(call, &search->selection, found) : error;
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
	struct error error = sql_unit_in_scope(call, bind, &inside);
	return error_ok(error) ? find_among(call, search, texts_of(call, inside)) : error;
}

static struct error count_by_name(struct call *call, const struct search *search, int64_t *total)
{
	struct tally tally = {0};
	bool counted;
	struct sql_unit_named_count bind = {
		call->realm, search->filter->parent, search->names.first, search->names.last};
	struct error error = sql_unit_named_count(call, bind, &tally, &counted);
	*total = tally.count;
	return error;
}

static struct error find_by_name(struct call *call, struct search *search)
{
	struct selection *selection = &search->selection;
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = count_by_name(call, search, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	if (!error_ok(error))
		return error;
	struct sql_unit_named bind = {
		.realm = call->realm,
		.parent = search->filter->parent,
		.first = search->names.first,
		.last = search->names.last,
		.after = selection->after,
		.skip = selection->skip,
		.most = selection->most,
	};
	error = sql_unit_named(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error find_children(struct call *call, struct search *search)
{
	struct text parent = search->filter->parent;
	struct selection *selection = &search->selection;
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = tally_read(call, TALLY_UNIT_CHILDREN, parent, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	struct sql_unit_page_of_parent bind = {call->realm, parent, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_unit_page_of_parent(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

static struct error find_all(struct call *call, struct search *search)
{
	struct selection *selection = &search->selection;
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = tally_read(call, TALLY_UNITS, call->realm, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	struct sql_unit_page bind = {call->realm, selection->after, selection->skip, selection->most};
	if (error_ok(error))
		error = sql_unit_page(call, bind, &found);
	selection_end(call, selection, found);
	return error;
}

/* By what leaves the fewest to look at. The children of a unit in scope are all in scope. */
static struct error find(struct call *call, struct search *search)
{
	if (search->filter->ids.at)
		return find_by_ids(call, search);
	if (search->application.at && !search->filter->parent.at)
		return find_in_scope(call, search);
	if (search->names.first.at)
		return find_by_name(call, search);
	return search->filter->parent.at ? find_children(call, search) : find_all(call, search);
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
	return error_ok(error) ? unit_rows(call, search.selection.ids, units) : error;
}

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
	struct text purpose;
	struct text_list ids; /* what was found */
};

static struct error find_among(
	struct call *call, struct search *search, struct text_list ids, struct page_result *result)
{
	struct identifier_list found = {NULL, 0};
	struct sql_unit_among bind = {
		call->realm, search->filter->parent, search->names.first, search->names.last, ids};
	struct error error = sql_unit_among(call, bind, &found);
	if (!error_ok(error))
		return error;
	return selection_among(call, &search->filter->page, search->purpose, found, &search->ids, result);
}

static struct error find_by_ids(struct call *call, struct search *search, struct page_result *result)
{
	struct text_list inside;
	struct error error = scope_filter_units(call, search->filter->ids, &inside);
	return error_ok(error) ? find_among(call, search, inside, result) : error;
}

static struct error find_in_scope(struct call *call, struct search *search, struct page_result *result)
{
	struct identifier_list inside = {NULL, 0};
	struct sql_unit_in_scope bind = {call->realm, search->application};
	struct error error = sql_unit_in_scope(call, bind, &inside);
	return error_ok(error) ? find_among(call, search, texts_of(call, inside), result) : error;
}

static struct error find_by_name(struct call *call, struct search *search, struct page_result *result)
{
	const struct unit_filter *filter = search->filter;
	const struct name_range *names = &search->names;
	struct selection selection = {0};
	struct identifier_list found = {NULL, 0};
	struct tally total = {0};
	bool counted;
	struct error error = sql_unit_named_count(call,
		(struct sql_unit_named_count){call->realm, filter->parent, names->first, names->last}, &total,
		&counted);
	if (error_ok(error))
		error = selection_begin(call, &filter->page, search->purpose, total.count, &selection);
	if (error_ok(error))
		error = sql_unit_named(call,
			(struct sql_unit_named){call->realm, filter->parent, names->first, names->last, selection.after,
				selection.skip, selection.most},
			&found);
	if (!error_ok(error))
		return error;
	result->total = total.count;
	selection_end(call, &filter->page, search->purpose, found, &search->ids, result);
	return ok();
}

static struct error find_page(
	struct call *call, const struct search *search, struct selection selection, struct identifier_list *found)
{
	struct text parent = search->filter->parent;
	if (!parent.at)
		return sql_unit_page(call,
			(struct sql_unit_page){call->realm, selection.after, selection.skip, selection.most}, found);
	struct sql_unit_page_of_parent bind = {call->realm, parent, selection.after, selection.skip, selection.most};
	return sql_unit_page_of_parent(call, bind, found);
}

static struct error find_all(struct call *call, struct search *search, struct page_result *result)
{
	const struct unit_filter *filter = search->filter;
	struct selection selection = {0};
	struct identifier_list found = {NULL, 0};
	struct error error = filter->parent.at ? tally_read(call, TALLY_UNIT_CHILDREN, filter->parent, &result->total)
					       : tally_read(call, TALLY_UNITS, call->realm, &result->total);
	if (error_ok(error))
		error = selection_begin(call, &filter->page, search->purpose, result->total, &selection);
	if (error_ok(error))
		error = find_page(call, search, selection, &found);
	if (error_ok(error))
		selection_end(call, &filter->page, search->purpose, found, &search->ids, result);
	return error;
}

/* By what leaves the fewest to look at. The children of a unit in scope are all in scope. */
static struct error find(struct call *call, struct search *search, struct page_result *result)
{
	if (search->filter->ids.at)
		return find_by_ids(call, search, result);
	if (search->application.at && !search->filter->parent.at)
		return find_in_scope(call, search, result);
	if (search->names.first.at)
		return find_by_name(call, search, result);
	return find_all(call, search, result);
}

struct error unit_list(
	struct call *call, const struct unit_filter *filter, struct unit_list *units, struct page_result *result)
{
	struct search search = {
		.filter = filter,
		.names = name_range_of(call, filter->name, filter->prefix),
		.purpose = text_print(call->arena, "units:%.*s:%.*s", (int)call->realm.length, call->realm.at,
			(int)filter->parent.length, filter->parent.at ? filter->parent.at : ""),
	};
	*result = (struct page_result){0};
	struct error error = scope_limit(call, &search.application);
	if (error_ok(error) && filter->parent.at)
		error = scope_require_unit(call, filter->parent);
	if (error_ok(error))
		error = find(call, &search, result);
	return error_ok(error) ? unit_rows(call, search.ids, units) : error;
}

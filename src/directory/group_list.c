/* Lists of groups. */
#include "directory/group.h"
#include "directory/group_list_sql.h"
#include "directory/group_sql.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/tally.h"

struct search {
	const struct group_filter *filter;
	struct name_range names;
	struct text application; /* whose scope limits the list; not there when nothing does */
	struct text purpose;
	struct text_list ids; /* what was found */
};

/* Those of `ids` that pass the filter and are in scope; they are few. */
static struct error find_among(
	struct call *call, struct search *search, struct text_list ids, struct page_result *result)
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
	if (!error_ok(error))
		return error;
	return selection_among(call, &search->filter->page, search->purpose, found, &search->ids, result);
}

static struct error find_by_name(struct call *call, struct search *search, struct page_result *result)
{
	const struct page *page = &search->filter->page;
	const struct name_range *names = &search->names;
	struct selection selection = {0};
	struct identifier_list found = {NULL, 0};
	struct tally total = {0};
	bool counted;
	struct error error = sql_group_named_count(
		call, (struct sql_group_named_count){call->realm, names->first, names->last}, &total, &counted);
	if (error_ok(error))
		error = selection_begin(call, page, search->purpose, total.count, &selection);
	struct sql_group_named bind = {
		call->realm, names->first, names->last, selection.after, selection.skip, selection.most};
	if (error_ok(error))
		error = sql_group_named(call, bind, &found);
	if (!error_ok(error))
		return error;
	result->total = total.count;
	selection_end(call, page, search->purpose, found, &search->ids, result);
	return ok();
}

static struct error find_all(struct call *call, struct search *search, struct page_result *result)
{
	const struct page *page = &search->filter->page;
	struct selection selection = {0};
	struct identifier_list found = {NULL, 0};
	struct error error = tally_read(call, TALLY_GROUPS, call->realm, &result->total);
	if (error_ok(error))
		error = selection_begin(call, page, search->purpose, result->total, &selection);
	struct sql_group_page bind = {call->realm, selection.after, selection.skip, selection.most};
	if (error_ok(error))
		error = sql_group_page(call, bind, &found);
	if (error_ok(error))
		selection_end(call, page, search->purpose, found, &search->ids, result);
	return error;
}

static struct error find_in_scope(struct call *call, struct search *search, struct page_result *result)
{
	struct identifier_list inside = {NULL, 0};
	struct sql_group_in_scope bind = {call->realm, search->application};
	struct error error = sql_group_in_scope(call, bind, &inside);
	return error_ok(error) ? find_among(call, search, texts_of(call, inside), result) : error;
}

static struct error find_by_external_id(struct call *call, struct search *search, struct page_result *result)
{
	struct identifier_list groups = {NULL, 0};
	struct sql_group_by_external_id bind = {call->realm, search->filter->external_id};
	struct error error = sql_group_by_external_id(call, bind, &groups);
	return error_ok(error) ? find_among(call, search, texts_of(call, groups), result) : error;
}

/* By what leaves the fewest to look at. */
static struct error find(struct call *call, struct search *search, struct page_result *result)
{
	if (search->filter->ids.at)
		return find_among(call, search, search->filter->ids, result);
	if (search->application.at)
		return find_in_scope(call, search, result);
	if (search->filter->external_id.length > 0)
		return find_by_external_id(call, search, result);
	if (search->names.first.at)
		return find_by_name(call, search, result);
	return find_all(call, search, result);
}

struct error group_list(
	struct call *call, const struct group_filter *filter, struct group_list *groups, struct page_result *result)
{
	struct search search = {
		.filter = filter,
		.names = name_range_of(call, filter->name, filter->prefix),
		.purpose = text_print(call->arena, "groups:%.*s", (int)call->realm.length, call->realm.at),
	};
	*result = (struct page_result){0};
	struct error error = scope_limit(call, &search.application);
	if (error_ok(error))
		error = find(call, &search, result);
	if (!error_ok(error))
		return error;
	return sql_group_by_ids(call, (struct sql_group_by_ids){call->realm, search.ids}, groups);
}

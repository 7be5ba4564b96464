/* Which ids stand on one page of a list. */
#include "directory/selection.h"

struct error selection_begin(
	struct call *call, const struct page *page, struct text purpose, int64_t total, struct selection *selection)
{
	struct error error = page_start(call, page, purpose, &selection->after);
	if (!selection->after.at)
		selection->after = TEXT("");
	selection->skip = page_skip(page);
	selection->most = selection->skip < total ? page->size + 1 : 0;
	return error;
}

void selection_end(struct call *call, const struct page *page, struct text purpose, struct identifier_list found,
	struct text_list *ids, struct page_result *result)
{
	bool more = found.count > (size_t)page->size;
	if (more)
		found.count = (size_t)page->size;
	*ids = texts_of(call, found);
	if (more && page->by_position)
		result->next = page_next(call, purpose, ids->at[ids->count - 1]);
}

struct error selection_among(struct call *call, const struct page *page, struct text purpose,
	struct identifier_list all, struct text_list *ids, struct page_result *result)
{
	struct selection selection;
	struct error error = selection_begin(call, page, purpose, (int64_t)all.count, &selection);
	if (!error_ok(error))
		return error;
	result->total = (int64_t)all.count;
	size_t first = 0;
	while (first < all.count && text_compare(all.at[first].id, selection.after) <= 0)
		first++;
	first += (size_t)selection.skip;
	size_t count = first < all.count ? all.count - first : 0;
	struct identifier_list rest = {count == 0 ? NULL : all.at + first, count};
	if (rest.count > (size_t)selection.most)
		rest.count = (size_t)selection.most;
	selection_end(call, page, purpose, rest, ids, result);
	return ok();
}

/* No name has a control character, so nothing but the name itself lies between it and this. */
static struct text right_after(struct call *call, struct text key)
{
	return text_print(call->arena, "%.*s\x01", (int)key.length, key.at);
}

struct name_range name_range_of(struct call *call, struct text name, struct text prefix)
{
	struct name_range range = {{NULL, 0}, {NULL, 0}};
	struct text beginning = prefix.length > 0 ? text_fold(call->arena, prefix) : range.first;
	if (beginning.length > 0)
		range = (struct name_range){beginning, page_prefix_end(call, beginning)};
	if (name.length == 0)
		return range;
	struct text key = text_fold(call->arena, name), end = right_after(call, key);
	if (!range.first.at || text_compare(key, range.first) > 0)
		range.first = key;
	if (!range.last.at || text_compare(end, range.last) < 0)
		range.last = end;
	return range;
}

struct text_list texts_of(struct call *call, struct identifier_list ids)
{
	struct text_list texts = {arena_array(call->arena, ids.count, sizeof(struct text)), ids.count};
	for (size_t i = 0; i < ids.count; i++)
		texts.at[i] = ids.at[i].id;
	return texts;
}

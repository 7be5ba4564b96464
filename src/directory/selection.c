/* Which ids stand on one page of a list. */
#include "directory/selection.h"

struct error selection_begin(struct call *call, struct selection *selection, int64_t total)
{
	const struct page *page = selection->page;
	struct error error = page_start(call, page, selection->purpose, &selection->after);
	if (!selection->after.at)
		selection->after = TEXT("");
	selection->skip = page_skip(page);
	selection->most = selection->skip < total ? page->size + 1 : 0;
	selection->result.total = total;
	return error;
}

void selection_end(struct call *call, struct selection *selection, struct identifier_list found)
{
	const struct page *page = selection->page;
	bool more = found.count > (size_t)page->size;
	if (more)
		found.count = (size_t)page->size;
	selection->ids = texts_of(call, found);
	if (more && page->by_position)
		selection->result.next = page_next(call, selection->purpose, found.at[found.count - 1].id);
}

struct error selection_among(struct call *call, struct selection *selection, struct identifier_list all)
{
	struct error error = selection_begin(call, selection, (int64_t)all.count);
	if (!error_ok(error))
		return error;
	size_t first = 0;
	while (first < all.count && text_compare(all.at[first].id, selection->after) <= 0)
		first++;
	first += (size_t)selection->skip;
	if (first >= all.count)
		return ok();
	struct identifier_list rest = {all.at + first, all.count - first};
	if (rest.count > (size_t)selection->most)
		rest.count = (size_t)selection->most;
	selection_end(call, selection, rest);
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

/* Which ids stand on one page of a list. */
#include "directory/selection.h"
#include <string.h>

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

void selection_end(struct call *call, struct selection *selection, struct text_list found)
{
	const struct page *page = selection->page;
	bool more = found.count > (size_t)page->size;
	if (more)
		found.count = (size_t)page->size;
	selection->ids = found;
	if (more && page->by_position)
		selection->result.next = page_next(call, selection->purpose, found.at[found.count - 1]);
}

/* How many come before what is behind `after`. */
static size_t count_until(struct text_list all, struct text after)
{
	size_t first = 0, last = all.count;
	while (first < last) {
		size_t middle = first + (last - first) / 2;
		if (text_compare(all.at[middle], after) <= 0)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

struct error selection_among(struct call *call, struct selection *selection, struct text_list all)
{
	struct error error = selection_begin(call, selection, (int64_t)all.count);
	if (!error_ok(error))
		return error;
	size_t first = count_until(all, selection->after) + (size_t)selection->skip;
	size_t rest = first < all.count ? all.count - first : 0;
	size_t count = rest < (size_t)selection->most ? rest : (size_t)selection->most;
	struct text_list found = {arena_array(call->arena, count, sizeof(struct text)), count};
	for (size_t i = 0; i < count; i++)
		found.at[i] = text_copy(call->arena, all.at[first + i]);
	selection_end(call, selection, found);
	return ok();
}

/* Lists that are known */

#define TOO_LONG "too long to be known"

bool selection_is_asked_again(struct call *call, struct text key)
{
	struct text asked;
	if (!call->patient)
		return false;
	if (store_recall(call->store, STORE_DIRECTORY, call->arena, key, &asked))
		return !text_is(asked, TOO_LONG);
	store_remember(call->store, STORE_DIRECTORY, key, TEXT("asked"));
	return false;
}

struct error selection_known(
	struct call *call, struct selection *selection, struct text key, struct selection_search search)
{
	struct text_list all = {NULL, 0};
	const struct text_list *known = store_recall_list(call->store, key);
	if (known != NULL)
		return selection_among(call, selection, *known);
	struct error error = search.find_all(call, search.search, &all);
	if (!error_ok(error))
		return error;
	store_remember_list(call->store, key, all);
	if (store_recall_list(call->store, key) == NULL)
		store_remember(call->store, STORE_DIRECTORY, key, TEXT(TOO_LONG));
	return selection_among(call, selection, all);
}

/* Lists that are counted */

/* How many pass, and how many are before the first of them. */
static struct error count(
	struct call *call, struct key_list list, struct name_range names, int64_t *before, int64_t *total)
{
	*before = 0;
	if (!names.first.at)
		return span_total(call, list, total);
	return span_between(call, list, (struct span_range){names.first, names.last, 0, 0}, before, total);
}

static struct error find_start(struct call *call, const struct selection *selection, struct key_list list,
	int64_t before, struct span_range *range)
{
	if (selection->skip > 0)
		return span_seek(call, list, before + selection->skip, range);
	if (selection->after.length == 0)
		return ok();
	struct text next = span_key_after(call, selection->after);
	if (!range->first.at || text_compare(next, range->first) > 0)
		range->first = next;
	return ok();
}

static void take(struct call *call, struct selection *selection, struct listed_list found)
{
	const struct page *page = selection->page;
	bool more = found.count > (size_t)page->size;
	size_t count = more ? (size_t)page->size : found.count;
	selection->ids = (struct text_list){arena_array(call->arena, count, sizeof(struct text)), count};
	for (size_t i = 0; i < count; i++)
		selection->ids.at[i] = found.at[i].id;
	if (more && page->by_position)
		selection->result.next = page_next(call, selection->purpose, found.at[count - 1].key);
}

static struct text purpose_of(struct call *call, struct key_list list)
{
	struct text name = span_list_name(call, list);
	return text_print(call->arena, "%.*s:%d:%.*s", (int)call->realm.length, call->realm.at, (int)list.kind,
		(int)name.length, name.at);
}

struct error selection_counted(
	struct call *call, struct selection *selection, struct key_list list, struct name_range names)
{
	struct listed_list found = {NULL, 0};
	struct span_range range = {names.first, names.last, 0, 0};
	int64_t before, total = 0;
	selection->purpose = purpose_of(call, list);
	struct error error = count(call, list, names, &before, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	if (!error_ok(error) || selection->most == 0)
		return error;
	range.most = selection->most;
	error = find_start(call, selection, list, before, &range);
	if (error_ok(error))
		error = span_keys(call, list, range, &found);
	take(call, selection, found);
	return error;
}

struct error selection_require_patience(const struct call *call, int64_t rows)
{
	return call->patient || rows <= SELECTION_AT_ONCE ? ok() : error_of(ERROR_NEEDS_PATIENCE, TEXT(""));
}

static size_t offset_of_id(const struct shape *shape)
{
	size_t i = 0;
	while (strcmp(shape->fields[i].name, "id") != 0)
		i++;
	return shape->fields[i].offset;
}

void selection_order(struct call *call, struct text_list ids, const struct shape *shape, struct list *rows)
{
	size_t offset = offset_of_id(shape), size = shape->size, count = 0;
	char *ordered = arena_array(call->arena, rows->count, size);
	for (size_t i = 0; i < ids.count; i++) {
		const char *row = rows->at;
		for (size_t j = 0; j < rows->count; j++, row += size) {
			if (text_equal(*(const struct text *)(const void *)(row + offset), ids.at[i]))
				memcpy(ordered + size * count++, row, size);
		}
	}
	*rows = (struct list){ordered, count};
}

/* No name has a control character, so nothing but the name itself, alone or with an id, lies between it and this. */
static struct text right_after(struct call *call, struct text key)
{
	return text_print(call->arena, "%.*s\x02", (int)key.length, key.at);
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

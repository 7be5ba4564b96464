/* Which ids stand on one page of a list. Lists first find ids, through indexes alone, and then the rows of a page. */
#pragma once
#include "directory/page.h"

struct selection {
	const struct page *page; /* what is asked for, */
	struct text purpose;	 /* and of which list: see page.h */

	/* What a statement that finds ids in their order is bound to. It reads one id more than the page has, which
	 * tells whether there is another page; nothing at all for a page beyond the end. */
	struct text after;
	int64_t skip, most;

	struct text_list ids;
	struct page_result result;
};

/* `total` is how many the whole list has. ERROR_LIST_POSITION_INVALID. */
struct error selection_begin(struct call *call, struct selection *selection, int64_t total) must_check;
/* Takes what the statement found. */
void selection_end(struct call *call, struct selection *selection, struct identifier_list found);
/* Does both for a list that is known whole, in order. */
struct error selection_among(struct call *call, struct selection *selection, struct identifier_list all) must_check;

/* A filter by name: folded names from `first` on and before `last`. Both are not there when it lets everything pass. */
struct name_range {
	struct text first, last;
};

/* Whole name and beginning of a name; either may be empty or absent. */
struct name_range name_range_of(struct call *call, struct text name, struct text prefix);

struct text_list texts_of(struct call *call, struct identifier_list ids);

/* Which ids stand on one page of a list. Lists first find ids, through indexes alone, and then the rows of a page. */
#pragma once
#include "directory/page.h"
#include "directory/span.h"

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
void selection_end(struct call *call, struct selection *selection, struct text_list found);
/* Does both for a list that is known whole, in order. Its ids are copied. */
struct error selection_among(struct call *call, struct selection *selection, struct text_list all) must_check;

/* Lists that are searched for through very much. Where the store remembers and the call has patience, the whole list is
 * found when it is asked for a second time, and known by heart until the directory changes, so that its further pages are
 * there at once. While somebody changes the directory all the time, finding more than a page would be in vain. */
struct selection_search {
	struct error (*find_all)(struct call *call, const void *search, struct text_list *ids); /* in their order */
	const void *search;
};
bool selection_is_asked_again(struct call *call, struct text key);
/* Does both for the list that `key` names. */
struct error selection_known(struct call *call, struct selection *selection, struct text key,
	struct selection_search search) must_check;

/* A filter by name: folded names from `first` on and before `last`. Both are not there when it lets everything pass. */
struct name_range {
	struct text first, last;
};

#define EVERY_NAME ((struct name_range){{NULL, 0}, {NULL, 0}})

/* Whole name and beginning of a name; either may be empty or absent. */
struct name_range name_range_of(struct call *call, struct text name, struct text prefix);

/* Does both for a list that is counted in spans, and gives it its purpose. Of lists by name, what `names` lets pass. */
struct error selection_counted(
	struct call *call, struct selection *selection, struct key_list list, struct name_range names) must_check;

/* Lists that look at more rows than this are left to who waits for them on a thread of its own, see call.h. */
#define SELECTION_AT_ONCE 2000
struct error selection_require_patience(const struct call *call, int64_t rows) must_check;

/* Puts the rows that were found by their ids into the order of the ids. */
void selection_order(struct call *call, struct text_list ids, const struct shape *shape, struct list *rows);

struct text_list texts_of(struct call *call, struct identifier_list ids);

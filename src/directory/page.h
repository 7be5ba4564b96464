/* How lists are cut. Two ways, which every list of the core understands: a page number, or a position that a former
 * answer gave. Positions are opaque to callers, bound to the list they came from (`purpose`, e.g. "users:<realm>:<unit>"),
 * and sealed, so that a made-up one is refused: ERROR_LIST_POSITION_INVALID. */
#pragma once
#include "directory/call.h"

struct page {
	int64_t number;     /* from 1; used when `position` is not there */
	int64_t size;       /* items at most */
	struct text position; /* as a caller sent it; "" is the beginning */
	bool by_position;
};

struct page_result {
	int64_t total;
	struct text next;   /* not there on the last page, and never with page numbers */
};

/* The key after which to go on; not there at the beginning. */
struct error page_start(struct call *call, const struct page *page, struct text purpose, struct text *after) must_check;
struct text page_next(struct call *call, struct text purpose, struct text last);
/* Items to skip for a page number; 0 by position. */
int64_t page_skip(const struct page *page);
/* The least text that sorts after everything that starts with `prefix`; not there if there is none. */
struct text page_prefix_end(struct call *call, struct text prefix);

/* How many keys the lists have, in pieces. */
#include "directory/span.h"
#include "base/random.h"
#include "directory/span_sql.h"
#include <stdlib.h>

#define PIECE_MOST 4096 /* what has more is divided when it is looked at, */
#define PIECE_NEW 2048	/* into pieces of so many */
#define PIECE_LEAST 512 /* what has fewer is joined to the piece before it */
#define LOOK_EVERY 251	/* of so many changes one has its piece looked at; prime, so that no list is passed over */
#define ONE_BY_ONE 4	/* SQLite: so many changes are quicker as statements of their own, and so are very many */
#define MERGED 64	/* so many are merged here before they are stored */

/* Dividing and joining pieces */

struct piece {
	struct key_list list;
	struct text name;	/* of the list */
	struct span before, at; /* the piece, and the one before it */
	bool first;		/* there is none before it */
	struct text end;	/* where the next one begins; not there for the last */
};

static struct error make(struct call *call, const struct piece *piece, struct span made)
{
	struct sql_span_insert bind = {call->realm, piece->name, made.first, made.amount, made.disabled};
	return sql_span_insert(call, bind, NULL);
}

static struct error clear(struct call *call, const struct piece *piece, struct text first)
{
	return sql_span_delete(call, (struct sql_span_delete){call->realm, piece->name, first}, NULL);
}

/* Makes a new piece of the beginning of `left`, which `border` follows. */
static struct error cut(struct call *call, const struct piece *piece, struct span *left, struct text border)
{
	struct span new = {.first = left->first, .amount = PIECE_NEW};
	struct span_range range = {.first = left->first, .last = border};
	struct error error = ok();
	if (left->disabled != 0)
		error = span_keys_count(call, (struct key_list){.kind = SPAN_DISABLED_USERS}, range, &new.disabled);
	*left = (struct span){
		.first = border,
		.amount = left->amount - new.amount,
		.disabled = left->disabled - new.disabled,
	};
	return error_ok(error) ? make(call, piece, new) : error;
}

static struct error divide(struct call *call, const struct piece *piece)
{
	struct span left = piece->at;
	struct listed_list border = {NULL, 1};
	struct error error = clear(call, piece, left.first);
	while (error_ok(error) && left.amount >= PIECE_MOST && border.count > 0) {
		struct span_range range = {left.first, piece->end, PIECE_NEW, 1};
		error = span_keys(call, piece->list, range, &border);
		if (error_ok(error) && border.count > 0)
			error = cut(call, piece, &left, border.at[0].key);
	}
	return error_ok(error) ? make(call, piece, left) : error;
}

static struct error join(struct call *call, const struct piece *piece)
{
	struct span both = {
		.first = piece->before.first,
		.amount = piece->before.amount + piece->at.amount,
		.disabled = piece->before.disabled + piece->at.disabled,
	};
	struct error error = clear(call, piece, piece->at.first);
	if (error_ok(error))
		error = clear(call, piece, both.first);
	return error_ok(error) ? make(call, piece, both) : error;
}

/* `near` are at most three pieces, of which the first is the one before the key's, if there is one. */
static void find_among(struct span_list near, struct text key, struct piece *piece)
{
	size_t at = near.count > 1 && text_compare(near.at[1].first, key) <= 0 ? 1 : 0;
	piece->first = at == 0;
	piece->before = near.at[0];
	piece->at = near.at[at];
	piece->end = at + 1 < near.count ? near.at[at + 1].first : (struct text){NULL, 0};
}

/* What leaves is counted out before its rows go, so only after growth do the rows tell where a piece is to be cut. */
static struct error look(struct call *call, const struct span_change *change)
{
	struct piece piece = {.list = change->list, .name = span_list_name(call, change->list)};
	struct span_list near = {NULL, 0};
	struct error error = sql_span_near(call, (struct sql_span_near){call->realm, piece.name, change->key}, &near);
	if (!error_ok(error) || near.count == 0)
		return error;
	find_among(near, change->key, &piece);
	if (piece.at.amount > PIECE_MOST)
		return change->amount > 0 ? divide(call, &piece) : ok();
	return piece.first || piece.at.amount >= PIECE_LEAST ? ok() : join(call, &piece);
}

/* Every change has the same chance. */
static struct error look_at_some(struct call *call, const struct span_change *changes, size_t count)
{
	struct error error = ok();
	for (size_t i = (size_t)random_below(LOOK_EVERY); i < count && error_ok(error); i += LOOK_EVERY)
		error = look(call, &changes[i]);
	return error;
}

/* Storing */

struct increase { /* of what a list, or a piece of it, has */
	struct text list, key;
	int64_t amount, disabled;
};

struct increase_list {
	struct increase *at;
	size_t count;
};

static struct error add_one(struct call *call, const struct increase *one)
{
	int64_t found;
	struct sql_span_add bind = {call->realm, one->list, one->key, one->amount, one->disabled};
	struct sql_span_insert first = {call->realm, one->list, TEXT(""), one->amount, one->disabled};
	struct error error = sql_span_add(call, bind, &found);
	return error_ok(error) && found == 0 ? sql_span_insert(call, first, NULL) : error;
}

static struct text spelled(struct call *call, const struct increase *one)
{
	return text_print(call->arena, "%lld %lld %.*s %.*s", (long long)one->amount, (long long)one->disabled,
		(int)one->list.length, one->list.at, (int)one->key.length, one->key.at);
}

static struct error add_all_at_once(struct call *call, struct increase_list increases)
{
	struct text_list all = {arena_array(call->arena, increases.count, sizeof(struct text)), increases.count};
	for (size_t i = 0; i < increases.count; i++)
		all.at[i] = spelled(call, &increases.at[i]);
	return sql_span_add_each(call, (struct sql_span_add_each){call->realm, all}, NULL);
}

static struct error add(struct call *call, struct increase_list increases)
{
	struct error error = ok();
	bool some = increases.count > ONE_BY_ONE && increases.count <= MERGED;
	if (some || store_engine(call->store) == STORE_POSTGRES)
		return add_all_at_once(call, increases);
	for (size_t i = 0; i < increases.count && error_ok(error); i++)
		error = add_one(call, &increases.at[i]);
	return error;
}

/* Merging: of many changes those in one piece become one, with the piece's first key. */

static int compare(const void *a, const void *b)
{
	const struct increase *one = a, *other = b;
	int lists = text_compare(one->list, other->list);
	return lists != 0 ? lists : text_compare(one->key, other->key);
}

static struct text_list lists_of(struct call *call, struct increase_list sorted)
{
	struct text_list lists = {arena_array(call->arena, sorted.count, sizeof(struct text)), 0};
	for (size_t i = 0; i < sorted.count; i++) {
		if (i == 0 || !text_equal(sorted.at[i].list, sorted.at[i - 1].list))
			lists.at[lists.count++] = sorted.at[i].list;
	}
	return lists;
}

static bool is_behind(const struct span *bound, const struct increase *one)
{
	int lists = text_compare(bound->list, one->list);
	return lists != 0 ? lists > 0 : text_compare(bound->first, one->key) > 0;
}

/* Where the piece that `one` is in begins; `next` is the first bound that may be behind it, and goes on. */
static struct text piece_of(struct span_list bounds, size_t *next, const struct increase *one)
{
	while (*next < bounds.count && !is_behind(&bounds.at[*next], one))
		(*next)++;
	if (*next > 0 && text_equal(bounds.at[*next - 1].list, one->list))
		return bounds.at[*next - 1].first;
	return TEXT("");
}

static void merge_into(struct increase_list *merged, const struct increase *one)
{
	struct increase *last = merged->count > 0 ? &merged->at[merged->count - 1] : NULL;
	if (!last || compare(last, one) != 0) {
		merged->at[merged->count++] = *one;
		return;
	}
	last->amount += one->amount;
	last->disabled += one->disabled;
}

static struct error merge(struct call *call, struct increase_list *increases)
{
	struct span_list bounds = {NULL, 0};
	qsort(increases->at, increases->count, sizeof(*increases->at), compare);
	struct sql_span_bounds bind = {call->realm, lists_of(call, *increases)};
	struct error error = sql_span_bounds(call, bind, &bounds);
	struct increase_list merged = {increases->at, 0};
	for (size_t i = 0, next = 0; i < increases->count && error_ok(error); i++) {
		struct increase one = increases->at[i];
		one.key = piece_of(bounds, &next, &one);
		merge_into(&merged, &one);
	}
	*increases = merged;
	return error;
}

struct error span_change(struct call *call, const struct span_change *changes, size_t count)
{
	struct increase_list increases = {arena_array(call->arena, count, sizeof(struct increase)), count};
	for (size_t i = 0; i < count; i++)
		increases.at[i] = (struct increase){
			.list = span_list_name(call, changes[i].list),
			.key = changes[i].key,
			.amount = changes[i].amount,
			.disabled = changes[i].disabled,
		};
	struct error error = count > MERGED ? merge(call, &increases) : ok();
	if (error_ok(error) && count > 0)
		error = add(call, increases);
	return error_ok(error) ? look_at_some(call, changes, count) : error;
}

struct error span_drop(struct call *call, const struct key_list *lists, size_t count)
{
	struct text_list names = {arena_array(call->arena, count, sizeof(struct text)), count};
	for (size_t i = 0; i < count; i++)
		names.at[i] = span_list_name(call, lists[i]);
	return sql_span_delete_lists(call, (struct sql_span_delete_lists){call->realm, names}, NULL);
}

/* Reading */

static int64_t weight(struct key_list list, const struct span *span)
{
	if (list.kind == SPAN_DISABLED_USERS)
		return span->disabled;
	return list.kind == SPAN_ENABLED_USERS ? span->amount - span->disabled : span->amount;
}

struct error span_total(struct call *call, struct key_list list, int64_t *total)
{
	struct span sum = {0};
	bool found;
	struct sql_span_sum bind = {call->realm, span_list_name(call, list)};
	struct error error = sql_span_sum(call, bind, &sum, &found);
	*total = weight(list, &sum);
	return error;
}

static struct error rows(struct call *call, struct key_list list, struct span_list *rows)
{
	return sql_span_rows(call, (struct sql_span_rows){call->realm, span_list_name(call, list)}, rows);
}

/* How many keys are before one. */
static struct error rank(
	struct call *call, struct key_list list, struct span_list pieces, struct text key, int64_t *before)
{
	struct span_range range = {.last = key};
	int64_t sum = 0, counted;
	size_t next = 0;
	while (next < pieces.count && text_compare(pieces.at[next].first, key) < 0)
		sum += weight(list, &pieces.at[next++]);
	if (next > 0) {
		sum -= weight(list, &pieces.at[next - 1]);
		range.first = pieces.at[next - 1].first;
	}
	struct error error = span_keys_count(call, list, range, &counted);
	*before = sum + counted;
	return error;
}

struct error span_between(
	struct call *call, struct key_list list, struct span_range range, int64_t *before, int64_t *count)
{
	struct span_list pieces = {NULL, 0};
	int64_t end;
	struct error error = rows(call, list, &pieces);
	if (error_ok(error))
		error = rank(call, list, pieces, range.first, before);
	if (error_ok(error))
		error = rank(call, list, pieces, range.last, &end);
	if (!error_ok(error))
		return error;
	*count = end > *before ? end - *before : 0;
	return ok();
}

struct error span_seek(struct call *call, struct key_list list, int64_t place, struct span_range *range)
{
	struct span_list pieces = {NULL, 0};
	struct error error = rows(call, list, &pieces);
	int64_t before = 0;
	size_t at = 0;
	while (at + 1 < pieces.count && before + weight(list, &pieces.at[at]) <= place)
		before += weight(list, &pieces.at[at++]);
	range->first = pieces.count > 0 ? pieces.at[at].first : (struct text){NULL, 0};
	range->skip = place - before;
	return error;
}

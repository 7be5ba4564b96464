/* A few lists, each in one piece of memory. */
#include "store/list_memo.h"
#include <string.h>

#define LISTS 16
#define LISTS_MOST ((size_t)64 * 1024 * 1024)

struct known {
	struct text key;
	struct text_list list;
};

struct list_memo {
	struct arena *arena; /* of the lists */
	int64_t version;
	size_t count, bytes;
	struct known lists[LISTS];
};

static void destroy_lists(void *arena)
{
	arena_destroy(arena);
}

struct list_memo *list_memo_create(struct arena *arena)
{
	struct list_memo *memo = arena_alloc(arena, sizeof(*memo));
	memo->arena = arena_create(ARENA_PLAIN);
	arena_defer(arena, destroy_lists, memo->arena);
	return memo;
}

static void forget(struct list_memo *memo)
{
	arena_reset(memo->arena);
	memo->count = 0;
	memo->bytes = 0;
}

void list_memo_turn_to(struct list_memo *memo, int64_t version)
{
	if (memo->version != version)
		forget(memo);
	memo->version = version;
}

const struct text_list *list_memo_recall(const struct list_memo *memo, struct text key)
{
	for (size_t i = 0; i < memo->count; i++) {
		if (text_equal(memo->lists[i].key, key))
			return &memo->lists[i].list;
	}
	return NULL;
}

static size_t length_of(struct text_list list)
{
	size_t length = 0;
	for (size_t i = 0; i < list.count; i++)
		length += list.at[i].length;
	return length;
}

static struct text_list copy_of(struct arena *arena, struct text_list list, size_t length)
{
	struct text_list copy = {arena_array(arena, list.count, sizeof(struct text)), list.count};
	char *at = arena_alloc(arena, length);
	for (size_t i = 0; i < list.count; i++) {
		memcpy(at, list.at[i].at, list.at[i].length);
		copy.at[i] = (struct text){at, list.at[i].length};
		at += list.at[i].length;
	}
	return copy;
}

void list_memo_remember(struct list_memo *memo, struct text key, struct text_list list)
{
	size_t length = length_of(list), bytes = length + list.count * sizeof(struct text) + key.length;
	if (bytes > LISTS_MOST)
		return;
	if (memo->count == LISTS || bytes > LISTS_MOST - memo->bytes)
		forget(memo);
	memo->lists[memo->count++] =
		(struct known){text_copy(memo->arena, key), copy_of(memo->arena, list, length)};
	memo->bytes += bytes;
}

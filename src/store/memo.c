/* A table in which each key has one place: what comes there later takes it over. */
#include "store/memo.h"

#define PLACES 1024
#define ENTRY_MOST ((size_t)1024)
#define MEMO_MOST ((size_t)256 * 1024)

struct entry {
	struct text key, value;
};

struct memo {
	struct arena *arena; /* of the entries */
	int64_t version;
	const struct entry *places[PLACES];
};

static void destroy_entries(void *arena)
{
	arena_destroy(arena);
}

struct memo *memo_create(struct arena *arena)
{
	struct memo *memo = arena_alloc(arena, sizeof(*memo));
	memo->arena = arena_create(ARENA_WIPED);
	arena_defer(arena, destroy_entries, memo->arena);
	return memo;
}

static void forget(struct memo *memo)
{
	arena_reset(memo->arena);
	memset(memo->places, 0, sizeof(memo->places));
}

void memo_turn_to(struct memo *memo, int64_t version)
{
	if (memo->version == version)
		return;
	if (arena_used(memo->arena) > 0)
		forget(memo);
	memo->version = version;
}

/* FNV-1a. Nobody gains by keys that meet: the one that came first is only worked out again. */
static size_t place_of(struct text key)
{
	uint64_t hash = 0xcbf29ce484222325;
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.at[i]) * 0x100000001b3;
	return hash % PLACES;
}

bool memo_recall(const struct memo *memo, struct arena *arena, struct text key, struct text *value)
{
	const struct entry *entry = memo->places[place_of(key)];
	if (entry == NULL || !text_equal(entry->key, key))
		return false;
	*value = text_copy(arena, entry->value);
	return true;
}

void memo_remember(struct memo *memo, struct text key, struct text value)
{
	if (key.length > ENTRY_MOST || value.length > ENTRY_MOST)
		return;
	if (arena_used(memo->arena) > MEMO_MOST - 3 * ENTRY_MOST)
		forget(memo);
	struct entry *entry = arena_alloc(memo->arena, sizeof(*entry));
	entry->key = text_copy(memo->arena, key);
	entry->value = text_copy(memo->arena, value);
	memo->places[place_of(key)] = entry;
}

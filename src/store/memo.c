/* A table in which each key has one place: what comes there later takes it over. */
#include "store/memo.h"

#define ENTRY_MOST ((size_t)1024)

struct entry {
	struct text key, value;
};

struct memo {
	struct arena *arena; /* of the entries */
	struct memo_size size;
	size_t used; /* bytes of them, about */
	int64_t version;
	const struct entry **places;
};

static void destroy_entries(void *arena)
{
	arena_destroy(arena);
}

struct memo *memo_create(struct arena *arena, struct memo_size size)
{
	struct memo *memo = arena_alloc(arena, sizeof(*memo));
	memo->size = size;
	memo->places = arena_array(arena, size.places, sizeof(const struct entry *));
	memo->arena = arena_create(ARENA_WIPED);
	arena_defer(arena, destroy_entries, memo->arena);
	return memo;
}

static void forget(struct memo *memo)
{
	arena_reset(memo->arena);
	memset(memo->places, 0, memo->size.places * sizeof(const struct entry *));
	memo->used = 0;
}

void memo_turn_to(struct memo *memo, int64_t version)
{
	if (memo->version == version)
		return;
	if (memo->used > 0)
		forget(memo);
	memo->version = version;
}

/* FNV-1a, eight bytes at a time. Nobody gains by keys that meet: the one that came first is only worked out again. */
static size_t place_of(const struct memo *memo, struct text key)
{
	uint64_t hash = 0xcbf29ce484222325, piece;
	for (size_t i = 0; i < key.length; i += sizeof(piece)) {
		size_t rest = key.length - i;
		piece = 0;
		memcpy(&piece, key.at + i, rest < sizeof(piece) ? rest : sizeof(piece));
		hash = (hash ^ piece) * 0x100000001b3;
		hash ^= hash >> 32;
	}
	return hash % memo->size.places;
}

bool memo_recall(const struct memo *memo, struct arena *arena, struct text key, struct text *value)
{
	const struct entry *entry = memo->places[place_of(memo, key)];
	if (entry == NULL || !text_equal(entry->key, key))
		return false;
	*value = text_copy(arena, entry->value);
	return true;
}

void memo_remember(struct memo *memo, struct text key, struct text value)
{
	if (key.length > ENTRY_MOST || value.length > ENTRY_MOST)
		return;
	if (memo->used > memo->size.bytes)
		forget(memo);
	memo->used += sizeof(struct entry) + key.length + value.length;
	struct entry *entry = arena_alloc(memo->arena, sizeof(*entry));
	entry->key = text_copy(memo->arena, key);
	entry->value = text_copy(memo->arena, value);
	memo->places[place_of(memo, key)] = entry;
}

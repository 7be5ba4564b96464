/* A table of texts: open addressing. Nobody can prepare keys that meet, because the seed is random. */
#include "directory/import_index.h"
#include "base/random.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256

struct import_index import_index_in(struct arena *arena)
{
	struct import_index index = {.arena = arena};
	random_bytes(&index.seed, sizeof(index.seed));
	return index;
}

static uint64_t hash_of(const struct import_index *index, struct text key)
{
	uint64_t hash = index->seed ^ key.length, word;
	for (size_t i = 0; i < key.length; i += sizeof(word)) {
		size_t left = key.length - i;
		word = 0;
		memcpy(&word, key.at + i, left < sizeof(word) ? left : sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 32;
	}
	return hash;
}

static struct import_entry *find(const struct import_index *index, struct text key)
{
	size_t at = (size_t)hash_of(index, key) & (index->room - 1);
	while (index->at[at].key.at && !text_equal(index->at[at].key, key))
		at = (at + 1) & (index->room - 1);
	return &index->at[at];
}

static void grow(struct import_index *index)
{
	struct import_index larger = *index;
	larger.room = index->room == 0 ? FIRST_ROOM : index->room * 2;
	larger.at = arena_array(index->arena, larger.room, sizeof(*larger.at));
	for (size_t i = 0; i < index->room; i++) {
		if (index->at[i].key.at)
			*find(&larger, index->at[i].key) = index->at[i];
	}
	*index = larger;
}

struct import_entry *import_index_entry(struct import_index *index, struct text key, bool *fresh)
{
	if (index->count * 2 >= index->room)
		grow(index);
	struct import_entry *entry = find(index, key);
	*fresh = !entry->key.at;
	if (*fresh) {
		entry->key = key;
		index->count++;
	}
	return entry;
}

static int compare(const void *a, const void *b)
{
	const struct import_entry *one = a, *other = b;
	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	return text_compare(one->key, other->key);
}

struct import_entry *import_index_sort(struct import_index *index)
{
	size_t kept = 0;
	for (size_t i = 0; i < index->room; i++) {
		if (index->at[i].key.at)
			index->at[kept++] = index->at[i];
	}
	if (kept > 0) /* an index that was never used has no memory to sort */
		qsort(index->at, kept, sizeof(*index->at), compare);
	return index->at;
}

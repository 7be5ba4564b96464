/* Two generations of a hash set of 64-bit fingerprints, keyed at random so that nobody can aim at collisions. A nonce
 * is good for half a window on each side of now, so two generations of one window each cover it. */
#include "api/nonce.h"
#include "base/random.h"
#include <pthread.h>
#include <string.h>

struct nonce_table {
	pthread_mutex_t lock;
	uint64_t key;
	size_t room;
	int64_t window, turned;
	uint64_t *seen[2]; /* 0: an empty place */
	size_t count;	   /* in seen[0] */
	size_t former;	   /* in seen[1] */
};

struct nonce_table *nonce_table_create(struct arena *arena, size_t most, int64_t window)
{
	struct nonce_table *table = arena_alloc(arena, sizeof(*table));
	size_t room = 1;
	while (room < most * 2)
		room *= 2;
	*table = (struct nonce_table){.room = room, .window = window};
	table->seen[0] = arena_array(arena, room, sizeof(uint64_t));
	table->seen[1] = arena_array(arena, room, sizeof(uint64_t));
	random_bytes(&table->key, sizeof(table->key));
	pthread_mutex_init(&table->lock, NULL);
	return table;
}

void nonce_table_destroy(struct nonce_table *table)
{
	pthread_mutex_destroy(&table->lock);
}

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= UINT64_C(0xff51afd7ed558ccd);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ (hash >> 33);
}

static uint64_t fingerprint(const struct nonce_table *table, struct text nonce)
{
	uint64_t hash = table->key;
	for (size_t i = 0; i < nonce.length; i++)
		hash = mix(hash ^ (unsigned char)nonce.at[i]);
	return hash ? hash : 1;
}

static bool contains(const struct nonce_table *table, const uint64_t *seen, uint64_t hash, size_t *place)
{
	size_t at = (size_t)hash & (table->room - 1);
	while (seen[at] && seen[at] != hash)
		at = (at + 1) & (table->room - 1);
	*place = at;
	return seen[at] == hash;
}

static void turn_over(struct nonce_table *table, int64_t now)
{
	uint64_t *oldest = table->seen[1];
	if (table->former > 0) /* otherwise it was never written, and stays out of memory */
		memset(oldest, 0, table->room * sizeof(*oldest));
	table->seen[1] = table->seen[0];
	table->seen[0] = oldest;
	table->former = table->count;
	table->count = 0;
	table->turned = now;
}

static bool take(struct nonce_table *table, uint64_t hash, int64_t now)
{
	size_t place;
	if (now - table->turned > table->window || table->count * 2 >= table->room)
		turn_over(table, now);
	if (contains(table, table->seen[1], hash, &place) || contains(table, table->seen[0], hash, &place))
		return false;
	table->seen[0][place] = hash;
	table->count++;
	return true;
}

bool nonce_take(struct nonce_table *table, struct text nonce, int64_t now)
{
	uint64_t hash = fingerprint(table, nonce);
	pthread_mutex_lock(&table->lock);
	bool fresh = take(table, hash, now);
	pthread_mutex_unlock(&table->lock);
	return fresh;
}

/* Token buckets in a bounded table.
 *
 * A bucket is one number: the time at which it will be full again. Taking a token moves that time on by one interval,
 * and there is a token as long as it would not move further than one period from now. */
#include "net/limit.h"
#include "base/random.h"
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A large table is cut in parts with a lock each; "idle longest" is then meant within a part. */
enum { PARTS = 16, LEAST_KEYS_PER_PART = 256 };
enum { NOBODY = 0 };		/* index 0 of the buckets is not used */
enum { NANOSECONDS = 1000000 }; /* of a millisecond */

struct bucket {
	uint64_t hash;
	int64_t full_at;       /* nanoseconds */
	uint32_t next;	       /* in the chain of its slot */
	uint32_t newer, older; /* by last use */
};

struct part {
	pthread_mutex_t mutex; /* guards what follows */
	struct bucket *buckets;
	uint32_t *heads;
	uint32_t count, newest, oldest;
};

struct limit {
	struct arena *arena;
	uint64_t secret[2]; /* of the hash, so that nobody can make keys collide */
	int64_t period;	    /* nanoseconds */
	_Atomic int64_t per_period;
	uint32_t keys_per_part, head_mask;
	size_t part_count;
	struct part parts[PARTS];
};

static uint64_t rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void mix(uint64_t state[4], int rounds)
{
	for (int i = 0; i < rounds; i++) {
		state[0] += state[1];
		state[2] += state[3];
		state[1] = rotate(state[1], 13) ^ state[0];
		state[3] = rotate(state[3], 16) ^ state[2];
		state[0] = rotate(state[0], 32);
		state[2] += state[1];
		state[0] += state[3];
		state[1] = rotate(state[1], 17) ^ state[2];
		state[3] = rotate(state[3], 21) ^ state[0];
		state[2] = rotate(state[2], 32);
	}
}

static void absorb(uint64_t state[4], uint64_t word)
{
	state[3] ^= word;
	mix(state, 2);
	state[0] ^= word;
}

/* SipHash-2-4 (Aumasson and Bernstein, 2012). */
static uint64_t hash_of(const uint64_t secret[2], struct text key)
{
	uint64_t state[4] = {secret[0] ^ 0x736f6d6570736575, secret[1] ^ 0x646f72616e646f6d,
		secret[0] ^ 0x6c7967656e657261, secret[1] ^ 0x7465646279746573};
	uint64_t word;
	size_t whole = key.length / 8 * 8;
	for (size_t i = 0; i < whole; i += 8) {
		memcpy(&word, key.at + i, 8);
		absorb(state, word);
	}
	word = 0;
	if (key.length > whole)
		memcpy(&word, key.at + whole, key.length - whole);
	absorb(state, word | (uint64_t)key.length << 56);
	state[2] ^= 0xff;
	mix(state, 4);
	return state[0] ^ state[1] ^ state[2] ^ state[3];
}

static uint32_t power_of_two_from(uint32_t number)
{
	uint32_t power = 1;
	while (power < number)
		power *= 2;
	return power;
}

static void init_part(struct limit *limit, struct part *part)
{
	pthread_mutex_init(&part->mutex, NULL);
	part->buckets = arena_array(limit->arena, (size_t)limit->keys_per_part + 1, sizeof(*part->buckets));
	part->heads = arena_array(limit->arena, (size_t)limit->head_mask + 1, sizeof(*part->heads));
}

struct limit *limit_create(size_t keys, int64_t per_period, int64_t period_milliseconds)
{
	assert(keys > 0 && keys < UINT32_MAX / 2 && period_milliseconds > 0);
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct limit *limit = arena_alloc(arena, sizeof(*limit));
	limit->arena = arena;
	random_bytes(limit->secret, sizeof(limit->secret));
	limit->period = period_milliseconds * NANOSECONDS;
	limit->part_count = keys < PARTS * LEAST_KEYS_PER_PART ? 1 : PARTS;
	limit->keys_per_part = (uint32_t)(keys / limit->part_count);
	limit->head_mask = power_of_two_from(limit->keys_per_part) - 1;
	limit_change(limit, per_period);
	for (size_t i = 0; i < limit->part_count; i++)
		init_part(limit, &limit->parts[i]);
	return limit;
}

void limit_destroy(struct limit *limit)
{
	for (size_t i = 0; i < limit->part_count; i++)
		pthread_mutex_destroy(&limit->parts[i].mutex);
	arena_destroy(limit->arena);
}

void limit_change(struct limit *limit, int64_t per_period)
{
	atomic_store(&limit->per_period, per_period);
}

static uint32_t *head_of(const struct limit *limit, struct part *part, uint64_t hash)
{
	return &part->heads[hash & limit->head_mask];
}

static uint32_t find(const struct limit *limit, struct part *part, uint64_t hash)
{
	uint32_t at = *head_of(limit, part, hash);
	while (at != NOBODY && part->buckets[at].hash != hash)
		at = part->buckets[at].next;
	return at;
}

static void unlink_age(struct part *part, uint32_t at)
{
	struct bucket *bucket = &part->buckets[at];
	if (bucket->newer == NOBODY)
		part->newest = bucket->older;
	else
		part->buckets[bucket->newer].older = bucket->older;
	if (bucket->older == NOBODY)
		part->oldest = bucket->newer;
	else
		part->buckets[bucket->older].newer = bucket->newer;
}

static void link_newest(struct part *part, uint32_t at)
{
	part->buckets[at].newer = NOBODY;
	part->buckets[at].older = part->newest;
	if (part->newest == NOBODY)
		part->oldest = at;
	else
		part->buckets[part->newest].newer = at;
	part->newest = at;
}

static uint32_t give_up_oldest(const struct limit *limit, struct part *part)
{
	uint32_t at = part->oldest;
	uint32_t *link = head_of(limit, part, part->buckets[at].hash);
	while (*link != at)
		link = &part->buckets[*link].next;
	*link = part->buckets[at].next;
	unlink_age(part, at);
	return at;
}

static uint32_t add(const struct limit *limit, struct part *part, uint64_t hash)
{
	uint32_t at = part->count < limit->keys_per_part ? ++part->count : give_up_oldest(limit, part);
	uint32_t *head = head_of(limit, part, hash);
	part->buckets[at] = (struct bucket){.hash = hash, .next = *head};
	*head = at;
	link_newest(part, at);
	return at;
}

/* When the bucket is full again if one more is taken now. */
static int64_t full_after_one(const struct limit *limit, int64_t full_at, int64_t now, int64_t per_period)
{
	return (full_at < now ? now : full_at) + limit->period / per_period;
}

static bool use(struct limit *limit, struct text key, int64_t now, bool take)
{
	int64_t per_period = atomic_load(&limit->per_period);
	if (per_period <= 0)
		return true;
	now *= NANOSECONDS;
	uint64_t hash = hash_of(limit->secret, key);
	struct part *part = &limit->parts[(hash >> 32) % limit->part_count];
	pthread_mutex_lock(&part->mutex);
	uint32_t at = find(limit, part, hash);
	if (at == NOBODY && take)
		at = add(limit, part, hash);
	struct bucket *bucket = &part->buckets[at]; /* a key without one has that of nobody, which stays full */
	int64_t full_at = full_after_one(limit, bucket->full_at, now, per_period);
	bool left = full_at <= now + limit->period;
	if (take && left)
		bucket->full_at = full_at;
	if (take) {
		unlink_age(part, at);
		link_newest(part, at);
	}
	pthread_mutex_unlock(&part->mutex);
	return left;
}

bool limit_take(struct limit *limit, struct text key, int64_t now)
{
	return use(limit, key, now, true);
}

bool limit_peek(struct limit *limit, struct text key, int64_t now)
{
	return use(limit, key, now, false);
}

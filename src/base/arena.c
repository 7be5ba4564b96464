/* Memory that lives as long as one call: blocks that double, newest on top, given back from the top. */
#include "base/arena.h"
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(ARENA_POISONED)
#include <sanitizer/asan_interface.h>
#define poison(at, size) __asan_poison_memory_region(at, size)
#define unpoison(at, size) __asan_unpoison_memory_region(at, size)
#define GAP 16 /* stays poisoned behind every piece, so that writing past its end traps */
#else
#define poison(at, size) ((void)(at), (void)(size))
#define unpoison(at, size) ((void)(at), (void)(size))
#define GAP 0
#endif

#define ALIGNMENT ((size_t)16)
#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)1024 * 1024)

struct block {
	struct block *previous;
	size_t size, used; /* of the bytes */
	size_t touched;    /* beyond it nobody has written yet: still zero, and not in memory yet if the block is large */
	_Alignas(16) char bytes[];
};

struct deferred {
	struct deferred *previous;
	void (*release)(void *);
	void *object;
};

struct arena {
	struct block *first, *current;
	struct deferred *deferred; /* newest first */
	enum arena_kind kind;
};

static struct block *block_create(struct block *previous, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);
	if (block == NULL)
		abort();
	block->previous = previous;
	block->size = size;
	block->used = 0;
	block->touched = 0;
	poison(block->bytes, size);
	return block;
}

static void block_give_back(struct block *block, size_t from, enum arena_kind kind)
{
	if (kind == ARENA_WIPED) {
		unpoison(block->bytes + from, block->used - from);
		explicit_bzero(block->bytes + from, block->used - from);
		block->touched = block->touched > block->used ? block->touched : from;
	}
	poison(block->bytes + from, block->used - from);
	block->used = from;
}

static bool block_holds(const struct block *block, size_t from, const void *pointer)
{
	uintptr_t at = (uintptr_t)pointer;
	return at >= (uintptr_t)block->bytes + from && at < (uintptr_t)block->bytes + block->used;
}

struct arena *arena_create(enum arena_kind kind)
{
	struct arena *arena = malloc(sizeof(*arena));
	if (arena == NULL)
		abort();
	arena->first = block_create(NULL, FIRST_BLOCK - sizeof(struct block));
	arena->current = arena->first;
	arena->deferred = NULL;
	arena->kind = kind;
	return arena;
}

void arena_destroy(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena->first);
	free(arena);
}

static struct block *next_block(struct arena *arena, size_t needed)
{
	size_t size = (arena->current->size + sizeof(struct block)) * 2;
	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	size -= sizeof(struct block);
	return block_create(arena->current, size > needed ? size : needed);
}

static void *take(struct block *block, size_t size, size_t needed)
{
	char *at = block->bytes + block->used;
	size_t dirty = block->touched > block->used ? block->touched - block->used : 0;
	block->used += needed;
	if (block->touched < block->used)
		block->touched = block->used;
	unpoison(at, size);
	memset(at, 0, dirty < size ? dirty : size);
	return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		abort();
	size_t needed = (size + GAP + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (needed > arena->current->size - arena->current->used)
		arena->current = next_block(arena, needed);
	return take(arena->current, size, needed);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		abort();
	return arena_alloc(arena, total);
}

void arena_defer(struct arena *arena, void (*release)(void *), void *object)
{
	struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));
	*deferred = (struct deferred){arena->deferred, release, object};
	arena->deferred = deferred;
}

static bool made_after(const struct arena *arena, struct arena_mark mark, const void *pointer)
{
	const struct block *block = arena->current;
	for (; block != mark.block; block = block->previous) {
		if (block_holds(block, 0, pointer))
			return true;
	}
	return block_holds(block, mark.used, pointer);
}

static void run_deferred(struct arena *arena, struct arena_mark mark)
{
	while (arena->deferred != NULL && made_after(arena, mark, arena->deferred)) {
		struct deferred *newest = arena->deferred;
		arena->deferred = newest->previous;
		newest->release(newest->object);
	}
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){arena->current, arena->current->used};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	run_deferred(arena, mark);
	while (arena->current != mark.block) {
		struct block *newest = arena->current;
		assert(newest->previous != NULL);
		arena->current = newest->previous;
		block_give_back(newest, 0, arena->kind);
		free(newest);
	}
	assert(mark.used <= arena->current->used);
	block_give_back(arena->current, mark.used, arena->kind);
}

void arena_reset(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){arena->first, 0});
}

size_t arena_used(const struct arena *arena)
{
	size_t used = 0;
	for (const struct block *block = arena->current; block != NULL; block = block->previous)
		used += block->used;
	return used;
}

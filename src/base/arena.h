/* Memory that lives as long as one call.
 *
 * An arena hands out zeroed, 16-byte aligned memory and takes it all back at once. arena_alloc never returns NULL: what
 * a client can make us allocate is bounded before it is allocated, so running out means a defect or a dying machine, and
 * the process aborts. Under AddressSanitizer memory given back is poisoned, so a pointer kept too long traps.
 * An arena belongs to one thread at a time. */
#pragma once
#include <stddef.h>

struct arena;
struct arena_mark {
	void *block;
	size_t used;
};

enum arena_kind {
	ARENA_PLAIN,
	ARENA_WIPED, /* overwritten with zeroes before it is given back: for secrets */
};

struct arena *arena_create(enum arena_kind kind);
void arena_destroy(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, returns_nonnull));
/* Room for count items of size bytes; aborts if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* Runs release(object) when the arena is reset or destroyed, newest first. For foreign handles that outlive a scope. */
void arena_defer(struct arena *arena, void (*release)(void *), void *object);
/* Gives everything back; the arena can be used again and keeps its first block. */
void arena_reset(struct arena *arena);
/* A scratch scope inside a loop over many rows: what was allocated after the mark is given back. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* Bytes now handed out. */
size_t arena_used(const struct arena *arena);

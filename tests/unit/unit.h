/* What unit tests share: cmocka with what it needs before it, an arena as the state of a group, and texts compared. */
#pragma once
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Group fixtures: *state is a struct arena. */
static inline int unit_arena_create(void **state)
{
	*state = arena_create(ARENA_PLAIN);
	return 0;
}

static inline int unit_arena_destroy(void **state)
{
	arena_destroy(*state);
	return 0;
}

static inline void assert_text(struct text text, const char *expected)
{
	assert_non_null(text.at);
	assert_int_equal(text.length, strlen(expected));
	assert_memory_equal(text.at, expected, text.length);
}

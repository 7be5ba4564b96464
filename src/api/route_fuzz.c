/* Raw paths. Whatever leads to an operation leads to the same one, with the same values, when the path is written anew
 * from the operation's own. The first byte chooses the method. */
#include "api/route.h"
#include "base/encode.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "get"};

/* The path with the values for its parameters; not there when it has other parameters. */
static struct text fill_in(struct arena *arena, const char *path, const struct route_match *match)
{
	struct builder out = builder_in(arena, 1u << 20);
	struct text rest = text_slice(text_of(path), 1, SIZE_MAX), segment;
	size_t values = 0;
	while (rest.at) {
		text_cut(rest, '/', &segment, &rest);
		builder_add_char(&out, '/');
		if (!text_starts_with(segment, TEXT("{"))) {
			builder_add(&out, segment);
			continue;
		}
		if (values == match->count ||
			!text_equal(match->names[values], text_slice(segment, 1, segment.length - 2)))
			return (struct text){NULL, 0};
		builder_add(&out, encode_percent(arena, match->values[values++]));
	}
	return values == match->count ? builder_text(&out) : (struct text){NULL, 0};
}

static void check_again(
	const struct router *router, struct arena *arena, struct text path, const struct route_match *match)
{
	struct route_match again = {.count = 0};
	struct error error = route_path(router, arena, text_of(match->operation->method), path, &again);
	assert(error_ok(error) && again.operation == match->operation && again.count == match->count);
	for (size_t i = 0; i < match->count; i++)
		assert(text_equal(again.values[i], match->values[i]));
}

static void check_match(
	const struct router *router, struct arena *arena, struct text method, const struct route_match *match)
{
	assert(match->operation && match->family == match->operation->family);
	assert(text_is(method, match->operation->method));
	for (size_t i = 0; i < match->count; i++)
		assert(match->values[i].length > 0);
	size_t written = 0;
	for (const char *const *path = match->operation->paths; *path; path++) {
		struct text again = fill_in(arena, *path, match);
		if (again.at)
			check_again(router, arena, again, match);
		written += again.at != NULL;
	}
	assert(written > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct router *router = router_create(arena);
	struct text method = text_of(methods[data[0] % (sizeof(methods) / sizeof(*methods))]);
	struct route_match match = {.count = 0};
	struct error error = route_path(router, arena, method, (struct text){(const char *)data + 1, size - 1}, &match);
	assert(match.family);
	if (error_ok(error))
		check_match(router, arena, method, &match);
	else
		assert(error.code == ERROR_OPERATION_NOT_FOUND || error.code == ERROR_METHOD_NOT_ALLOWED);
	arena_destroy(arena);
	return 0;
}

/* Whatever json_read takes, it must be able to read again from what the writer makes of its strings. */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

static void write_again(struct arena *arena, json_t *string)
{
	struct text text = {json_string_value(string), json_string_length(string)};
	struct builder out = builder_in(arena, 6 * text.length + 2);
	struct json_writer writer = json_writer(&out);
	json_write_text(&writer, text);
	assert(!out.overflown);
	json_t *again;
	const char *problem;
	assert(json_read(builder_text(&out), &again, &problem));
	assert(json_equal(string, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	json_use_arena(arena);
	json_t *value;
	const char *problem;
	if (json_read((struct text){(const char *)data, size}, &value, &problem) && json_is_string(value))
		write_again(arena, value);
	json_use_arena(NULL);
	arena_destroy(arena);
	return 0;
}

/* Forms, percent-encoding and base64 of foreign bytes: what is decoded must encode to itself again. */
#include "base/encode.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

static void try_form(struct arena *arena, struct text text)
{
	struct parameter_list list;
	if (!decode_form(arena, text, 100, &list))
		return;
	assert(list.count <= 100);
	for (size_t i = 0; i < list.count; i++) {
		struct text decoded;
		assert(text_is_utf8(list.at[i].name) && text_is_utf8(list.at[i].value));
		assert(decode_percent(arena, encode_percent(arena, list.at[i].value), true, &decoded));
		assert(text_equal(decoded, list.at[i].value));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct text text = {(const char *)data, size}, bytes;
	try_form(arena, text);
	if (decode_base64(arena, text, &bytes))
		assert(text_compare(encode_base64(arena, bytes), text) == 0);
	if (decode_base64url(arena, text, &bytes))
		assert(text_compare(encode_base64url(arena, bytes), text) == 0);
	if (decode_hex(arena, text, &bytes))
		assert(text_equal_ignore_case(encode_hex(arena, bytes), (struct text){size == 0 ? "" : text.at, size}));
	arena_destroy(arena);
	return 0;
}

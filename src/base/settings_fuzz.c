/* A settings file of foreign bytes: taken, or refused with a sentence. */
#include "base/settings.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct settings settings;
	struct text problem = {NULL, 0};
	settings_default(&settings);
	bool taken = settings_read(arena, "fuzz", (struct text){(const char *)data, size}, &settings, &problem);
	assert(taken == (problem.at == NULL));
	arena_destroy(arena);
	return 0;
}

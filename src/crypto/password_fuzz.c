/* Hashes that imports bring along: what is taken can be worked out at a bearable cost, and nothing but its own password
 * opens it. Only cheap ones are worked out here. */
#include "crypto/password.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

static const struct password_cost cost = {8192 * 1024, 1};

/* PBKDF2 of less than a hundred rounds: its salt and digest are read by us. */
static bool is_cheap(struct text hash)
{
	struct text part = hash, rest = hash;
	for (int i = 0; i < 3; i++)
		text_cut(rest, '$', &part, &rest);
	return text_starts_with(hash, TEXT("$pbkdf2-")) && part.length < 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text hash = {(const char *)data, size};
	struct arena *arena = arena_create(ARENA_WIPED);
	if (password_is_verifiable(cost, hash)) {
		assert(hash.at[0] == '$' && !text_has_controls(hash));
		assert(password_outdated(cost, hash) || text_starts_with(hash, TEXT("$argon2id$")));
	}
	if (is_cheap(hash))
		assert(!password_verify(arena, cost, hash, TEXT("no one's password")));
	arena_destroy(arena);
	return 0;
}

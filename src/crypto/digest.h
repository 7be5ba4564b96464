/* Hashes, HMAC and constant-time comparison. Algorithms are looked up once. Results live in the arena. */
#pragma once
#include "base/error.h"

enum digest_kind {
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SM3,
};

struct text digest(struct arena *arena, enum digest_kind kind, struct text bytes);
struct text digest_hmac(struct arena *arena, enum digest_kind kind, struct text key, struct text bytes);
/* SHA-256 in hex: how single-use secrets and tokens are looked up. */
struct text digest_name(struct arena *arena, struct text secret);
bool digest_equal(struct text a, struct text b); /* constant time for equal lengths */

/* Passwords: argon2id at 19 MiB and 2 passes unless settings say more. A hash says its own algorithm and cost, so old ones
 * keep working and password_outdated says when to hash again. Slow on purpose: only the slow pool calls these. */
#pragma once
#include "base/error.h"

struct password_cost {
	int64_t memory; /* bytes */
	int64_t passes;
};

struct error password_hash(struct arena *arena, struct password_cost cost, struct text password, struct text *hash)
	must_check;
/* Argon2id here, and what libxcrypt knows ($2b$, $6$, $y$ and so on) for imported hashes. An unknown form is false. A hash
 * that is not there costs the same time as one that is, and is false. */
bool password_verify(struct arena *arena, struct password_cost cost, struct text hash, struct text password);
bool password_outdated(struct password_cost cost, struct text hash);

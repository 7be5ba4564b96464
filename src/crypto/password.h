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
/* Argon2id; for imported hashes also bcrypt ($2a$, $2b$, $2y$), SHA crypt ($5$, $6$), yescrypt ($y$), scrypt ($7$) and
 * passlib's PBKDF2 ($pbkdf2-sha256$, $pbkdf2-sha512$). An unknown form is false, and so is one whose own cost is absurd. A
 * hash that is not there costs the same time as one that is, and is false. */
bool password_verify(struct arena *arena, struct password_cost cost, struct text hash, struct text password);
bool password_outdated(struct password_cost cost, struct text hash);
/* Whether password_verify can ever be true for the hash: a form that it knows, whole, at a cost that it bears. */
bool password_is_verifiable(struct password_cost cost, struct text hash);

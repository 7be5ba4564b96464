/* Secrets that must be read back, and values that callers carry for us: XChaCha20-Poly1305 under keys that are derived
 * from one master key. The master key does not live in the database.
 *
 * What a sealed value is for (`purpose`, e.g. "access-key-secret") and to whom it belongs (`owner`, e.g. an id) are bound
 * into it: a value moved to another row or another use does not open. */
#pragma once
#include "base/error.h"

struct keyring; /* immutable after it is made; shared by all threads */

struct error keyring_open(const char *file, struct keyring **keyring) must_check; /* 32 bytes in hex; mode 0600 */
struct error keyring_create(const char *file) must_check; /* a new key; fails if the file exists */
void keyring_close(struct keyring *keyring);

struct sealing {
	const struct keyring *keyring;
	const char *purpose;
	struct text owner;
};

struct text seal(struct arena *arena, struct sealing sealing, struct text secret); /* raw bytes */
bool unseal(struct arena *arena, struct sealing sealing, struct text sealed, struct text *secret);
/* A keyed hash, in hex, by which equal secrets can be told without reading them. */
struct text fingerprint(struct arena *arena, const struct keyring *keyring, const char *purpose, struct text secret);

/* Tokens that are verified without a database: the key changes every day and a token names its day, so `valid_for`
 * (milliseconds) bounds how old a key is still tried. A token of tomorrow opens in the last quarter of an hour of today,
 * for nodes' clocks differ and are set. Text out: base64url. */
struct token_sealing {
	const struct keyring *keyring;
	const char *purpose;
	int64_t now, valid_for;
};

struct text seal_token(struct arena *arena, struct token_sealing sealing, struct text content);
bool unseal_token(struct arena *arena, struct token_sealing sealing, struct text token, struct text *content);

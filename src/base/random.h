/* Identifiers and secrets, from the system's random source (libsodium is not needed here: getrandom). */
#pragma once
#include "base/text.h"

void random_bytes(void *at, size_t length);
uint64_t random_below(uint64_t bound);
/* `prefix` + 26 characters of [2-7a-z]: 48 bits of the time in milliseconds, 80 random bits. Ids made later sort after,
 * in byte order, so inserts stay local. */
struct text random_id(struct arena *arena, const char *prefix, int64_t now);
/* 18 decimal digits that grow with time, not starting with 0; the last five are random, so a caller that inserts one
 * tries again when it is taken. */
struct text random_number_id(struct arena *arena, int64_t now);
/* `prefix` + length characters of [A-Za-z0-9], every one random. */
struct text random_word(struct arena *arena, const char *prefix, size_t length);
struct text random_uuid(struct arena *arena); /* version 4, upper case */

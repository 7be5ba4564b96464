/* Identifiers and secrets from getrandom. */
#include "base/random.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void random_bytes(void *at, size_t length)
{
	char *next = at;
	while (length > 0) {
		ssize_t got = getrandom(next, length, 0);
		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			next += got;
			length -= (size_t)got;
		}
	}
}

uint64_t random_below(uint64_t bound)
{
	assert(bound > 0);
	/* numbers at or above the last multiple of bound would make the small ones likelier */
	uint64_t unfair = (UINT64_MAX % bound + 1) % bound;
	uint64_t number;
	do {
		random_bytes(&number, sizeof(number));
	} while (number > UINT64_MAX - unfair);
	return number % bound;
}

#define ID_BITS 130 /* 26 characters of five bits; the first two bits are zero */

struct text random_id(struct arena *arena, const char *prefix, int64_t now)
{
	/* digits before letters: byte order is then the order of the numbers */
	static const char alphabet[] = "234567abcdefghijklmnopqrstuvwxyz";
	unsigned char bytes[16];
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)((uint64_t)now >> (40 - 8 * i));
	random_bytes(bytes + 6, sizeof(bytes) - 6);
	size_t start = strlen(prefix), length = start + ID_BITS / 5;
	char *id = arena_alloc(arena, length + 1);
	memcpy(id, prefix, start);
	unsigned bits = 0;
	int have = 2;
	size_t next = 0;
	for (size_t i = start; i < length; i++) {
		if (have < 5) {
			bits = (bits << 8 | bytes[next++]) & 0xfff;
			have += 8;
		}
		have -= 5;
		id[i] = alphabet[bits >> have & 31];
	}
	return (struct text){id, length};
}

struct text random_number_id(struct arena *arena, int64_t now)
{
	const int64_t least = 1000000000000; /* thirteen digits of milliseconds since 2001 */
	return text_print(arena, "%lld%05d", (long long)(now < least ? least : now), (int)random_below(100000));
}

struct text random_word(struct arena *arena, const char *prefix, size_t length)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const unsigned fair = 4 * 62; /* bytes from here on would make some characters likelier */
	size_t start = strlen(prefix);
	char *word = arena_alloc(arena, start + length + 1);
	memcpy(word, prefix, start);
	unsigned char bytes[64];
	size_t left = 0;
	for (size_t i = 0; i < length;) {
		if (left == 0) {
			random_bytes(bytes, sizeof(bytes));
			left = sizeof(bytes);
		}
		unsigned char byte = bytes[--left];
		if (byte < fair)
			word[start + i++] = alphabet[byte % 62];
	}
	explicit_bzero(bytes, sizeof(bytes));
	return (struct text){word, start + length};
}

struct text random_uuid(struct arena *arena)
{
	static const char digits[] = "0123456789ABCDEF", pattern[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	unsigned char bytes[16];
	random_bytes(bytes, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* RFC 9562 section 5.4 */
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	char *at = arena_alloc(arena, sizeof(pattern));
	for (size_t i = 0, half = 0; i < sizeof(pattern) - 1; i++) {
		at[i] = pattern[i] == '-' ? '-' : digits[bytes[half / 2] >> (half % 2 == 0 ? 4 : 0) & 15];
		half += pattern[i] != '-';
	}
	return (struct text){at, sizeof(pattern) - 1};
}

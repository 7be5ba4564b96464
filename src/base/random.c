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
	char word[ID_BITS / 5];
	unsigned bits = 0;
	int have = 2;
	size_t next = 0;
	for (size_t i = 0; i < sizeof(word); i++) {
		if (have < 5) {
			bits = (bits << 8 | bytes[next++]) & 0xfff;
			have += 8;
		}
		have -= 5;
		word[i] = alphabet[bits >> have & 31];
	}
	return text_print(arena, "%s%.*s", prefix, (int)sizeof(word), word);
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
	unsigned char b[16];
	random_bytes(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* RFC 9562 section 5.4 */
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return text_print(arena, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

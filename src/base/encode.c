/* Text forms of bytes, and the name=value lists of queries and forms. */
#include "base/encode.h"
#include <string.h>

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct text encode_hex(struct arena *arena, struct text bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *at = arena_alloc(arena, bytes.length * 2 + 1);
	for (size_t i = 0; i < bytes.length; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];
		at[2 * i] = digits[byte >> 4];
		at[2 * i + 1] = digits[byte & 15];
	}
	return (struct text){at, bytes.length * 2};
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* The byte that two hex digits spell, or -1. */
static int hex_byte(const char *digits)
{
	int high = hex_value(digits[0]), low = hex_value(digits[1]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool decode_hex(struct arena *arena, struct text text, struct text *bytes)
{
	if (text.length % 2 != 0)
		return false;
	char *at = arena_alloc(arena, text.length / 2 + 1);
	for (size_t i = 0; i < text.length / 2; i++) {
		int byte = hex_byte(text.at + 2 * i);
		if (byte < 0)
			return false;
		at[i] = (char)byte;
	}
	*bytes = (struct text){at, text.length / 2};
	return true;
}

static unsigned group_of(const unsigned char *bytes, size_t count)
{
	unsigned char group[3] = {0};
	memcpy(group, bytes, count);
	return (unsigned)group[0] << 16 | (unsigned)group[1] << 8 | group[2];
}

/* Without padding. */
static struct text encode_sextets(struct arena *arena, struct text bytes, const char *alphabet)
{
	char *start = arena_alloc(arena, bytes.length / 3 * 4 + 8), *at = start;
	const unsigned char *from = (const unsigned char *)bytes.at;
	size_t left = bytes.length;
	for (; left >= 3; left -= 3, from += 3) {
		unsigned bits = group_of(from, 3);
		*at++ = alphabet[bits >> 18];
		*at++ = alphabet[bits >> 12 & 63];
		*at++ = alphabet[bits >> 6 & 63];
		*at++ = alphabet[bits & 63];
	}
	unsigned bits = left > 0 ? group_of(from, left) : 0;
	for (unsigned shift = 18; left > 0 && shift >= 18 - 6 * left; shift -= 6)
		*at++ = alphabet[bits >> shift & 63];
	return (struct text){start, (size_t)(at - start)};
}

struct text encode_base64(struct arena *arena, struct text bytes)
{
	struct text text = encode_sextets(arena, bytes, base64_alphabet);
	char *at = arena_alloc(arena, text.length + 4);
	memcpy(at, text.at, text.length);
	while (text.length % 4 != 0)
		at[text.length++] = '=';
	return (struct text){at, text.length};
}

struct text encode_base64url(struct arena *arena, struct text bytes)
{
	return encode_sextets(arena, bytes, base64url_alphabet);
}

enum { OUTSIDE = 0xff };

/* What each character stands for. */
static void fill_values(unsigned char values[256], const char *alphabet)
{
	memset(values, OUTSIDE, 256);
	for (unsigned char i = 0; i < 64; i++)
		values[(unsigned char)alphabet[i]] = i;
}

/* The bits of up to four characters, as if there were four; false when one is not in the alphabet. */
static bool read_group(const unsigned char values[256], struct text group, unsigned *bits)
{
	unsigned all = 0, seen = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned value = i < group.length ? values[(unsigned char)group.at[i]] : 0;
		seen |= value;
		all = all << 6 | (value & 63);
	}
	*bits = all;
	return seen < 64;
}

static bool decode_sextets(struct arena *arena, struct text text, const char *alphabet, struct text *bytes)
{
	if (text.length % 4 == 1)
		return false;
	unsigned char values[256];
	fill_values(values, alphabet);
	char *at = arena_alloc(arena, text.length / 4 * 3 + 4);
	size_t length = text.length * 6 / 8;
	for (size_t from = 0, to = 0; from < text.length; from += 4, to += 3) {
		unsigned bits;
		if (!read_group(values, text_slice(text, from, 4), &bits))
			return false;
		at[to] = (char)(bits >> 16);
		at[to + 1] = (char)(bits >> 8);
		at[to + 2] = (char)bits;
	}
	/* bits that are left must be zero, or two texts would spell the same bytes */
	if (at[length] != 0)
		return false;
	*bytes = (struct text){at, length};
	return true;
}

bool decode_base64(struct arena *arena, struct text text, struct text *bytes)
{
	if (text.length % 4 != 0)
		return false;
	for (int padding = 0; padding < 2 && text_ends_with(text, TEXT("=")); padding++)
		text.length--;
	return decode_sextets(arena, text, base64_alphabet, bytes);
}

bool decode_base64url(struct arena *arena, struct text text, struct text *bytes)
{
	return decode_sextets(arena, text, base64url_alphabet, bytes);
}

static bool is_unreserved(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
		(character >= '0' && character <= '9') || character == '-' || character == '_' || character == '.' ||
		character == '~';
}

struct text encode_percent(struct arena *arena, struct text text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *at = arena_array(arena, text.length + 1, 3);
	size_t length = 0;
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (is_unreserved(text.at[i])) {
			at[length++] = text.at[i];
			continue;
		}
		at[length++] = '%';
		at[length++] = digits[byte >> 4];
		at[length++] = digits[byte & 15];
	}
	return (struct text){at, length};
}

bool decode_percent(struct arena *arena, struct text text, bool plus, struct text *decoded)
{
	char *at = arena_alloc(arena, text.length + 1);
	size_t length = 0;
	for (size_t i = 0; i < text.length; i++) {
		int byte = (unsigned char)text.at[i];
		if (byte == '%') {
			byte = text.length - i < 3 ? -1 : hex_byte(text.at + i + 1);
			i += 2;
		} else if (byte == '+' && plus) {
			byte = ' ';
		}
		if (byte < 0)
			return false;
		at[length++] = (char)byte;
	}
	*decoded = (struct text){at, length};
	return true;
}

static bool decode_word(struct arena *arena, struct text text, struct text *decoded)
{
	if (!decode_percent(arena, text, true, decoded) || !text_is_utf8(*decoded))
		return false;
	return memchr(decoded->at, '\0', decoded->length) == NULL;
}

static size_t count_pairs(struct text text)
{
	size_t count = 0;
	while (text.at != NULL) {
		struct text pair;
		text_cut(text, '&', &pair, &text);
		count += pair.length > 0;
	}
	return count;
}

bool decode_form(struct arena *arena, struct text text, size_t most, struct parameter_list *parameters)
{
	size_t count = count_pairs(text);
	if (count > most)
		return false;
	*parameters = (struct parameter_list){arena_array(arena, count, sizeof(struct parameter)), 0};
	while (text.at != NULL) {
		struct text pair, name, value;
		text_cut(text, '&', &pair, &text);
		if (pair.length == 0)
			continue;
		text_cut(pair, '=', &name, &value);
		struct parameter *parameter = &parameters->at[parameters->count++];
		if (!decode_word(arena, name, &parameter->name) || !decode_word(arena, value, &parameter->value))
			return false;
	}
	return true;
}

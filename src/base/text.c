/* Text as a borrowed run of bytes: comparing, cutting, Unicode. The builder is in builder.c. */
#include "base/text.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

static bool both_there_or_neither(struct text a, struct text b)
{
	return (a.at == NULL) == (b.at == NULL);
}

static char lower(char character)
{
	return (char)(character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character);
}

bool text_is_among(struct text text, struct text_list texts)
{
	for (size_t i = 0; i < texts.count; i++) {
		if (text_equal(text, texts.at[i]))
			return true;
	}
	return false;
}

bool text_equal_ignore_case(struct text a, struct text b)
{
	if (a.length != b.length || !both_there_or_neither(a, b))
		return false;
	for (size_t i = 0; i < a.length; i++) {
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	}
	return true;
}

bool text_equal_constant_time(struct text a, struct text b)
{
	if (a.length != b.length || !both_there_or_neither(a, b))
		return false;
	/* volatile, so that no compiler leaves the loop at the first difference */
	volatile unsigned char difference = 0;
	for (size_t i = 0; i < a.length; i++)
		difference = (unsigned char)(difference | (a.at[i] ^ b.at[i]));
	return difference == 0;
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

bool text_starts_with(struct text text, struct text prefix)
{
	return text.length >= prefix.length && (prefix.length == 0 || memcmp(text.at, prefix.at, prefix.length) == 0);
}

bool text_ends_with(struct text text, struct text suffix)
{
	if (text.length < suffix.length)
		return false;
	return suffix.length == 0 || memcmp(text.at + text.length - suffix.length, suffix.at, suffix.length) == 0;
}

void text_cut(struct text text, char separator, struct text *head, struct text *tail)
{
	const char *found = text.length == 0 ? NULL : memchr(text.at, separator, text.length);
	if (found == NULL) {
		*head = text;
		*tail = (struct text){NULL, 0};
		return;
	}
	size_t length = (size_t)(found - text.at);
	*head = (struct text){text.at, length};
	*tail = (struct text){found + 1, text.length - length - 1};
}

static bool is_blank(char character)
{
	return character == ' ' || character == '\t';
}

struct text text_trim(struct text text)
{
	while (text.length > 0 && is_blank(text.at[0])) {
		text.at++;
		text.length--;
	}
	while (text.length > 0 && is_blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

struct text text_slice(struct text text, size_t from, size_t length)
{
	if (text.at == NULL)
		return text;
	if (from > text.length)
		from = text.length;
	size_t rest = text.length - from;
	return (struct text){text.at + from, length < rest ? length : rest};
}

struct text text_copy(struct arena *arena, struct text text)
{
	if (text.at == NULL)
		return text;
	char *copy = arena_alloc(arena, text.length + 1);
	memcpy(copy, text.at, text.length);
	return (struct text){copy, text.length};
}

struct text text_print(struct arena *arena, const char *format, ...)
{
	assert(format != NULL);
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	size_t room = length < 0 ? 1 : (size_t)length + 1;
	char *at = arena_alloc(arena, room);
	vsnprintf(at, room, format, again);
	va_end(again);
	return (struct text){at, room - 1};
}

struct text text_join(struct arena *arena, const struct text *parts, size_t count)
{
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += parts[i].length;
	char *at = arena_alloc(arena, length + 1), *end = at;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].length > 0)
			end = mempcpy(end, parts[i].at, parts[i].length);
	}
	return (struct text){at, length};
}

struct text text_lower(struct arena *arena, struct text text)
{
	if (text.at == NULL)
		return text;
	char *copy = arena_alloc(arena, text.length + 1);
	for (size_t i = 0; i < text.length; i++)
		copy[i] = lower(text.at[i]);
	return (struct text){copy, text.length};
}

bool text_to_integer(struct text text, int64_t *integer)
{
	bool negative = text.length > 0 && text.at[0] == '-';
	struct text digits = text_slice(text, negative ? 1 : 0, text.length);
	if (digits.length == 0)
		return false;
	int64_t value = 0;
	for (size_t i = 0; i < digits.length; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		int digit = digits.at[i] - '0';
		/* downwards, because the least number has no positive counterpart */
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*integer = negative ? value : -value;
	return true;
}

static bool continues(struct text text, size_t at, unsigned low, unsigned high)
{
	unsigned byte = at < text.length ? (unsigned char)text.at[at] : 0;
	return byte >= low && byte <= high;
}

/* RFC 3629 section 4: how long a character is and which second byte it may have, by its first byte. The second byte's
 * range is what excludes overlong forms and surrogates. */
static const struct lead {
	unsigned char first, last;
	unsigned char length, low, high;
} leads[] = {
	{0xc2, 0xdf, 2, 0x80, 0xbf},
	{0xe0, 0xe0, 3, 0xa0, 0xbf},
	{0xe1, 0xec, 3, 0x80, 0xbf},
	{0xed, 0xed, 3, 0x80, 0x9f},
	{0xee, 0xef, 3, 0x80, 0xbf},
	{0xf0, 0xf0, 4, 0x90, 0xbf},
	{0xf1, 0xf3, 4, 0x80, 0xbf},
	{0xf4, 0xf4, 4, 0x80, 0x8f},
};

static bool led_by(struct text text, const struct lead *lead)
{
	if (!continues(text, 1, lead->low, lead->high))
		return false;
	for (size_t i = 2; i < lead->length; i++) {
		if (!continues(text, i, 0x80, 0xbf))
			return false;
	}
	return true;
}

size_t text_character(struct text text)
{
	unsigned first = text.length > 0 ? (unsigned char)text.at[0] : 0xff;
	if (first < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		if (first >= leads[i].first && first <= leads[i].last)
			return led_by(text, &leads[i]) ? leads[i].length : 0;
	}
	return 0;
}

static bool is_ascii(struct text text)
{
	unsigned char seen = 0;
	for (size_t i = 0; i < text.length; i++)
		seen = (unsigned char)(seen | text.at[i]);
	return seen < 0x80;
}

bool text_is_utf8(struct text text)
{
	if (is_ascii(text))
		return true;
	for (size_t i = 0; i < text.length;) {
		size_t length = text_character((struct text){text.at + i, text.length - i});
		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

size_t text_characters(struct text text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.length; i++)
		count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	return count;
}

bool text_has_controls(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte < 0x20 || byte == 0x7f)
			return true;
		/* C1 controls are U+0080 to U+009F */
		if (byte == 0xc2 && i + 1 < text.length && (unsigned char)text.at[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static struct text mapped(struct arena *arena, struct text text, utf8proc_option_t options)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.at;
	utf8proc_ssize_t length = (utf8proc_ssize_t)text.length;
	utf8proc_ssize_t room = utf8proc_decompose(bytes, length, NULL, 0, options);
	if (room < 0)
		return (struct text){NULL, 0};
	utf8proc_int32_t *points = arena_array(arena, (size_t)room + 1, sizeof(*points));
	room = utf8proc_decompose(bytes, length, points, room, options);
	utf8proc_ssize_t folded = utf8proc_reencode(points, room, options);
	if (room < 0 || folded < 0)
		return (struct text){NULL, 0};
	return (struct text){(const char *)points, (size_t)folded};
}

/* The standard's NFKC_Casefold: it also drops characters that nobody can see, such as zero-width joiners. */
struct text text_fold(struct arena *arena, struct text text)
{
	if (text.at == NULL || is_ascii(text))
		return text_lower(arena, text);
	return mapped(arena, text,
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

struct text text_normal(struct arena *arena, struct text text)
{
	if (text.at == NULL || is_ascii(text))
		return text;
	return mapped(arena, text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
}

/* Text inside the server: a borrowed run of bytes with its length, and a builder that knows its maximum.
 *
 * `at == NULL` means "not there", which is not the same as empty text. Text is not NUL-terminated unless the function
 * that made it says so; text_copy, text_print, text_join and builder_text do terminate it. */
#pragma once
#include "base/arena.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *at;
	size_t length;
};

struct text_list {
	struct text *at;
	size_t count;
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})

/* NULL gives text that is not there. What is asked most often stands here, so that a compiler can see through it. */
static inline struct text text_of(const char *string)
{
	return (struct text){string, string == NULL ? 0 : strlen(string)};
}

static inline bool text_equal(struct text a, struct text b)
{
	if (a.at == NULL || b.at == NULL)
		return a.at == b.at;
	return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

static inline bool text_is(struct text text, const char *string)
{
	return text_equal(text, text_of(string));
}

bool text_equal_ignore_case(struct text a, struct text b); /* ASCII letters only */
bool text_is_among(struct text text, struct text_list texts);
/* In the same time whatever the bytes are; the lengths may show. */
bool text_equal_constant_time(struct text a, struct text b);
int text_compare(struct text a, struct text b); /* byte order, as memcmp */
bool text_starts_with(struct text text, struct text prefix);
bool text_ends_with(struct text text, struct text suffix);
/* Splits at the first separator; without one, `head` is all and `tail` is not there. */
void text_cut(struct text text, char separator, struct text *head, struct text *tail);
struct text text_trim(struct text text); /* without blanks and tabs at both ends */
struct text text_slice(struct text text, size_t from, size_t length); /* clipped to what is there */

struct text text_copy(struct arena *arena, struct text text);
struct text text_print(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The parts one after another; much quicker than text_print. text_join(arena, TEXT_PARTS(first, second)). */
struct text text_join(struct arena *arena, const struct text *parts, size_t count);
#define TEXT_PARTS(...)                                                                                                     \
	((const struct text[]){__VA_ARGS__}), sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text)
struct text text_of_integer(struct arena *arena, int64_t integer);
struct text text_lower(struct arena *arena, struct text text); /* ASCII letters only */

/* Whole text must be digits with an optional minus sign and fit. */
bool text_to_integer(struct text text, int64_t *integer);

/* Bytes of the well-formed UTF-8 character that the text begins with; 0 when there is none. */
size_t text_character(struct text text);
bool text_is_utf8(struct text text);        /* RFC 3629; no surrogates, no overlong forms */
size_t text_characters(struct text text);   /* code points of valid UTF-8 */
bool text_has_controls(struct text text);   /* C0, DEL or C1 control characters */
/* NFKC_Casefold of Unicode: the form in which names, emails and the like are unique. Characters that nobody can see
 * (zero-width joiners and the like) are dropped. Text that is not valid UTF-8 gives text that is not there. */
struct text text_fold(struct arena *arena, struct text text);
/* The NFKC form of valid UTF-8: in it, what looks and means the same is the same, but case is kept. */
struct text text_normal(struct arena *arena, struct text text);

/* Grows up to `maximum` bytes; what does not fit is dropped and `overflown` is set, to be checked once at the end. */
struct builder {
	struct arena *arena;
	char *at;
	size_t length, room, maximum;
	bool overflown;
};

struct builder builder_in(struct arena *arena, size_t maximum);
struct builder builder_on(char *at, size_t room); /* in memory of the caller's, the terminating NUL included */
void builder_add(struct builder *builder, struct text text);
void builder_add_char(struct builder *builder, char character);
/* Adds so many bytes for the caller to fill; NULL when they do not fit. */
char *builder_extend(struct builder *builder, size_t length);
void builder_add_integer(struct builder *builder, int64_t integer);
void builder_print(struct builder *builder, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text builder_text(struct builder *builder); /* NUL-terminated; borrowed from the builder */

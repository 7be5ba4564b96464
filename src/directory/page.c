/* Positions in lists, sealed, and page numbers. */
#include "directory/page.h"
#include "base/encode.h"
#include <string.h>

#define POSITION_PREFIX "NT"
#define POSITION_PURPOSE "list-position"
#define LAST_CHARACTER 0x10FFFFu

struct error page_start(struct call *call, const struct page *page, struct text purpose, struct text *after)
{
	struct text sealed, head = TEXT(POSITION_PREFIX);
	*after = (struct text){NULL, 0};
	if (!page->by_position || page->position.length == 0)
		return ok();
	if (!text_starts_with(page->position, head) ||
		!decode_base64url(call->arena, text_slice(page->position, head.length, SIZE_MAX), &sealed) ||
		!unseal(call->arena, (struct sealing){call->keyring, POSITION_PURPOSE, purpose}, sealed, after))
		return error_of(ERROR_LIST_POSITION_INVALID, purpose);
	return ok();
}

struct text page_next(struct call *call, struct text purpose, struct text last)
{
	struct text sealed = seal(call->arena, (struct sealing){call->keyring, POSITION_PURPOSE, purpose}, last);
	struct text encoded = encode_base64url(call->arena, sealed);
	return text_print(call->arena, POSITION_PREFIX "%.*s", (int)encoded.length, encoded.at);
}

int64_t page_skip(const struct page *page)
{
	return page->by_position || page->number < 1 ? 0 : (page->number - 1) * page->size;
}

/* Prefixes */

static uint32_t decode_character(struct text text)
{
	static const uint8_t lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t character = (uint8_t)text.at[0] & lead_bits[text.length];
	for (size_t i = 1; i < text.length; i++)
		character = character << 6 | ((uint8_t)text.at[i] & 0x3F);
	return character;
}

static size_t encode_character(uint32_t character, char *at)
{
	static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--, character >>= 6)
		at[i] = (char)(0x80 | (character & 0x3F));
	at[0] = (char)(leads[length] | character);
	return length;
}

static size_t last_character(struct text text)
{
	size_t at = text.length - 1;
	while (at > 0 && ((uint8_t)text.at[at] & 0xC0) == 0x80)
		at--;
	return at;
}

/* Counts in characters, because PostgreSQL takes nothing but UTF-8; in it, byte order is the order of the characters.
 */
struct text page_prefix_end(struct call *call, struct text prefix)
{
	while (prefix.length > 0) {
		size_t at = last_character(prefix);
		uint32_t character = decode_character(text_slice(prefix, at, SIZE_MAX));
		if (character < LAST_CHARACTER) {
			char *end = arena_alloc(call->arena, at + 5);
			memcpy(end, prefix.at, at);
			character = character == 0xD7FF ? 0xE000 : character + 1;
			return (struct text){end, at + encode_character(character, end + at)};
		}
		prefix.length = at;
	}
	return (struct text){NULL, 0};
}

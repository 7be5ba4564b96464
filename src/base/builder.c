/* Text that grows up to a stated maximum. */
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define FIRST_ROOM ((size_t)256)
#define MOST_DIGITS 20 /* of the least number, with its sign */

struct builder builder_in(struct arena *arena, size_t maximum)
{
	return (struct builder){.arena = arena, .maximum = maximum};
}

struct builder builder_on(char *at, size_t room)
{
	return (struct builder){.at = at, .room = room, .maximum = room - 1};
}

/* Makes room for `more` bytes and a NUL; false when the maximum forbids it, and ever after. */
static bool reserve(struct builder *builder, size_t more)
{
	if (builder->overflown || more > builder->maximum - builder->length) {
		builder->overflown = true;
		return false;
	}
	size_t needed = builder->length + more + 1;
	if (needed <= builder->room)
		return true;
	size_t room = builder->room < FIRST_ROOM ? FIRST_ROOM : builder->room * 2;
	if (room < needed)
		room = needed;
	char *at = arena_alloc(builder->arena, room);
	if (builder->length > 0)
		memcpy(at, builder->at, builder->length);
	builder->at = at;
	builder->room = room;
	return true;
}

void builder_add(struct builder *builder, struct text text)
{
	if (text.length == 0 || !reserve(builder, text.length))
		return;
	memcpy(builder->at + builder->length, text.at, text.length);
	builder->length += text.length;
}

char *builder_extend(struct builder *builder, size_t length)
{
	if (!reserve(builder, length))
		return NULL;
	char *at = builder->at + builder->length;
	builder->length += length;
	return at;
}

void builder_add_char(struct builder *builder, char character)
{
	if (!reserve(builder, 1))
		return;
	builder->at[builder->length++] = character;
}

/* Writes the digits that end before `end`, and says where they begin. */
static char *digits_before(char *end, int64_t integer)
{
	uint64_t rest = integer < 0 ? -(uint64_t)integer : (uint64_t)integer;
	do {
		*--end = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (integer < 0)
		*--end = '-';
	return end;
}

void builder_add_integer(struct builder *builder, int64_t integer)
{
	char all[MOST_DIGITS];
	const char *end = all + sizeof(all), *at = digits_before(all + sizeof(all), integer);
	builder_add(builder, (struct text){at, (size_t)(end - at)});
}

struct text text_of_integer(struct arena *arena, int64_t integer)
{
	char *all = arena_alloc(arena, MOST_DIGITS + 1);
	const char *end = all + MOST_DIGITS, *at = digits_before(all + MOST_DIGITS, integer);
	return (struct text){at, (size_t)(end - at)};
}

void builder_print(struct builder *builder, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length > 0 && reserve(builder, (size_t)length)) {
		vsnprintf(builder->at + builder->length, (size_t)length + 1, format, again);
		builder->length += (size_t)length;
	}
	va_end(again);
}

struct text builder_text(struct builder *builder)
{
	if (builder->room == 0) {
		builder->at = arena_alloc(builder->arena, 1);
		builder->room = 1;
	}
	builder->at[builder->length] = '\0';
	return (struct text){builder->at, builder->length};
}

/* What one text value must look like. */
#include "base/check.h"

static bool in_set(const uint64_t set[2], unsigned char character)
{
	return set[character / 64] >> (character % 64) & 1;
}

static bool is_empty_set(const uint64_t set[2])
{
	return set[0] == 0 && set[1] == 0;
}

static bool is_allowed(const struct field_check *check, unsigned char character)
{
	if (check->lines && (character == '\n' || character == '\t'))
		return true;
	if (character < 0x20 || character == 0x7f)
		return false;
	if (character >= 0x80)
		return check->other;
	return is_empty_set(check->allowed) || in_set(check->allowed, character);
}

static bool may_begin(const struct field_check *check, unsigned char character)
{
	return character >= 0x80 || is_empty_set(check->first) || in_set(check->first, character);
}

static bool has_late_controls(struct text text)
{
	for (size_t i = 0; i + 1 < text.length; i++) {
		if ((unsigned char)text.at[i] == 0xc2 && (unsigned char)text.at[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool has_good_characters(const struct field_check *check, struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!is_allowed(check, (unsigned char)text.at[i]))
			return false;
	}
	if (check->other && has_late_controls(text))
		return false;
	return may_begin(check, (unsigned char)text.at[0]);
}

enum check_result check_text(const struct field_check *check, struct text text)
{
	if (text.length == 0)
		return CHECK_GOOD;
	if (!text_is_utf8(text))
		return CHECK_NOT_UTF8;
	if (check == NULL)
		return text_has_controls(text) ? CHECK_CHARACTER : CHECK_GOOD;
	if (!has_good_characters(check, text))
		return CHECK_CHARACTER;
	return check->format == NULL || check->format(text) ? CHECK_GOOD : CHECK_FORMAT;
}

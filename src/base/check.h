/* What one text value must look like: the characters allowed, and a format beyond characters.
 * Lengths are checked by the decoder from the field's bounds, in characters. */
#pragma once
#include "base/text.h"

struct field_check {
	const char *name;        /* as in contract/types.json, for the reference pages */
	uint64_t allowed[2];     /* bit n set: ASCII character n may stand in it; both 0: anything but control characters */
	uint64_t first[2];       /* likewise for the first character; both 0: as allowed */
	bool other;              /* characters beyond ASCII may stand in it */
	bool lines;              /* line feeds and tabs may stand in it */
	bool (*format)(struct text text); /* NULL for none */
};

enum check_result {
	CHECK_GOOD,
	CHECK_NOT_UTF8,
	CHECK_CHARACTER, /* a character that may not stand in it */
	CHECK_FORMAT,
};

/* A NULL check still refuses invalid UTF-8, NUL and control characters. Empty text is good: whether a value may be empty
 * is a matter of its least length. */
enum check_result check_text(const struct field_check *check, struct text text);

/* Formats a contract can name ("format": "email" is format_email). */
bool format_email(struct text text);         /* one @, a local part and a domain with a dot; RFC 5321 lengths */
bool format_phone_number(struct text text);  /* 6 to 15 digits */
bool format_phone_region(struct text text);  /* 1 to 6 digits, not starting with 0 */
bool format_http_url(struct text text);      /* absolute, http or https, no user-info, no fragment */
bool format_mobile_phone(struct text text);  /* country code, hyphen, number: 86-18688888888 */
bool format_principal_name(struct text text); /* name@domain of a RAM user */
bool format_tag_key(struct text text);
bool format_tag_value(struct text text);

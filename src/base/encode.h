/* Text forms of bytes: hex, base64 (RFC 4648 section 4), base64url without padding (section 5), percent-encoding. Decoders
 * are strict: a character outside the alphabet, bad padding or trailing bits fail. */
#pragma once
#include "base/text.h"

struct text encode_hex(struct arena *arena, struct text bytes); /* lower case */
struct text encode_base64(struct arena *arena, struct text bytes);
struct text encode_base64url(struct arena *arena, struct text bytes);
bool decode_hex(struct arena *arena, struct text text, struct text *bytes); /* either case */
bool decode_base64(struct arena *arena, struct text text, struct text *bytes);
bool decode_base64url(struct arena *arena, struct text text, struct text *bytes);

/* RFC 3986: all but letters, digits, '-', '_', '.' and '~' as %XY in upper case. */
struct text encode_percent(struct arena *arena, struct text text);
/* `plus` makes '+' a blank, as in forms. A bad escape fails. */
bool decode_percent(struct arena *arena, struct text text, bool plus, struct text *decoded);

/* name=value&name=value of a query or form; empty pairs are passed over, a name without '=' has empty text as value.
 * Fails on a bad escape, on invalid UTF-8, on a NUL, or on more than `most` pairs. */
struct parameter {
	struct text name, value;
};
struct parameter_list {
	struct parameter *at;
	size_t count;
};
bool decode_form(struct arena *arena, struct text text, size_t most, struct parameter_list *parameters);

/* A mail message in its wire form: RFC 5322 header fields, MIME text in UTF-8 and base64. */
#pragma once
#include "net/client.h"

/* Refused when an address or the subject could add a line, a recipient or a header of its own. */
struct error message_compose(
	struct arena *arena, const struct mail *mail, int64_t now, struct text *message) must_check;

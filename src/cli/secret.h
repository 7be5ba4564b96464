/* Secrets that a person types. */
#pragma once
#include "base/text.h"

/* One line of stdin, without its end: on a terminal asked for twice, and not shown. False, after a message, when it is
 * empty, longer than 1000 bytes, or typed differently the second time. */
bool secret_read(struct arena *arena, const char *what, struct text *secret);

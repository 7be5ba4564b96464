/* What errors are about, in the words of a door: the core names its own fields. */
#pragma once
#include "base/error.h"

struct subject_name {
	const char *core, *wire;
};

/* The error with its subject spelled as the table says, when it is about a parameter; `names` ends with {NULL, NULL}. */
struct error subject_spelled(struct error error, const struct subject_name *names) must_check;

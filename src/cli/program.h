/* Programs of others, run and waited for. No shell is involved. */
#pragma once
#include "base/text.h"

struct program {
	const char *const *arguments; /* the first is the program, which is looked for in PATH; ended by NULL */
	struct text_list variables;   /* NAME=value, beside and before those of this process */
	int input, output;            /* file descriptors */
};

/* False, after a message, when it cannot be started or does not end well; it says on stderr what went wrong. */
bool program_run(struct arena *arena, const struct program *program);

/* Options of a verb: `--name value`, `--name=value`, or a mark alone. They are taken out of the arguments wherever they
 * stand. Secrets do better in the environment or in a file: other users of the machine can read the arguments. */
#pragma once
#include "cli/installation.h"

struct verb_option {
	const char *name;   /* with its hyphens */
	const char **value; /* takes a value … */
	bool *mark;         /* … or is a mark */
};

/* The value of the option `name` at *at, which moves on to the value's place, or NULL. */
const char *option_value(const struct arguments *arguments, int *at, const char *name);
/* False, after a message, when something that looks like an option is not among them or lacks its value. */
bool options_take(struct arguments *arguments, const struct verb_option *options, size_t count);
/* False, after a message, when anything is left that a verb without arguments does not know. */
bool arguments_are_none(struct arguments *arguments);
/* Whether what is left is `name` and then `least` to `most` arguments. */
bool arguments_are(const struct arguments *arguments, const char *name, int least, int most);

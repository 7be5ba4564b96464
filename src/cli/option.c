/* Options of a verb. */
#include "cli/option.h"
#include "cli/print.h"
#include <stdio.h>
#include <string.h>

const char *option_value(const struct arguments *arguments, int *at, const char *name)
{
	const char *argument = arguments->at[*at];
	size_t length = strlen(name);
	if (strncmp(argument, name, length) != 0)
		return NULL;
	if (argument[length] == '=')
		return argument + length + 1;
	if (argument[length] != '\0' || *at + 1 >= arguments->count)
		return NULL;
	*at += 1;
	return arguments->at[*at];
}

static bool take(const struct arguments *arguments, int *at, const struct verb_option *option)
{
	if (option->mark && strcmp(arguments->at[*at], option->name) == 0)
		return *option->mark = true;
	const char *value = option->value ? option_value(arguments, at, option->name) : NULL;
	if (value)
		*option->value = value;
	return value != NULL;
}

static bool take_any(const struct arguments *arguments, int *at, const struct verb_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (take(arguments, at, &options[i]))
			return true;
	}
	return false;
}

bool options_take(struct arguments *arguments, const struct verb_option *options, size_t count)
{
	int kept = 0;
	for (int i = 0; i < arguments->count; i++) {
		char *argument = arguments->at[i];
		if (take_any(arguments, &i, options, count))
			continue;
		if (strncmp(argument, "--", 2) == 0) {
			fprintf(stderr, "muster: '%s' is not an option of this verb, or lacks its value\n", argument);
			return false;
		}
		arguments->at[kept++] = argument;
	}
	arguments->count = kept;
	return true;
}

bool arguments_are_none(struct arguments *arguments)
{
	if (!options_take(arguments, NULL, 0))
		return false;
	return arguments->count == 0 || print_problem("this verb takes no '%s'", arguments->at[0]);
}

bool arguments_are(const struct arguments *arguments, const char *name, int least, int most)
{
	int further = arguments->count - 1;
	return further >= least && further <= most && strcmp(arguments->at[0], name) == 0;
}

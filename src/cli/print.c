/* How verbs speak. */
#include "cli/print.h"
#include "base/json.h"
#include <stdio.h>
#include <unistd.h>

bool print_indents(bool json)
{
	return !json && isatty(STDOUT_FILENO);
}

void print_json(struct text json, bool indented)
{
	json_t *value;
	const char *why;
	if (indented && json_read(json, &value, &why))
		json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
	else
		fwrite(json.at, 1, json.length, stdout);
	putchar('\n');
}

bool print_problem(const char *format, ...)
{
	char line[4096];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	for (char *at = line; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	}
	fprintf(stderr, "muster: %s\n", line);
	return false;
}

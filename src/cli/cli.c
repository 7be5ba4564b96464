/* Finds the verb; help and version. */
#include "cli/cli.h"
#include "cli/version.h"
#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
	{"init", "", "Make the data folder, the account with its first access key, an instance and an application.", cli_init},
	{"serve", "", "Answer requests until SIGTERM; SIGHUP reads settings and certificates again.", cli_serve},
	{"migrate", "[--dry-run]", "Bring the database to this version's schema.", cli_migrate},
};

#define VERBS (sizeof(verbs) / sizeof(*verbs))

static int help(FILE *out)
{
	fprintf(out, "muster %s: a self-hosted identity server\n\n", MUSTER_VERSION);
	fprintf(out, "usage: muster VERB [options] [arguments]\n\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(out, "  %-8s %-28s %s\n", verbs[i].name, verbs[i].arguments, verbs[i].doc);
	fprintf(out,
		"\noptions of every verb:\n"
		"  --config FILE               settings (INI); docs/reference/settings.md explains each\n"
		"  --data FOLDER               the same as --set data.folder=FOLDER\n"
		"  --set SECTION.NAME=VALUE    one setting; MUSTER_SECTION_NAME in the environment does it too\n"
		"  --json                      answer as JSON where there is something to print\n");
	return out == stdout ? 0 : 2;
}

int cli_run(int count, char **arguments)
{
	if (count < 2)
		return help(stderr);
	if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "help") == 0)
		return help(stdout);
	if (strcmp(arguments[1], "--version") == 0) {
		printf("muster %s\n", MUSTER_VERSION);
		return 0;
	}
	for (size_t i = 0; i < VERBS; i++) {
		if (strcmp(arguments[1], verbs[i].name) == 0)
			return verbs[i].run(count - 2, arguments + 2);
	}
	fprintf(stderr, "muster: there is no verb '%s'; 'muster --help' lists them\n", arguments[1]);
	return 2;
}

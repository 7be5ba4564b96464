/* Finds the verb; help and version. */
#include "cli/cli.h"
#include "cli/version.h"
#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
	{"init", "", "make a data folder and what a first call needs", cli_init_help, cli_init},
	{"serve", "", "answer requests until SIGTERM", cli_serve_help, cli_serve},
	{"migrate", "[--dry-run]", "bring the database to this version's schema", cli_migrate_help, cli_migrate},
	{"backup", "FILE", "copy the database while it is in use", cli_backup_help, cli_backup},
	{"restore", "FILE", "make the database from a backup", cli_restore_help, cli_restore},
	{"import", "FILE", "users, groups and units from a file", cli_import_help, cli_import},
	{"export", "[FILE]", "all of them into a file that can be imported", cli_export_help, cli_export},
	{"user", "ACTION [USER]", "list, show, create, change and delete users", cli_user_help, cli_user},
	{"key", "ACTION [USER or ID]", "access keys; how a lost root key is replaced", cli_key_help, cli_key},
	{"audit", "[--most N]", "what happened lately", cli_audit_help, cli_audit},
	{"call", "[FAMILY OPERATION]", "call any operation of any API", NULL, cli_call},
};

#define VERBS (sizeof(verbs) / sizeof(*verbs))

static const char options_help[] = "options of every verb:\n"
				   "  --config FILE              settings (INI): docs/reference/settings.md\n"
				   "  --data FOLDER              the same as --set data.folder=FOLDER\n"
				   "  --set SECTION.NAME=VALUE   a setting; the environment has MUSTER_SECTION_NAME\n"
				   "  --json                     print JSON where there is something to print\n";

static int help(FILE *out)
{
	fprintf(out, "muster %s: a self-hosted identity server\n\n", MUSTER_VERSION);
	fprintf(out, "usage: muster VERB [options] [arguments]     'muster VERB --help' says more\n\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(out, "  %-7s  %-20s  %s\n", verbs[i].name, verbs[i].arguments, verbs[i].doc);
	fprintf(out, "\n%s", options_help);
	return out == stdout ? 0 : 2;
}

static int help_verb(const struct verb *verb)
{
	printf("usage: muster %s [options]%s%s: %s\n\n%s\n%s", verb->name, *verb->arguments ? " " : "", verb->arguments,
		verb->doc, verb->help, options_help);
	return 0;
}

static int run_verb(const struct verb *verb, int count, char **arguments)
{
	for (int i = 0; verb->help && i < count; i++) {
		if (strcmp(arguments[i], "--help") == 0)
			return help_verb(verb);
	}
	return verb->run(count, arguments);
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
			return run_verb(&verbs[i], count - 2, arguments + 2);
	}
	fprintf(stderr, "muster: there is no verb '%s'; 'muster --help' lists them\n", arguments[1]);
	return 2;
}

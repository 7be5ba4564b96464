/* The command's verbs. Each gets the arguments after its name and returns the exit status. */
#pragma once

struct verb {
	const char *name, *arguments, *doc;
	int (*run)(int count, char **arguments);
};

int cli_run(int count, char **arguments);

int cli_init(int count, char **arguments);
int cli_serve(int count, char **arguments);
int cli_migrate(int count, char **arguments);

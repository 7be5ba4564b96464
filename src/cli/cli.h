/* The command's verbs. Each gets the arguments after its name and returns the exit status. */
#pragma once

struct verb {
	const char *name, *arguments, *doc;
	const char *help; /* what --help says further; NULL: the verb looks at --help itself */
	int (*run)(int count, char **arguments);
};

int cli_run(int count, char **arguments);

extern const char cli_init_help[], cli_serve_help[], cli_migrate_help[], cli_backup_help[], cli_restore_help[],
	cli_import_help[], cli_export_help[], cli_user_help[], cli_key_help[], cli_audit_help[];

int cli_init(int count, char **arguments);
int cli_serve(int count, char **arguments);
int cli_migrate(int count, char **arguments);
int cli_backup(int count, char **arguments);
int cli_restore(int count, char **arguments);
int cli_import(int count, char **arguments);
int cli_export(int count, char **arguments);
int cli_user(int count, char **arguments);
int cli_key(int count, char **arguments);
int cli_audit(int count, char **arguments);
int cli_call(int count, char **arguments);

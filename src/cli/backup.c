/* `muster backup`: the database in one file, while it is in use. */
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include "cli/print.h"
#include "cli/program.h"
#include "store/postgres_environment.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char cli_backup_help[] =
	"A server may run meanwhile: the copy is the database as it was at one instant. FILE must not be there yet;\n"
	"it is made for its owner alone. For PostgreSQL it is what pg_dump makes in its custom format.\n\n"
	"The master key is not part of it. Without that key nobody can read the secrets in a backup, its owner\n"
	"included: keep a copy of the key too, in another place.\n";

static bool backup_sqlite(struct installation *installation, const char *file)
{
	struct store_options options = installation_store(installation, false);
	if (access(text_copy(installation->arena, options.location).at, F_OK) != 0)
		return print_problem("there is no database '%.*s'", (int)options.location.length, options.location.at);
	struct error error = store_open(&options, &installation->store);
	if (error_ok(error))
		error = store_copy(installation->store, text_of(file));
	return error_ok(error) || cli_fail("cannot copy the database", error) == 0;
}

static bool dump(struct installation *installation, const struct postgres_environment *environment, int output)
{
	struct text database = text_print(
		installation->arena, "--dbname=%.*s", (int)environment->database.length, environment->database.at);
	const char *const arguments[] = {
		"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password", database.at, NULL};
	struct program program = {arguments, environment->variables, STDIN_FILENO, output};
	return program_run(installation->arena, &program);
}

static bool backup_postgres(struct installation *installation, const char *file)
{
	struct postgres_environment environment;
	struct error error =
		postgres_environment(installation->arena, installation_database(installation), &environment);
	if (!error_ok(error))
		return cli_fail("cannot back up", error) == 0;
	int output = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (output < 0)
		return print_problem("cannot make '%s': %s", file, strerror(errno));
	bool good = dump(installation, &environment, output);
	if (good && fsync(output) != 0)
		good = print_problem("cannot write '%s': %s", file, strerror(errno));
	close(output);
	if (!good)
		unlink(file);
	return good;
}

static int run(struct installation *installation, struct arguments *arguments)
{
	if (!options_take(arguments, NULL, 0))
		return 2;
	if (arguments->count != 1) {
		print_problem("'muster backup --help' says what it takes");
		return 2;
	}
	const char *file = arguments->at[0];
	bool postgres = installation_store(installation, false).engine == STORE_POSTGRES;
	if (!(postgres ? backup_postgres : backup_sqlite)(installation, file))
		return 1;
	printf("The database is in '%s'. The master key is not: keep a copy of '%s' in another place.\n", file,
		installation_master_key(installation));
	return 0;
}

int cli_backup(int count, char **at)
{
	return installation_run(count, at, run);
}

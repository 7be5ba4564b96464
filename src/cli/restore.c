/* `muster restore`: a database from a backup, where there is none. */
#include "base/random.h"
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include "cli/print.h"
#include "cli/program.h"
#include "store/migrate.h"
#include "store/postgres_environment.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)1024 * 1024)

const char cli_restore_help[] =
	"The place must be free: a database that is there already is left alone. The backup is checked first, and\n"
	"either all of it is restored or nothing. One of an older version is migrated when the server starts.\n\n"
	"The master key is not part of a backup: put the copy of it where data.master_key says (master.key in the\n"
	"data folder without that setting), before or after.\n";

static void close_file(const int *file)
{
	if (*file >= 0)
		close(*file);
}

/* The schema that a backup has: ours or an older one. */
static struct error check_schema(struct store *store)
{
	int64_t pending;
	struct error error = migrate(store, migrations, true, &pending);
	if (error_ok(error) && pending == (int64_t)migrations.count)
		return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "it is no database of Muster's"};
	return error;
}

/* SQLite */

static struct text beside(struct installation *installation, const char *file, const char *ending)
{
	return text_print(installation->arena, "%s%s", file, ending);
}

static bool exists(struct text file)
{
	return access(file.at, F_OK) == 0;
}

/* A database that is in use keeps its latest changes beside itself. */
static bool is_whole(struct installation *installation, const char *file)
{
	return !exists(beside(installation, file, "-wal")) ||
		print_problem("'%s' is in use: it is a database, and no backup", file);
}

static bool copy_bytes(struct arena *arena, int from, int to)
{
	char *chunk = arena_alloc(arena, CHUNK);
	ssize_t got = read(from, chunk, CHUNK);
	while (got > 0) {
		for (ssize_t written = 0, step; written < got; written += step) {
			step = write(to, chunk + written, (size_t)(got - written));
			if (step < 0)
				return false;
		}
		got = read(from, chunk, CHUNK);
	}
	return got == 0 && fsync(to) == 0;
}

static bool copy_file(struct installation *installation, const char *from, const char *to)
{
	int source __attribute__((cleanup(close_file))) = open(from, O_RDONLY | O_CLOEXEC);
	if (source < 0)
		return print_problem("cannot read '%s': %s", from, strerror(errno));
	int target __attribute__((cleanup(close_file))) = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (target < 0 || !copy_bytes(installation->arena, source, target))
		return print_problem("cannot copy to '%s': %s", to, strerror(errno));
	return true;
}

static bool check_copy(const char *copy)
{
	struct store_options options = {.engine = STORE_SQLITE, .location = text_of(copy)};
	struct store *store = NULL;
	struct error error = store_open(&options, &store);
	if (error_ok(error))
		error = store_verify(store);
	if (error_ok(error))
		error = check_schema(store);
	if (!error_ok(error))
		cli_fail("the backup cannot be used", error);
	store_close(store);
	return error_ok(error);
}

/* A link, because a rename would replace a database that was made meanwhile. */
static bool put_in_place(struct installation *installation, const char *copy, const char *database)
{
	if (link(copy, database) != 0)
		return print_problem("cannot make '%s': %s", database, strerror(errno));
	struct text folder = text_copy(installation->arena, installation->settings.data_folder);
	int opened __attribute__((cleanup(close_file))) = open(folder.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return (opened >= 0 && fsync(opened) == 0) || print_problem("cannot write the folder '%s'", folder.at);
}

static bool restore_sqlite(struct installation *installation, const char *file)
{
	const char *database = text_copy(installation->arena, installation_database(installation)).at;
	const char *mark = random_word(installation->arena, "", 8).at;
	const char *copy = text_print(installation->arena, "%s.%s.partial", database, mark).at;
	/* What a database that is gone left beside it would be taken for the new one's latest changes. */
	if (exists(text_of(database)) || exists(beside(installation, database, "-wal")))
		return print_problem("there is a database already, or what one left behind: '%s'", database);
	if (!is_whole(installation, file))
		return false;
	bool good =
		copy_file(installation, file, copy) && check_copy(copy) && put_in_place(installation, copy, database);
	unlink(copy);
	unlink(beside(installation, copy, "-wal").at);
	unlink(beside(installation, copy, "-shm").at);
	return good;
}

/* PostgreSQL */

static bool is_free(struct installation *installation)
{
	int64_t pending = 0;
	struct store_options options = installation_store(installation, false);
	struct error error = store_open(&options, &installation->store);
	if (error_ok(error))
		error = migrate(installation->store, migrations, true, &pending);
	if (!error_ok(error))
		return cli_fail("cannot look at the database", error) == 0;
	return pending == (int64_t)migrations.count || print_problem("there are tables of Muster's already");
}

static bool read_dump(struct installation *installation, const char *file)
{
	struct postgres_environment environment;
	struct error error =
		postgres_environment(installation->arena, installation_database(installation), &environment);
	if (!error_ok(error))
		return cli_fail("cannot restore", error) == 0;
	int input __attribute__((cleanup(close_file))) = open(file, O_RDONLY | O_CLOEXEC);
	if (input < 0)
		return print_problem("cannot read '%s': %s", file, strerror(errno));
	struct text database = text_print(
		installation->arena, "--dbname=%.*s", (int)environment.database.length, environment.database.at);
	const char *const arguments[] = {"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
		"--no-privileges", "--no-password", database.at, NULL};
	struct program program = {arguments, environment.variables, input, STDOUT_FILENO};
	return program_run(installation->arena, &program);
}

static bool restore_postgres(struct installation *installation, const char *file)
{
	if (!is_free(installation) || !read_dump(installation, file))
		return false;
	struct error error = check_schema(installation->store);
	return error_ok(error) || cli_fail("what was restored cannot be used", error) == 0;
}

/* The verb */

static void say_what_is_missing(struct installation *installation)
{
	const char *key = installation_master_key(installation);
	if (exists(text_of(key)))
		printf("Restored. The master key in '%s' must be the one that belongs to it.\n", key);
	else
		printf("Restored. Now put the master key that belongs to it into '%s'.\n", key);
}

static int run(struct installation *installation, struct arguments *arguments)
{
	if (!options_take(arguments, NULL, 0))
		return 2;
	if (arguments->count != 1) {
		print_problem("'muster restore --help' says what it takes");
		return 2;
	}
	bool postgres = installation_store(installation, false).engine == STORE_POSTGRES;
	if (!installation_make_folder(installation) || !installation_lock(installation) ||
		!(postgres ? restore_postgres : restore_sqlite)(installation, arguments->at[0]))
		return 1;
	say_what_is_missing(installation);
	return 0;
}

int cli_restore(int count, char **at)
{
	return installation_run(count, at, run);
}

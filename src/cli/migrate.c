/* The schema, forward. */
#include "store/migrate.h"
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include <stdio.h>

const char cli_migrate_help[] =
	"'serve' does it by itself when it starts. Schemas only go forward: make a backup before a new version.\n\n"
	"  --dry-run                   only say how many migrations would run\n";

static int run(struct installation *installation, struct arguments *arguments)
{
	int64_t pending = 0;
	if (!arguments_are_none(arguments))
		return 2;
	if (!installation_connect(installation, true))
		return 1;
	struct error error = migrate(installation->store, migrations, arguments->dry_run, &pending);
	if (!error_ok(error))
		return cli_fail("cannot migrate", error);
	printf("%lld %s %s\n", (long long)pending, pending == 1 ? "migration" : "migrations",
		arguments->dry_run ? "would run" : "run");
	return 0;
}

int cli_migrate(int count, char **at)
{
	return installation_run(count, at, run);
}

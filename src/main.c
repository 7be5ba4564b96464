/* The command: everything is in src/cli/. */
#include "cli/cli.h"
#include <sys/prctl.h>
#include <sys/stat.h>

int main(int count, char **arguments)
{
	/* Files we make hold secrets, and a core dump would. */
	umask(077);
	prctl(PR_SET_DUMPABLE, 0);
	return cli_run(count, arguments);
}

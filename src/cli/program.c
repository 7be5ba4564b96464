/* Programs of others. */
#include "cli/program.h"
#include "cli/print.h"
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of two variables with one name programs see the first. */
static char **environment_of(struct arena *arena, struct text_list variables)
{
	size_t count = 0;
	while (environ[count])
		count++;
	char **all = arena_array(arena, variables.count + count + 1, sizeof(*all));
	for (size_t i = 0; i < variables.count; i++)
		all[i] = (char *)(uintptr_t)text_copy(arena, variables.at[i]).at;
	for (size_t i = 0; i < count; i++)
		all[variables.count + i] = environ[i];
	return all;
}

static bool start(struct arena *arena, const struct program *program, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, program->input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, program->output, STDOUT_FILENO);
	char *const *arguments = (char *const *)(uintptr_t)program->arguments;
	int result =
		posix_spawnp(child, arguments[0], &files, NULL, arguments, environment_of(arena, program->variables));
	posix_spawn_file_actions_destroy(&files);
	if (result == 0)
		return true;
	return print_problem("cannot run %s: %s%s", arguments[0], strerror(result),
		result == ENOENT ? " (is the client of PostgreSQL installed?)" : "");
}

bool program_run(struct arena *arena, const struct program *program)
{
	pid_t child;
	int status = 0;
	if (!start(arena, program, &child))
		return false;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || print_problem("%s failed", program->arguments[0]);
}

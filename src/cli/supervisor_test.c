/* What a supervisor hears. */
#include "cli/supervisor.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A socket that listens at `path`; '@' at its start stands for the abstract namespace. */
static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, path, strlen(path));
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	int number = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(number, (struct sockaddr *)&address,
				 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))),
		0);
	return number;
}

static void assert_heard(const char *path)
{
	char heard[64] = "";
	int number = listen_at(path);
	setenv("NOTIFY_SOCKET", path, 1);
	supervisor_tell("READY=1");
	assert_int_equal(recv(number, heard, sizeof(heard), MSG_DONTWAIT), 7);
	assert_string_equal(heard, "READY=1");
	close(number);
}

static void it_is_told_by_a_socket_in_the_file_system(void **state)
{
	(void)state;
	char folder[] = "/tmp/muster-supervisor-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/socket", folder);
	assert_heard(path);
	unlink(path);
	rmdir(folder);
}

static void it_is_told_by_a_socket_in_the_abstract_namespace(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof(path), "@muster-supervisor-%d", getpid());
	assert_heard(path);
}

static void nothing_happens_without_one(void **state)
{
	(void)state;
	char path[200];
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	setenv("NOTIFY_SOCKET", path, 1);
	supervisor_tell("READY=1");
	setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
	supervisor_tell("READY=1");
	unsetenv("NOTIFY_SOCKET");
	supervisor_tell("READY=1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_told_by_a_socket_in_the_file_system),
		cmocka_unit_test(it_is_told_by_a_socket_in_the_abstract_namespace),
		cmocka_unit_test(nothing_happens_without_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

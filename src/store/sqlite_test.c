/* What only SQLite does: locks on its file, and damage in it. */
#include "store/fixture.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

/* As another process sees it. */
static bool is_locked(const char *file)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
		int opened = open(file, O_RDWR | O_CLOEXEC);
		_exit(opened >= 0 && fcntl(opened, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status) == 1;
}

/* Without them another process that closes the database would take the log of its changes away from us. */
static void a_further_connection_leaves_the_locks_of_others_alone(void **state)
{
	struct fixture *fixture = *state;
	const char *file = text_copy(fixture->arena, fixture->options.location).at;
	struct store *further;
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_true(is_locked(file));
	assert_true(error_ok(store_open(&fixture->options, &further)));
	assert_true(is_locked(file));
	store_close(further);
	assert_true(is_locked(file));
}

static void damage_last_page(const char *file)
{
	char wrong[PAGE];
	struct stat about;
	memset(wrong, 'x', sizeof(wrong));
	int opened = open(file, O_RDWR | O_CLOEXEC);
	assert_int_equal(fstat(opened, &about), 0);
	assert_int_equal(pwrite(opened, wrong, sizeof(wrong), about.st_size - PAGE), sizeof(wrong));
	close(opened);
}

static struct error verify(struct text file)
{
	struct store_options options = {STORE_SQLITE, file, false};
	struct store *store;
	assert_true(error_ok(store_open(&options, &store)));
	struct error error = store_verify(store);
	store_close(store);
	return error;
}

static void a_damaged_database_is_seen(void **state)
{
	struct fixture *fixture = *state;
	struct text copy = text_print(fixture->arena, "%s/copy.sqlite", fixture->folder.at);
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_true(error_ok(store_copy(fixture->store, copy)));
	assert_true(error_ok(verify(copy)));
	damage_last_page(copy.at);
	assert_int_equal(verify(copy).code, ERROR_STORE_UNAVAILABLE);
}

int main(void)
{
	enum store_engine engine = STORE_SQLITE;
	const struct CMUnitTest tests[] = {
		on_database(a_further_connection_leaves_the_locks_of_others_alone),
		on_database(a_damaged_database_is_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

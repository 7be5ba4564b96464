/* What only SQLite does: locks on its file, damage in it, and readers that remember. */
#include "store/fixture.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
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

static struct store *open_reader(struct fixture *fixture)
{
	struct store_options options = fixture->options;
	struct store *reader;
	options.read_only = true;
	assert_true(error_ok(store_open(&options, &reader)));
	return reader;
}

/* Whether a transaction of `store` remembers what one before it did; it remembers it now. */
static bool remembers(struct fixture *fixture, struct store *store)
{
	struct text value;
	assert_true(error_ok(store_begin(store)));
	bool known = store_recall(store, STORE_EVERYTHING, fixture->arena, TEXT("key"), &value);
	store_remember(store, STORE_EVERYTHING, TEXT("key"), TEXT("value"));
	store_rollback(store);
	return known;
}

static void a_reader_remembers_until_somebody_commits(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture), *other = open_reader(fixture);
	struct text value;
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_false(remembers(fixture, reader));
	assert_true(remembers(fixture, reader));
	assert_false(remembers(fixture, other));
	for (int i = 0; i < 3; i++) {
		assert_true(error_ok(store_begin(fixture->store)));
		assert_true(error_ok(store_script(fixture->store, "insert into thing values (hex(randomblob(8)))")));
		assert_true(remembers(fixture, reader));
		assert_true(error_ok(store_commit(fixture->store)));
		assert_false(remembers(fixture, reader));
		assert_true(remembers(fixture, reader));
	}
	assert_false(store_recall(reader, STORE_EVERYTHING, fixture->arena, TEXT("key"), &value));
	store_close(reader);
	store_close(other);
}

/* The writer of another process, and a log of changes that began anew, as when it was copied into the database. */
static void a_reader_forgets_whatever_way_a_change_comes(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture), *further;
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_true(error_ok(store_open(&fixture->options, &further)));
	assert_false(remembers(fixture, reader));
	assert_true(remembers(fixture, reader));
	assert_true(error_ok(store_script(further, "insert into thing values ('a')")));
	assert_false(remembers(fixture, reader));
	assert_true(error_ok(store_script(further, "pragma wal_checkpoint(truncate)")));
	remembers(fixture, reader);
	assert_true(remembers(fixture, reader));
	assert_true(error_ok(store_script(fixture->store, "delete from thing")));
	assert_false(remembers(fixture, reader));
	store_close(further);
	store_close(reader);
}

/* A state that it sees but that is not the newest is remembered for no other. */
static void a_transaction_goes_on_with_what_it_knows(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture);
	struct text value;
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_true(error_ok(store_begin(reader)));
	assert_true(error_ok(store_script(fixture->store, "insert into thing values ('a')")));
	store_remember(reader, STORE_EVERYTHING, TEXT("key"), TEXT("value"));
	assert_true(store_recall(reader, STORE_EVERYTHING, fixture->arena, TEXT("key"), &value));
	store_rollback(reader);
	assert_false(remembers(fixture, reader));
	store_close(reader);
}

static void a_writer_and_who_is_in_no_transaction_remember_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture);
	struct text value;
	assert_false(remembers(fixture, fixture->store));
	assert_false(remembers(fixture, fixture->store));
	store_remember(reader, STORE_EVERYTHING, TEXT("key"), TEXT("value"));
	assert_false(store_recall(reader, STORE_EVERYTHING, fixture->arena, TEXT("key"), &value));
	assert_false(remembers(fixture, reader));
	store_close(reader);
}

static const struct statement loud = {
	.name = "loud",
	.sql = {"insert into thing values (hex(randomblob(8)))", NULL},
	.writes = true,
	.id = STATEMENT_FIRST,
};
static const struct statement quiet = {
	.name = "quiet",
	.sql = {"insert into thing values (hex(randomblob(8)))", NULL},
	.writes = true,
	.quiet = true,
	.id = STATEMENT_FIRST + 1,
};

static void write_with(struct fixture *fixture, const struct statement *statement)
{
	assert_true(error_ok(store_begin(fixture->store)));
	assert_true(error_ok(store_change(fixture->store, fixture->arena, statement, NULL, NULL)));
	assert_true(error_ok(store_commit(fixture->store)));
}

/* Whether a transaction knows the directory and a list as one before it did; it does now. */
static bool knows_directory(struct fixture *fixture, struct store *store)
{
	struct text value, text = TEXT("id");
	assert_true(error_ok(store_begin(store)));
	bool known = store_recall(store, STORE_DIRECTORY, fixture->arena, TEXT("key"), &value);
	const struct text_list *list = store_recall_list(store, TEXT("key"));
	assert_true(known == (list != NULL));
	store_remember(store, STORE_DIRECTORY, TEXT("key"), TEXT("value"));
	store_remember_list(store, TEXT("key"), (struct text_list){&text, 1});
	store_rollback(store);
	return known;
}

static void the_directory_is_known_until_a_statement_that_is_not_quiet(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture);
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	assert_false(knows_directory(fixture, reader));
	assert_true(knows_directory(fixture, reader));
	for (int i = 0; i < 3; i++) {
		remembers(fixture, reader);
		write_with(fixture, &quiet);
		assert_false(remembers(fixture, reader));
		assert_true(knows_directory(fixture, reader));
		write_with(fixture, &loud);
		assert_false(knows_directory(fixture, reader));
		assert_true(knows_directory(fixture, reader));
	}
	store_close(reader);
}

static void what_is_undone_or_written_alone_is_told_from_what_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture);
	assert_true(error_ok(store_script(fixture->store, "create table thing (id text not null primary key)")));
	knows_directory(fixture, reader);
	assert_true(error_ok(store_begin(fixture->store)));
	assert_true(error_ok(store_change(fixture->store, fixture->arena, &loud, NULL, NULL)));
	assert_true(knows_directory(fixture, reader));
	store_rollback(fixture->store);
	write_with(fixture, &quiet);
	assert_true(knows_directory(fixture, reader));
	assert_true(error_ok(store_change(fixture->store, fixture->arena, &loud, NULL, NULL)));
	assert_false(knows_directory(fixture, reader));
	assert_null(store_recall_list(reader, TEXT("key")));
	store_close(reader);
}

static int64_t bytes_of(const char *file)
{
	struct stat status;
	assert_int_equal(stat(file, &status), 0);
	return status.st_size;
}

/* Only so does the log begin anew; the thread that does it is quick, but nobody waits for it. */
static void what_was_committed_comes_into_the_database_meanwhile(void **state)
{
	struct fixture *fixture = *state;
	const char *file = text_copy(fixture->arena, fixture->options.location).at;
	const int64_t rows = 500, bytes = 100000;
	const struct timespec moment = {.tv_nsec = 10000000};
	assert_true(error_ok(store_script(fixture->store, "create table thing (content blob not null)")));
	for (int i = 0; i < rows; i++)
		assert_true(error_ok(store_script(fixture->store, "insert into thing values (randomblob(100000))")));
	for (int i = 0; i < 2000 && bytes_of(file) < rows * bytes / 2; i++)
		nanosleep(&moment, NULL);
	assert_true(bytes_of(file) >= rows * bytes / 2);
}

/* Once nobody reads of it, it is carried into the database and begins anew, also while more is written. */
static void a_log_is_long_for_as_long_as_somebody_reads_of_it(void **state)
{
	struct fixture *fixture = *state;
	struct store *reader = open_reader(fixture);
	const struct timespec moment = {.tv_nsec = 1000000};
	assert_true(error_ok(store_script(fixture->store, "create table thing (content blob not null)")));
	assert_false(store_log_is_long(fixture->store));
	assert_true(error_ok(store_begin(reader)));
	for (int i = 0; i < 150; i++)
		assert_true(error_ok(store_script(fixture->store, "insert into thing values (zeroblob(1000000))")));
	assert_true(store_log_is_long(fixture->store));
	store_rollback(reader);
	for (int i = 0; i < 20000 && store_log_is_long(fixture->store); i++) {
		assert_true(error_ok(store_script(fixture->store, "insert into thing values (zeroblob(1000))")));
		nanosleep(&moment, NULL);
	}
	assert_false(store_log_is_long(fixture->store));
	store_close(reader);
}

int main(void)
{
	enum store_engine engine = STORE_SQLITE;
	const struct CMUnitTest tests[] = {
		on_database(a_further_connection_leaves_the_locks_of_others_alone),
		on_database(a_damaged_database_is_seen),
		on_database(a_reader_remembers_until_somebody_commits),
		on_database(a_reader_forgets_whatever_way_a_change_comes),
		on_database(a_transaction_goes_on_with_what_it_knows),
		on_database(a_writer_and_who_is_in_no_transaction_remember_nothing),
		on_database(the_directory_is_known_until_a_statement_that_is_not_quiet),
		on_database(what_is_undone_or_written_alone_is_told_from_what_is_kept),
		on_database(what_was_committed_comes_into_the_database_meanwhile),
		on_database(a_log_is_long_for_as_long_as_somebody_reads_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A fresh database for each test. */
#include "store/fixture.h"
#include "base/random.h"
#include "base/time.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char variable[] = "MUSTER_TEST_POSTGRES";

bool fixture_engine(int argc, char **argv, enum store_engine *engine)
{
	*engine = argc > 1 && strcmp(argv[1], "postgres") == 0 ? STORE_POSTGRES : STORE_SQLITE;
	if (*engine == STORE_SQLITE || getenv(variable) != NULL)
		return true;
	fprintf(stderr, "not run on PostgreSQL: %s is not set to a connection string\n", variable);
	return false;
}

static struct store_options new_file(struct fixture *fixture)
{
	const char *parent = getenv("TMPDIR");
	char folder[PATH_MAX];
	int length = snprintf(folder, sizeof(folder), "%s/muster-test-XXXXXX", parent == NULL ? "/tmp" : parent);
	assert_in_range(length, 1, sizeof(folder) - 1);
	assert_non_null(mkdtemp(folder));
	fixture->folder = text_copy(fixture->arena, text_of(folder));
	struct text file = text_print(fixture->arena, "%s/test.sqlite", fixture->folder.at);
	return (struct store_options){STORE_SQLITE, file, false};
}

static void on_server(const char *command, const char *schema)
{
	struct store_options options = {STORE_POSTGRES, text_of(getenv(variable)), false};
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct store *store;
	assert_true(error_ok(store_open(&options, &store)));
	assert_true(error_ok(store_script(store, text_print(arena, command, schema).at)));
	store_close(store);
	arena_destroy(arena);
}

static struct store_options new_schema(struct fixture *fixture)
{
	const char *server = getenv(variable);
	fixture->schema = random_id(fixture->arena, "test_", time_now());
	on_server("create schema %s", fixture->schema.at);
	const char *format = "%s options='-c search_path=%s'";
	if (strstr(server, "://") != NULL)
		format = strchr(server, '?') == NULL ? "%s?options=-csearch_path%%3D%s"
						     : "%s&options=-csearch_path%%3D%s";
	struct text location = text_print(fixture->arena, format, server, fixture->schema.at);
	return (struct store_options){STORE_POSTGRES, location, false};
}

int fixture_setup(void **state)
{
	const enum store_engine *engine = *state;
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct fixture *fixture = arena_alloc(arena, sizeof(*fixture));
	fixture->arena = arena;
	fixture->options = *engine == STORE_POSTGRES ? new_schema(fixture) : new_file(fixture);
	assert_true(error_ok(store_open(&fixture->options, &fixture->store)));
	*state = fixture;
	return 0;
}

static void remove_folder(struct fixture *fixture)
{
	DIR *folder = opendir(fixture->folder.at);
	assert_non_null(folder);
	for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		if (entry->d_name[0] != '.')
			unlink(text_print(fixture->arena, "%s/%s", fixture->folder.at, entry->d_name).at);
	}
	closedir(folder);
	rmdir(fixture->folder.at);
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;
	store_close(fixture->store);
	if (fixture->options.engine == STORE_POSTGRES)
		on_server("drop schema %s cascade", fixture->schema.at);
	else
		remove_folder(fixture);
	arena_destroy(fixture->arena);
	return 0;
}

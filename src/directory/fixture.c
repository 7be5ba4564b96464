/* A directory to test on. */
#include "directory/fixture.h"
#include "base/settings.h"
#include "directory/account.h"
#include "directory/instance.h"
#include "store/migrate.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t tests_begin = 1750000000000; /* any instant will do */

void assert_error(struct error error, enum error_code expected)
{
	if (error.code != expected)
		fail_msg("%s '%.*s' %s, not %s", error_names[error.code], (int)error.subject.length,
			error.subject.at ? error.subject.at : "", error.cause ? error.cause : "",
			error_names[expected]);
}

struct store *directory_reader(const struct directory *directory)
{
	struct store_options options = directory->database->options;
	struct store *reader;
	options.read_only = options.engine == STORE_SQLITE;
	assert_ok(store_open(&options, &reader));
	return reader;
}

static struct keyring *new_keyring(void)
{
	char folder[] = "/tmp/muster-key-XXXXXX";
	char file[sizeof(folder) + 4];
	struct keyring *keyring;
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/key", folder);
	assert_ok(keyring_create(file));
	assert_ok(keyring_open(file, &keyring));
	unlink(file);
	rmdir(folder);
	return keyring;
}

static struct call new_call(struct directory *directory)
{
	return (struct call){
		.arena = directory->database->arena,
		.secrets = arena_create(ARENA_WIPED),
		.store = directory->database->store,
		.settings = &directory->settings,
		.keyring = directory->keyring,
		.now = tests_begin,
		.request_id = TEXT("00000000-0000-4000-8000-000000000000"),
		.operation = TEXT("Local:Test"),
		.actor = {.kind = ACTOR_LOCAL},
	};
}

int directory_setup(void **state)
{
	int64_t pending;
	fixture_setup(state);
	struct fixture *database = *state;
	struct directory *directory = arena_alloc(database->arena, sizeof(*directory));
	directory->database = database;
	settings_default(&directory->settings);
	directory->keyring = new_keyring();
	directory->call = new_call(directory);
	struct call *call = &directory->call;
	assert_ok(migrate(call->store, migrations, false, &pending));
	assert_ok(account_create(call, &directory->account));
	call->actor.account = directory->account.id;
	assert_ok(instance_create(call, TEXT("of a test"), &directory->instance));
	call->realm = directory->instance.id;
	*state = directory;
	return 0;
}

int directory_teardown(void **state)
{
	struct directory *directory = *state;
	arena_destroy(directory->call.secrets);
	keyring_close(directory->keyring);
	*state = directory->database;
	return fixture_teardown(state);
}

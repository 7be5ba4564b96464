/* Settings from file, environment and arguments; then key and database. */
#include "cli/installation.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/time.h"
#include "cli/option.h"
#include "cli/settings_check.h"
#include "cli/version.h"
#include "directory/access_key.h"
#include "store/migrate.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first sentence of what it means, to stand within another. */
static void print_meaning(enum error_code code)
{
	struct text meaning = text_of(error_meanings[code]);
	const char *end = strstr(meaning.at, ". ");
	size_t length = end ? (size_t)(end - meaning.at) : meaning.length - 1;
	fprintf(stderr, ": %c%.*s", tolower((unsigned char)meaning.at[0]), (int)length - 1, meaning.at + 1);
}

int cli_fail(const char *doing, struct error error)
{
	fprintf(stderr, "muster: %s", doing);
	if (error.subject.length > 0)
		fprintf(stderr, " ('%.*s')", (int)error.subject.length, error.subject.at);
	if (error.code != ERROR_INTERNAL || !error.cause)
		print_meaning(error.code);
	if (error.cause)
		fprintf(stderr, ": %s", error.cause);
	fputc('\n', stderr);
	return 1;
}

static bool problem(struct text sentence)
{
	fprintf(stderr, "muster: %.*s\n", (int)sentence.length, sentence.at);
	return false;
}

static bool assign(struct arena *arena, const char *assignment, struct settings *settings, struct text *sentence)
{
	struct text name, value;
	text_cut(text_of(assignment), '=', &name, &value);
	if (value.at)
		return settings_set(arena, name, value, settings, sentence);
	*sentence = TEXT("--set takes section.name=value");
	return false;
}

bool installation_read_settings(
	const struct installation *installation, struct arena *arena, struct settings *settings, struct text *sentence)
{
	settings_default(settings);
	if (installation->config && !settings_load(arena, installation->config, settings, sentence))
		return false;
	if (!settings_environment(arena, settings, sentence))
		return false;
	for (const char **set = installation->set; *set; set++) {
		if (!assign(arena, *set, settings, sentence))
			return false;
	}
	return settings_check(arena, settings, sentence);
}

static bool take_option(struct installation *installation, struct arguments *arguments, int *at, const char **set)
{
	const char *value;
	if (strcmp(arguments->at[*at], "--json") == 0)
		return arguments->json = true;
	if (strcmp(arguments->at[*at], "--dry-run") == 0)
		return arguments->dry_run = true;
	if ((value = option_value(arguments, at, "--config")))
		installation->config = value;
	else if ((value = option_value(arguments, at, "--data")))
		*set = text_print(installation->arena, "data.folder=%s", value).at;
	else if ((value = option_value(arguments, at, "--set")))
		*set = value;
	return value != NULL;
}

static void take_options(struct installation *installation, struct arguments *arguments)
{
	int kept = 0, sets = 0;
	installation->set = arena_array(installation->arena, (size_t)arguments->count + 1, sizeof(*installation->set));
	for (int i = 0; i < arguments->count; i++) {
		if (!take_option(installation, arguments, &i, &installation->set[sets]))
			arguments->at[kept++] = arguments->at[i];
		sets += installation->set[sets] != NULL;
	}
	arguments->count = kept;
}

bool installation_settings(struct installation *installation, struct arguments *arguments)
{
	struct text sentence;
	*installation = (struct installation){.arena = arena_create(ARENA_WIPED), .lock = -1};
	take_options(installation, arguments);
	if (!installation->config && access(MUSTER_CONFIG, F_OK) == 0)
		installation->config = MUSTER_CONFIG;
	if (!installation_read_settings(installation, installation->arena, &installation->settings, &sentence))
		return problem(sentence);
	struct text strangers = settings_strangers(installation->arena);
	if (strangers.length > 0)
		(void)problem(text_print(installation->arena, "passed over in the environment: %s", strangers.at));
	log_level_set((enum log_level)(installation->settings.log_level - 1));
	return true;
}

static struct text in_data_folder(struct installation *installation, const char *name)
{
	struct text folder = installation->settings.data_folder;
	return text_print(installation->arena, "%.*s/%s", (int)folder.length, folder.at, name);
}

struct text installation_database(struct installation *installation)
{
	struct text database = installation->settings.data_database;
	return database.length > 0 ? database : in_data_folder(installation, "muster.db");
}

const char *installation_master_key(struct installation *installation)
{
	struct text file = installation->settings.data_master_key;
	return text_copy(installation->arena, file.length > 0 ? file : in_data_folder(installation, "master.key")).at;
}

/* What root writes there the server, which runs as another user, could not read. */
static bool root_keeps_out(struct installation *installation)
{
	struct stat found;
	const char *folder = text_copy(installation->arena, installation->settings.data_folder).at;
	if (geteuid() != 0 || stat(folder, &found) != 0 || found.st_uid == 0)
		return true;
	fprintf(stderr, "muster: run this as the user that owns the data folder '%s', not as root\n", folder);
	return false;
}

bool installation_make_folder(struct installation *installation)
{
	const char *folder = text_copy(installation->arena, installation->settings.data_folder).at;
	if (mkdir(folder, 0700) == 0 || errno == EEXIST)
		return root_keeps_out(installation);
	fprintf(stderr, "muster: cannot make the data folder '%s': %s\n", folder, strerror(errno));
	return false;
}

struct text installation_endpoint(struct installation *installation)
{
	const struct settings *settings = &installation->settings;
	if (settings->server_issuer.length > 0)
		return settings->server_issuer;
	const char *scheme = settings->server_tls_certificate.length > 0 ? "https" : "http";
	return text_print(installation->arena, "%s://%.*s", scheme, (int)settings->server_listen.length,
		settings->server_listen.at);
}

struct store_options installation_store(struct installation *installation, bool read_only)
{
	bool postgres = installation->settings.data_database.length > 0;
	return (struct store_options){
		.engine = postgres ? STORE_POSTGRES : STORE_SQLITE,
		.location = installation_database(installation),
		.read_only = read_only && !postgres,
	};
}

bool installation_connect(struct installation *installation, bool any_schema)
{
	if (!root_keeps_out(installation))
		return false;
	struct error error = keyring_open(installation_master_key(installation), &installation->keyring);
	if (!error_ok(error))
		return cli_fail("cannot open the master key (has 'muster init' been run?)", error) == 0;
	struct store_options options = installation_store(installation, false);
	error = store_open(&options, &installation->store);
	if (!error_ok(error))
		return cli_fail("cannot open the database", error) == 0;
	error = any_schema ? ok() : migrate_check(installation->store, migrations);
	if (!error_ok(error))
		return cli_fail("the database is not of this version (run 'muster migrate')", error) == 0;
	installation->call = (struct call){
		.arena = installation->arena,
		.secrets = installation->arena,
		.store = installation->store,
		.settings = &installation->settings,
		.keyring = installation->keyring,
		.now = time_now(),
		.request_id = random_uuid(installation->arena),
		.source = TEXT("local"),
		.actor = {.kind = ACTOR_LOCAL, .id = TEXT("local")},
	};
	error = any_schema ? ok() : access_key_check_seal(&installation->call);
	return error_ok(error) || cli_fail("cannot use the database", error) == 0;
}

/* On the folder itself: nothing is left behind, and a full disk does not matter. SQLite's files will not do, because
 * whoever closes one gives up the locks that SQLite holds on it. */
bool installation_lock(struct installation *installation)
{
	const char *folder = text_copy(installation->arena, installation->settings.data_folder).at;
	if (installation->settings.data_database.length > 0)
		return true;
	installation->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (installation->lock >= 0 && flock(installation->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	bool taken = errno == EWOULDBLOCK;
	fprintf(stderr, "muster: cannot lock the data folder '%s': %s\n", folder,
		taken ? "another 'muster serve' or 'muster restore' is at work there" : strerror(errno));
	return false;
}

void installation_close(struct installation *installation)
{
	if (installation->store)
		store_close(installation->store);
	if (installation->keyring)
		keyring_close(installation->keyring);
	if (installation->lock >= 0)
		close(installation->lock);
	arena_destroy(installation->arena);
}

int installation_run(int count, char **at, int (*run)(struct installation *installation, struct arguments *arguments))
{
	struct installation installation;
	struct arguments arguments = {.count = count, .at = at};
	bool good = installation_settings(&installation, &arguments);
	json_use_arena(installation.arena);
	int status = good ? run(&installation, &arguments) : 2;
	json_use_arena(NULL);
	installation_close(&installation);
	return status;
}

/* What every command needs of a Muster on this machine: settings, master key, a database connection, and a call to give to
 * the core, made as the administrator of the machine. */
#pragma once
#include "base/settings.h"
#include "crypto/seal.h"
#include "directory/call.h"
#include "store/store.h"

struct installation {
	struct arena *arena;
	struct settings settings;
	const char *config;       /* file, the one named when it was built, or NULL */
	const char **set;         /* what the arguments set: section.name=value; ended by NULL */
	struct keyring *keyring;
	struct store *store;      /* NULL until installation_connect */
	int lock;                 /* of the data folder, -1 until installation_lock */
	struct call call;
};

struct arguments {
	int count;         /* what is left after the common options */
	char **at;
	bool json;         /* --json */
	bool dry_run;      /* --dry-run */
};

/* Takes the common options (--config, --data, --set, --json, --dry-run) out of the arguments and loads the settings.
 * False after a message on stderr. */
bool installation_settings(struct installation *installation, struct arguments *arguments);
/* Reads the same sources again. `problem` is a sentence for the administrator. */
bool installation_read_settings(const struct installation *installation, struct arena *arena, struct settings *settings,
	struct text *problem);
/* Opens master key and database, but not as root in the data folder of another user. Unless `any_schema`, refuses a
 * database whose schema is not this program's, and one whose secrets were sealed with another key. */
bool installation_connect(struct installation *installation, bool any_schema);
/* For who must be alone in a data folder with SQLite: 'muster serve' and 'muster restore'. Held until the end of the
 * process, however it ends; other verbs work beside them. False after a message. */
bool installation_lock(struct installation *installation);
void installation_close(struct installation *installation);
/* What every verb is: settings, `run`, and everything closed again. Returns the exit status, 2 for bad settings. */
int installation_run(int count, char **at, int (*run)(struct installation *installation, struct arguments *arguments));

/* Makes the data folder for its owner alone, unless it is there; false after a message. */
bool installation_make_folder(struct installation *installation);
struct text installation_database(struct installation *installation); /* path or connection string */
struct store_options installation_store(struct installation *installation, bool read_only);
const char *installation_master_key(struct installation *installation);
struct text installation_endpoint(struct installation *installation); /* where it is reached: http://host:port */

/* Says what went wrong, in words for an administrator, and returns the exit status 1. */
int cli_fail(const char *doing, struct error error);

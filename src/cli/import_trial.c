/* Where an import is tried. */
#include "cli/import_trial.h"
#include "base/random.h"
#include <unistd.h>

static void forget_file(struct arena *arena, struct text path, const char *ending)
{
	unlink(text_print(arena, "%.*s%s", (int)path.length, path.at, ending).at);
}

/* The files lose their names while they are in use, so they are gone however this ends. */
static struct error copy(struct installation *installation)
{
	struct arena *arena = installation->arena;
	struct store_options options = installation_store(installation, false);
	struct text word = random_word(arena, "-try-", 12);
	options.location = text_print(arena, "%.*s%.*s", (int)options.location.length, options.location.at,
		(int)word.length, word.at);
	struct error error = store_copy(installation->store, options.location);
	if (error_ok(error))
		error = store_open(&options, &installation->call.store);
	const char *const endings[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		forget_file(arena, options.location, endings[i]);
	return error;
}

bool import_trial_begin(struct installation *installation)
{
	struct error error = store_engine(installation->store) == STORE_SQLITE ? copy(installation) : ok();
	if (error_ok(error))
		error = store_begin(installation->call.store);
	return error_ok(error) || cli_fail("cannot try the import", error) == 0;
}

void import_trial_end(struct installation *installation)
{
	store_rollback(installation->call.store);
	if (installation->call.store != installation->store)
		store_close(installation->call.store);
	installation->call.store = installation->store;
}

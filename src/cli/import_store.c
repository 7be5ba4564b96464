/* Where an import writes. */
#include "cli/import_store.h"
#include "base/random.h"
#include "directory/removal.h"
#include <time.h>
#include <unistd.h>

static void forget_file(struct arena *arena, struct text path, const char *ending)
{
	unlink(text_print(arena, "%.*s%s", (int)path.length, path.at, ending).at);
}

/* The files lose their names while they are in use, so they are gone however this ends. */
static struct error open_copy(struct installation *installation, struct store_options options)
{
	struct arena *arena = installation->arena;
	struct text word = random_word(arena, "-try-", 12);
	options.location = text_print(
		arena, "%.*s%.*s", (int)options.location.length, options.location.at, (int)word.length, word.at);
	struct error error = store_copy(installation->store, options.location);
	if (error_ok(error))
		error = store_open(&options, &installation->call.store);
	const char *const endings[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		forget_file(arena, options.location, endings[i]);
	return error;
}

static struct error open_bulk(struct installation *installation, bool trial)
{
	struct store_options options = installation_store(installation, false);
	if (options.engine != STORE_SQLITE)
		return ok();
	options.bulk = true;
	return trial ? open_copy(installation, options) : store_open(&options, &installation->call.store);
}

void import_store_give_way(void)
{
	const struct timespec pause = {.tv_nsec = 3000000};
	nanosleep(&pause, NULL);
}

static struct error take_step(struct call *call, bool *more)
{
	struct error error = store_begin(call->store);
	if (error_ok(error))
		error = removal_step(call, more);
	if (error_ok(error))
		return store_commit(call->store);
	store_rollback(call->store);
	return error;
}

/* So that names and ids are free. A server may be doing the same: who loses a race tries again. */
static struct error clear_away(struct call *call)
{
	const struct text realm = call->realm;
	const struct arena_mark mark = arena_mark(call->arena);
	struct error error = ok();
	bool more = true;
	while (error.code == ERROR_STORE_CONFLICT || (error_ok(error) && more)) {
		arena_rewind(call->arena, mark);
		error = take_step(call, &more);
		import_store_give_way();
	}
	call->realm = realm;
	return error;
}

bool import_store_begin(struct installation *installation, bool trial)
{
	struct error error = trial ? ok() : clear_away(&installation->call);
	if (error_ok(error))
		error = open_bulk(installation, trial);
	if (error_ok(error) && trial)
		error = store_begin(installation->call.store);
	return error_ok(error) || cli_fail("cannot open the database for the import", error) == 0;
}

void import_store_end(struct installation *installation)
{
	struct store *store = installation->call.store;
	installation->call.store = installation->store;
	if (store == installation->store)
		store_rollback(store);
	else
		store_close(store);
}

/* What a running server does beside answering, in small jobs between which others write: clears away what was deleted
 * (directory/removal.h), sweeps expired artefacts, trims the audit. One thread, started and stopped with the server;
 * several nodes may do it at once. */
#pragma once
#include "base/settings.h"
#include "crypto/seal.h"
#include "store/runner.h"

struct upkeep;

struct error upkeep_start(struct runner *runner, const struct settings *settings, const struct keyring *keyring,
	struct upkeep **upkeep) must_check;
/* Takes over reloadable settings that changed. */
void upkeep_reload(struct upkeep *upkeep);
void upkeep_stop(struct upkeep *upkeep);

/* What a running server does beside answering: sweeps expired artefacts in small steps. One thread, started and stopped
 * with the server; several nodes may do it at once. */
#pragma once
#include "base/settings.h"
#include "crypto/seal.h"
#include "store/runner.h"

struct upkeep;

struct error upkeep_start(struct runner *runner, const struct settings *settings, const struct keyring *keyring,
	struct upkeep **upkeep) must_check;
void upkeep_stop(struct upkeep *upkeep);

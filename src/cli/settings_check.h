/* What a value must be beyond its type, for settings that would otherwise be found wrong only when they are needed. */
#pragma once
#include "base/settings.h"

/* False, with a sentence for the administrator, for the first that is no good. */
bool settings_check(struct arena *arena, const struct settings *settings, struct text *problem);

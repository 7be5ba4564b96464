/* Settings: contract/settings.json describes each (type, default, bounds, reloadable, doc); the generated
 * `struct settings` holds their values. Sources, the later wins: defaults, one INI file, the environment
 * (MUSTER_SECTION_NAME), `--set section.name=value` arguments. An unknown name, a bad value or a value out of bounds is
 * an error that names file and line. */
#pragma once
#include "base/error.h"
#include "base/field.h"
#include "contract/settings.h" /* generated: struct settings, settings_shape; field names are "section.name" */

/* Fills `settings` with defaults. */
void settings_default(struct settings *settings);
/* `problem` is a sentence for the administrator, in `arena`. Lines are at most 198 bytes; a longer value comes by the
 * environment. A blank and a semicolon begin a comment. */
bool settings_load(struct arena *arena, const char *file, struct settings *settings, struct text *problem);
/* The same for content that is in memory; `file` is its name in problems. */
bool settings_read(struct arena *arena, const char *file, struct text content, struct settings *settings,
	struct text *problem);
bool settings_environment(struct arena *arena, struct settings *settings, struct text *problem);
/* Variables of the environment that begin with MUSTER_ and a section, and are no setting, with commas; empty when there
 * are none. They are passed over, because container platforms set such for services of their own. */
struct text settings_strangers(struct arena *arena);
bool settings_set(struct arena *arena, struct text name, struct text value, struct settings *settings,
	struct text *problem);

/* Where an import is tried without leaving a trace: on SQLite a copy of the database that nobody else sees, so that the
 * server can write meanwhile; on PostgreSQL the database itself, in a transaction that is undone. */
#pragma once
#include "cli/installation.h"

/* False after a message. From here on the call's store is the one to try on, and in a transaction. */
bool import_trial_begin(struct installation *installation);
void import_trial_end(struct installation *installation);

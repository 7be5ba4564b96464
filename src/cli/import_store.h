/* Where an import writes: on SQLite by a connection of its own that is made for much. When it is only tried, that is a
 * copy of the database that nobody else sees, so that the server can write meanwhile; on PostgreSQL it is the database
 * itself, in a transaction that is undone. */
#pragma once
#include "cli/installation.h"

/* False after a message. What was deleted before is cleared away first, unless it is a trial. From here on the call's
 * store is the one to write to, in a transaction when it is a trial. */
bool import_store_begin(struct installation *installation, bool trial);
/* Some milliseconds in which others can write: SQLite keeps no line of who waits. */
void import_store_give_way(void);
void import_store_end(struct installation *installation);

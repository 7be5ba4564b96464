/* Carries what was committed from SQLite's log of writes into the database, by a connection and on a thread of its own,
 * so that writers need not wait while thousands of pages go to the disk; private to this folder. Only the little that
 * was committed meanwhile is left to the writer, for the log begins anew once nothing is left in it and nobody reads of
 * it. */
#pragma once
#include "base/arena.h"
#include <sqlite3.h>
#include <stdbool.h>

struct checkpointer;

/* Of the writer's connection; it lives in `arena`. The thread begins when there is something to do. */
struct checkpointer *checkpointer_create(struct arena *arena, sqlite3 *writer, const char *path);
/* The log has grown long and still has what is not in the database: who begins to read now keeps it from beginning anew.
 * For any thread. */
bool checkpointer_is_behind(struct checkpointer *checkpointer);
/* Before the writer's connection is closed. NULL is allowed. */
void checkpointer_close(struct checkpointer *checkpointer);

/* SQLite calls the writer after each commit; the thread is told from there. */
#include "store/checkpoint.h"
#include "base/time.h"
#include <pthread.h>
#include <stdatomic.h>

#define PASS_FRAMES 1000  /* pages in the log for which a pass is worth while */
#define LITTLE_FRAMES 250 /* what may be left to the writer */
#define PASSES 2
#define MOST_FRAMES 4000 /* then the writer does what is left, for the thread is too slow, or not there */
#define LONG_FRAMES 32768 /* reading takes longer, the more there are: 128 MiB */
#define QUIET_MICROSECONDS 20000 /* without a commit: nobody writes just now */

struct checkpointer {
	const char *path;
	pthread_t thread;
	bool running;
	int next;	     /* frames at which the next pass is due */
	atomic_int last;     /* frames after the last commit, */
	atomic_int carried;  /* and how many of them are in the database */
	atomic_int_least64_t committed; /* when it was: monotonic time */
	pthread_mutex_t mutex;
	pthread_cond_t told;
	bool wanted, closing; /* guarded by `mutex` */
	atomic_bool little;   /* is left of a pass */
};

/* What is committed during a pass is left for the next, which is shorter. */
static void pass(struct checkpointer *checkpointer, sqlite3 *database)
{
	int left = LITTLE_FRAMES;
	for (int i = 0; i < PASSES && left >= LITTLE_FRAMES; i++) {
		int all = 0, carried = 0;
		if (sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, &carried) != SQLITE_OK)
			return;
		left = all - carried;
		atomic_store(&checkpointer->carried, carried);
	}
	if (left > 0 && left < LITTLE_FRAMES)
		atomic_store(&checkpointer->little, true);
}

/* False when it is time to end. */
static bool wait_until_wanted(struct checkpointer *checkpointer)
{
	pthread_mutex_lock(&checkpointer->mutex);
	while (!checkpointer->wanted && !checkpointer->closing)
		pthread_cond_wait(&checkpointer->told, &checkpointer->mutex);
	checkpointer->wanted = false;
	bool go_on = !checkpointer->closing;
	pthread_mutex_unlock(&checkpointer->mutex);
	return go_on;
}

static void *run(void *context)
{
	struct checkpointer *checkpointer = context;
	sqlite3 *database = NULL;
	const int access = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	int result = sqlite3_open_v2(checkpointer->path, &database, access, NULL);
	if (result == SQLITE_OK) /* until something is read it does not know that there is a log */
		result = sqlite3_exec(database, "pragma synchronous = full; pragma user_version", NULL, NULL, NULL);
	while (result == SQLITE_OK && wait_until_wanted(checkpointer))
		pass(checkpointer, database);
	sqlite3_close(database);
	return NULL;
}

static void tell(struct checkpointer *checkpointer, bool *what)
{
	pthread_mutex_lock(&checkpointer->mutex);
	*what = true;
	pthread_cond_signal(&checkpointer->told);
	pthread_mutex_unlock(&checkpointer->mutex);
}

static void want_pass(struct checkpointer *checkpointer)
{
	if (!checkpointer->running)
		checkpointer->running = pthread_create(&checkpointer->thread, NULL, run, checkpointer) == 0;
	tell(checkpointer, &checkpointer->wanted);
}

static void carry(struct checkpointer *checkpointer, sqlite3 *writer, const char *name)
{
	int all = 0, carried = 0;
	if (sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, &all, &carried) == SQLITE_OK)
		atomic_store(&checkpointer->carried, carried);
}

/* As when SQLite does this by itself, no commit fails because its pages could not be carried on. */
static int committed(void *context, sqlite3 *writer, const char *name, int frames)
{
	struct checkpointer *checkpointer = context;
	if (frames < atomic_load(&checkpointer->last)) { /* the log began anew */
		checkpointer->next = PASS_FRAMES;
		atomic_store(&checkpointer->carried, 0);
	}
	atomic_store(&checkpointer->last, frames);
	atomic_store(&checkpointer->committed, time_monotonic());
	if (atomic_exchange(&checkpointer->little, false) || frames >= MOST_FRAMES)
		carry(checkpointer, writer, name);
	if (frames >= checkpointer->next) {
		checkpointer->next = frames + PASS_FRAMES;
		want_pass(checkpointer);
	}
	return SQLITE_OK;
}

bool checkpointer_is_behind(struct checkpointer *checkpointer)
{
	int last = atomic_load(&checkpointer->last), carried = atomic_load(&checkpointer->carried);
	bool quiet = time_monotonic() - atomic_load(&checkpointer->committed) > QUIET_MICROSECONDS;
	return last > LONG_FRAMES && (carried < last || !quiet);
}

struct checkpointer *checkpointer_create(struct arena *arena, sqlite3 *writer, const char *path)
{
	struct checkpointer *checkpointer = arena_alloc(arena, sizeof(*checkpointer));
	checkpointer->path = path;
	checkpointer->next = PASS_FRAMES;
	pthread_mutex_init(&checkpointer->mutex, NULL);
	pthread_cond_init(&checkpointer->told, NULL);
	sqlite3_wal_hook(writer, committed, checkpointer);
	return checkpointer;
}

void checkpointer_close(struct checkpointer *checkpointer)
{
	if (checkpointer == NULL)
		return;
	if (checkpointer->running) {
		tell(checkpointer, &checkpointer->closing);
		pthread_join(checkpointer->thread, NULL);
	}
	pthread_cond_destroy(&checkpointer->told);
	pthread_mutex_destroy(&checkpointer->mutex);
}

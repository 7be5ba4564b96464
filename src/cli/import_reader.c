/* One chunk is with the caller while the thread fills the other. A thread lives for one chunk: it is begun when the one
 * before is taken. */
#include "cli/import_reader.h"
#include "base/arena.h"
#include <errno.h>
#include <pthread.h>

#define CHUNK_BYTES ((int64_t)4 << 20)
#define CHUNK_HASHES 32 /* passwords to hash, which takes about a second */

struct reading {
	struct arena *arena;
	struct import_chunk chunk;
	int failure; /* errno */
};

struct import_reader {
	struct arena *arena;   /* its own */
	struct arena *parsing; /* of one line */
	struct source *source;
	const struct portable *portable;
	const struct csv_header *header;
	struct reading readings[2], *ahead;
	pthread_t thread; /* fills `ahead` */
	bool running;
};

static void parse(struct import_reader *reader, struct text line, struct import_record *record)
{
	struct arena_mark mark = arena_mark(reader->parsing);
	if (reader->header)
		import_record_csv(reader->ahead->arena, reader->header, line, record);
	else
		import_record_json(reader->ahead->arena, reader->portable, line, record);
	arena_rewind(reader->parsing, mark);
}

/* False at the end, or when it cannot be read. */
static bool read_record(struct import_reader *reader, struct import_record *record)
{
	struct text line;
	*record = (struct import_record){0};
	enum source_result result;
	do
		result = source_next(reader->source, &line, &record->line);
	while (result == SOURCE_RECORD && line.length == 0);
	if (result == SOURCE_FAILED)
		reader->ahead->failure = errno;
	if (result == SOURCE_TOO_LONG)
		record->problem = error_of(ERROR_PARAMETER_LENGTH, TEXT("line"));
	if (result == SOURCE_RECORD)
		parse(reader, line, record);
	return result == SOURCE_RECORD || result == SOURCE_TOO_LONG;
}

static void *fill(void *context)
{
	struct import_reader *reader = context;
	struct import_chunk *chunk = &reader->ahead->chunk;
	const struct source *source = reader->source;
	const int64_t first = source->position;
	int hashes = 0;
	json_use_arena(reader->parsing);
	while (chunk->count < IMPORT_BATCH_MOST && hashes < CHUNK_HASHES && source->position - first < CHUNK_BYTES &&
		read_record(reader, &chunk->at[chunk->count])) {
		hashes += chunk->at[chunk->count].plain_password.length > 0;
		chunk->line[chunk->count] = source->line;
		chunk->position[chunk->count++] = source->position;
	}
	return NULL;
}

static void begin(struct import_reader *reader)
{
	struct reading *ahead = reader->ahead;
	arena_reset(ahead->arena);
	ahead->chunk = (struct import_chunk){
		.at = arena_array(ahead->arena, IMPORT_BATCH_MOST, sizeof(*ahead->chunk.at)),
		.line = arena_array(ahead->arena, IMPORT_BATCH_MOST, sizeof(*ahead->chunk.line)),
		.position = arena_array(ahead->arena, IMPORT_BATCH_MOST, sizeof(*ahead->chunk.position)),
	};
	ahead->failure = 0;
	int problem = pthread_create(&reader->thread, NULL, fill, reader);
	reader->running = problem == 0;
	if (problem != 0)
		ahead->failure = problem;
}

struct import_reader *import_reader_open(
	struct source *source, const struct portable *portable, const struct csv_header *header)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct import_reader *reader = arena_alloc(arena, sizeof(*reader));
	*reader = (struct import_reader){
		.arena = arena, .source = source, .portable = portable, .header = header, .ahead = reader->readings};
	reader->parsing = arena_create(ARENA_WIPED);
	reader->readings[0].arena = arena_create(ARENA_WIPED);
	reader->readings[1].arena = arena_create(ARENA_WIPED);
	begin(reader);
	return reader;
}

bool import_reader_next(struct import_reader *reader, struct import_chunk *chunk)
{
	struct reading *read = reader->ahead;
	if (reader->running)
		pthread_join(reader->thread, NULL);
	reader->running = false;
	*chunk = read->chunk;
	errno = read->failure;
	if (read->failure != 0 || chunk->count == 0)
		return read->failure == 0;
	reader->ahead = read == reader->readings ? reader->readings + 1 : reader->readings;
	begin(reader);
	return true;
}

void import_reader_close(struct import_reader *reader)
{
	if (reader->running) {
		pthread_cancel(reader->thread); /* at the next read(2), where it may wait for long */
		pthread_join(reader->thread, NULL);
	}
	for (size_t i = 0; i < sizeof(reader->readings) / sizeof(*reader->readings); i++)
		arena_destroy(reader->readings[i].arena);
	arena_destroy(reader->parsing);
	arena_destroy(reader->arena);
}

/* A file that is imported, JSON lines or, after a first byte 'c', CSV: a record that is good can be written as a JSON
 * line, and says the same when it is read again. */
#include "cli/export_record.h"
#include "cli/import_record.h"
#include "cli/import_source.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

static void write_again(struct arena *arena, const struct portable *portable, const struct import_record *record)
{
	const struct export_lines lines = {.arena = arena, .portable = portable, .secrets = true};
	struct import_record again = {0};
	struct text line = export_record_json(&lines, record);
	if (line.length > SOURCE_RECORD_MOST)
		return;
	import_record_json(arena, portable, line, &again);
	assert(error_ok(again.problem));
	assert(text_equal(line, export_record_json(&lines, &again)));
}

static void read_all(struct arena *arena, const struct portable *portable, struct source *source)
{
	struct csv_header header = {0};
	struct text line, problem;
	int64_t number, last = 0;
	enum source_result result = SOURCE_RECORD;
	if (source->quotes &&
		(source_next(source, &line, &number) != SOURCE_RECORD ||
			!import_record_header(arena, portable, line, &header, &problem)))
		return;
	while ((result = source_next(source, &line, &number)) != SOURCE_END) {
		struct import_record record = {.line = number};
		assert(result == SOURCE_RECORD || result == SOURCE_TOO_LONG);
		assert(number > last && line.length <= SOURCE_RECORD_MOST);
		last = number;
		if (source->quotes)
			import_record_csv(arena, &header, line, &record);
		else
			import_record_json(arena, portable, line, &record);
		if (error_ok(record.problem))
			write_again(arena, portable, &record);
		else
			assert(record.problem.subject.length > 0);
	}
	assert(source->size == source->position);
}

static int file_of(const uint8_t *data, size_t size)
{
	int file = memfd_create("import", MFD_CLOEXEC);
	assert(file >= 0 && write(file, data, size) == (ssize_t)size && lseek(file, 0, SEEK_SET) == 0);
	return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool csv = size > 0 && data[0] == 'c';
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct source source;
	json_use_arena(arena);
	bool taken = source_take(arena, file_of(data + csv, size - csv), csv, &source);
	assert(taken);
	read_all(arena, portable_make(arena), &source);
	source_close(&source);
	json_use_arena(NULL);
	arena_destroy(arena);
	return 0;
}

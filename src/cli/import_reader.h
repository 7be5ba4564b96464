/* Reads and parses ahead, on a thread of its own: while a batch of records is stored, the one after it is made. */
#pragma once
#include "cli/import_record.h"
#include "cli/import_source.h"

#define IMPORT_BATCH_MOST 8000 /* records */

struct import_chunk {
	struct import_record *at;
	size_t count;		  /* 0 at the end */
	int64_t *line, *position; /* of the source, after each record */
};

struct import_reader;

/* `header` of a CSV file, or NULL. The source is used by nobody else until the reader is closed. */
struct import_reader *import_reader_open(
	struct source *source, const struct portable *portable, const struct csv_header *header);
/* The next records, good until the next call. False, with errno, when the source cannot be read. */
bool import_reader_next(struct import_reader *reader, struct import_chunk *chunk) must_check;
/* Waits for nothing: a reader in the middle of reading stops there. */
void import_reader_close(struct import_reader *reader);

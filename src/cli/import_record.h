/* What a line of a file that is imported says. What is wrong with it becomes the record's problem, whose subject is the
 * name of the member. Text is in the arena, or of the line. */
#pragma once
#include "base/json.h"
#include "cli/portable.h"

/* A JSON line. What json_use_arena gave is not needed any more when it returns. */
void import_record_json(
	struct arena *arena, const struct portable *portable, struct text line, struct import_record *record);

struct csv_header {
	const struct portable_type *type;
	const struct portable_member **columns; /* NULL: the custom value of that name */
	struct text *names;
	size_t count;
};

/* The columns that the first record of a CSV file names; false with a sentence. */
bool import_record_header(struct arena *arena, const struct portable *portable, struct text line,
	struct csv_header *header, struct text *problem);
/* A further record: always a user. An empty cell is a value that is not there. */
void import_record_csv(
	struct arena *arena, const struct csv_header *header, struct text line, struct import_record *record);

/* What both have in common. Lists have room for what is added. */
void *import_record_place(const struct portable_member *member, struct import_record *record);
struct error import_record_invalid(const struct portable_member *member) must_check;
struct error import_record_reference(
	const struct portable_member *member, struct text value, struct import_record *record) must_check;
struct error import_record_value(
	struct arena *arena, struct text name, struct text value, struct import_record *record) must_check;
struct error import_record_password(
	const struct portable_member *member, struct text value, struct import_record *record) must_check;
/* Whether all that must be there is. */
struct error import_record_check(const struct portable_type *type, const struct import_record *record) must_check;

/* The outcome in words: "FILE:LINE: MEMBER: why" on stderr. */
void import_record_report(const char *file, const struct import_record *record);

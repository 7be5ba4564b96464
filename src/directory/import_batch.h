/* What a batch has found out and counted so far: shared by the files of the import. */
#pragma once
#include "directory/import.h"
#include "directory/import_index.h"
#include "directory/span.h"

struct importing {
	struct call *call;
	const struct import_batch *batch;
	struct import_index units, groups;	     /* reference → id, once it is known */
	struct import_index unit_pairs, group_pairs; /* "unit user" → whether it is a further one; "group user" */
	struct span_change *changes;		     /* of counted lists */
	size_t change_count, change_room;
	struct custom_field_list fields; /* those in use, with their items */
	bool fields_known;
};

/* ERROR_UNIT_NOT_IN_SCOPE, ERROR_GROUP_NOT_FOUND; the subject is `field`. */
struct error import_unit_id(
	struct importing *importing, const char *field, struct text reference, struct text *id) must_check;
struct error import_group_id(
	struct importing *importing, const char *field, struct text reference, struct text *id) must_check;
void import_count(struct importing *importing, struct span_change change);
/* What all records of the batch need alike, at its end. */
struct error import_store_pairs(struct importing *importing) must_check;
struct error import_store_counts(struct importing *importing) must_check;

struct error import_custom_field(struct importing *importing, const struct import_record *record) must_check;
struct error import_unit(struct importing *importing, const struct import_record *record) must_check;
struct error import_group(struct importing *importing, const struct import_record *record) must_check;
struct error import_user(struct importing *importing, const struct import_record *record) must_check;

/* All of an instance's population, as records that import_apply can make it of again: custom fields, then units from
 * the top down, then groups, then users with their places, each kind but units in the order of its names or ids. Memory
 * does not grow with it. Called inside a transaction it is as it was at one instant.
 *
 * What new records have by themselves is left out: where a record comes from, if from here. Values in custom fields
 * that are disabled are not among them. References are ids. */
#pragma once
#include "directory/import.h"

struct export_options {
	bool password_hashes;
	/* False ends it. The record is good until `take` returns. */
	bool (*take)(void *context, const struct import_record *record);
	void *context;
};

struct error export_all(struct call *call, const struct export_options *options) must_check;
/* How many records it will be, nearly. */
struct error export_count(struct call *call, int64_t *count) must_check;

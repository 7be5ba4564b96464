/* Records as lines of a file that can be imported. */
#pragma once
#include "cli/portable.h"

struct export_lines {
	struct arena *arena;
	const struct portable *portable;
	bool secrets;			  /* members that are exported only when asked for */
	struct custom_field_list columns; /* CSV: the custom fields, each a column */
};

/* A JSON line, without its line end. What is absent, false or 0 is left out. */
struct text export_record_json(const struct export_lines *lines, const struct import_record *record);
/* CSV (RFC 4180), without line ends: the header, and a user. A cell that a spreadsheet would take for a formula begins
 * with an apostrophe. */
struct text export_record_header(const struct export_lines *lines);
struct text export_record_csv(const struct export_lines *lines, const struct import_record *record);

/* What a record of a CSV file says (RFC 4180). What looks like a formula is data. */
#include "api/value.h"
#include "cli/import_record.h"
#include <string.h>

#define COLUMNS_MOST 200
#define CUSTOM "custom_values."
#define BETWEEN_REFERENCES ';'

/* Cells */

struct cells { /* of one record */
	struct arena *arena;
	struct text rest;
	bool more, broken; /* broken: a quote where none may be */
};

static struct text quoted_cell(struct cells *cells)
{
	struct text rest = cells->rest;
	char *at = arena_alloc(cells->arena, rest.length);
	size_t length = 0, i = 1;
	for (; i < rest.length; i++) {
		bool quote = rest.at[i] == '"';
		if (quote && !(i + 1 < rest.length && rest.at[i + 1] == '"'))
			break;
		i += quote;
		at[length++] = rest.at[i];
	}
	cells->broken |= i >= rest.length;
	cells->rest = text_slice(rest, i + 1, SIZE_MAX);
	return (struct text){at, length};
}

static struct text plain_cell(struct cells *cells)
{
	const char *comma = memchr(cells->rest.at, ',', cells->rest.length);
	struct text cell = text_slice(cells->rest, 0, comma ? (size_t)(comma - cells->rest.at) : SIZE_MAX);
	cells->broken |= cell.length > 0 && memchr(cell.at, '"', cell.length) != NULL;
	cells->rest = text_slice(cells->rest, cell.length, SIZE_MAX);
	return cell;
}

/* Call it while there are more. */
static struct text next_cell(struct cells *cells)
{
	struct text cell = text_starts_with(cells->rest, TEXT("\"")) ? quoted_cell(cells) : plain_cell(cells);
	cells->more = cells->rest.length > 0;
	cells->broken |= cells->more && cells->rest.at[0] != ',';
	cells->rest = text_slice(cells->rest, 1, SIZE_MAX);
	return cell;
}

static struct cells cells_of(struct arena *arena, struct text line)
{
	return (struct cells){.arena = arena, .rest = text_copy(arena, line), .more = true};
}

/* The header */

static bool is_repeated(const struct csv_header *header, struct text name)
{
	for (size_t i = 0; i < header->count; i++) {
		if (text_equal(header->names[i], name))
			return true;
	}
	return false;
}

static bool add_column(struct csv_header *header, struct text name)
{
	const struct portable_member *member = portable_find(header->type, name);
	bool custom = text_starts_with(name, TEXT(CUSTOM));
	bool known = custom || (member && member->form != PORTABLE_VALUES);
	if (!known || header->count == COLUMNS_MOST || is_repeated(header, name))
		return false;
	header->columns[header->count] = custom ? NULL : member;
	header->names[header->count++] = name;
	return true;
}

bool import_record_header(struct arena *arena, const struct portable *portable, struct text line,
	struct csv_header *header, struct text *problem)
{
	struct cells cells = cells_of(arena, line);
	*header = (struct csv_header){
		.type = &portable->types[IMPORT_USER],
		.columns = arena_array(arena, COLUMNS_MOST, sizeof(struct portable_member *)),
		.names = arena_array(arena, COLUMNS_MOST, sizeof(struct text)),
	};
	*problem = TEXT("the header is not UTF-8");
	if (!text_is_utf8(line))
		return false;
	while (cells.more) {
		struct text name = next_cell(&cells);
		*problem = TEXT("the header is not CSV: a quote stands where none may");
		if (cells.broken)
			return false;
		*problem = text_print(arena, "column '%.*s' is not known, or comes twice", (int)name.length, name.at);
		if (!add_column(header, name))
			return false;
	}
	return true;
}

/* Records */

static struct error references(
	struct arena *arena, const struct portable_member *member, struct text cell, struct import_record *record)
{
	struct text_list *list = import_record_place(member, record);
	struct error error = ok();
	list->at = arena_array(arena, cell.length, sizeof(*list->at));
	while (cell.length > 0 && error_ok(error)) {
		struct text reference;
		text_cut(cell, BETWEEN_REFERENCES, &reference, &cell);
		reference = text_trim(reference);
		if (reference.length > 0)
			error = import_record_reference(member, reference, record);
	}
	return error;
}

static struct error take(
	struct arena *arena, const struct portable_member *member, struct text cell, struct import_record *record)
{
	switch (member->form) {
	case PORTABLE_SCALAR:
		return value_from_text(member->field, member->name, cell, import_record_place(member, record));
	case PORTABLE_REFERENCE:
		return import_record_reference(member, cell, record);
	case PORTABLE_REFERENCES:
		return references(arena, member, cell, record);
	case PORTABLE_PLAIN:
		return import_record_password(member, cell, record);
	default:
		return import_record_invalid(member);
	}
}

static struct error take_cell(struct arena *arena, const struct csv_header *header, size_t index, struct text cell,
	struct import_record *record)
{
	const struct portable_member *member = header->columns[index];
	if (cell.length == 0)
		return ok();
	if (member)
		return take(arena, member, cell, record);
	struct text name = text_slice(header->names[index], sizeof(CUSTOM) - 1, SIZE_MAX);
	return import_record_value(arena, name, cell, record);
}

static struct error malformed(const char *cause)
{
	return (struct error){ERROR_BODY_MALFORMED, TEXT("line"), cause};
}

static struct error take_all(
	struct arena *arena, const struct csv_header *header, struct text line, struct import_record *record)
{
	struct cells cells = cells_of(arena, line);
	struct error error = ok();
	size_t index = 0;
	for (; cells.more && error_ok(error); index++) {
		struct text cell = next_cell(&cells);
		if (cells.broken)
			return malformed("a quote stands where none may, or is not closed");
		if (index == header->count)
			return malformed("more cells than the header has");
		error = take_cell(arena, header, index, cell, record);
	}
	if (error_ok(error) && index < header->count)
		return malformed("fewer cells than the header has");
	return error_ok(error) ? import_record_check(header->type, record) : error;
}

void import_record_csv(
	struct arena *arena, const struct csv_header *header, struct text line, struct import_record *record)
{
	record->kind = IMPORT_USER;
	record->user.custom_values.at = arena_array(arena, header->count, sizeof(struct custom_value));
	record->problem = take_all(arena, header, line, record);
}

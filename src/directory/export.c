/* All of an instance's population, page by page. */
#include "directory/export.h"
#include "directory/custom_field.h"
#include "directory/export_sql.h"
#include "directory/span.h"
#include "directory/unit.h"
#include <assert.h>
#include <string.h>

#define PAGE 500
#define ID_MOST 64

struct exporting {
	struct call *call;
	const struct export_options *options;
	bool ended;
};

/* After which id the next page begins: it outlives the memory of its page. */
struct position {
	char bytes[ID_MOST];
	size_t length;
};

static struct text after(const struct position *position)
{
	return (struct text){position->bytes, position->length};
}

static void move_to(struct position *position, struct text id)
{
	assert(id.length <= sizeof(position->bytes));
	memcpy(position->bytes, id.at, id.length);
	position->length = id.length;
}

static void give(struct exporting *exporting, const struct import_record *record)
{
	if (!exporting->ended)
		exporting->ended = !exporting->options->take(exporting->options->context, record);
}

/* Whether it was made here; then nothing is said about where it comes from. */
static bool is_own(const struct exporting *exporting, int source_type, struct text source_id)
{
	return source_type == UNIT_SOURCE_TYPE_BUILD_IN && text_equal(source_id, exporting->call->realm);
}

/* Custom fields, units and groups */

static struct error export_custom_fields(struct exporting *exporting)
{
	struct call *call = exporting->call;
	struct custom_field_list fields;
	struct error error = sql_export_custom_fields(call, (struct sql_export_custom_fields){call->realm}, &fields);
	for (size_t i = 0; error_ok(error) && i < fields.count; i++) {
		error = custom_field_fill_items(call, &fields.at[i]);
		const struct import_record record = {.kind = IMPORT_CUSTOM_FIELD, .custom_field = fields.at[i]};
		if (error_ok(error))
			give(exporting, &record);
	}
	return error;
}

static void give_unit(struct exporting *exporting, const struct unit *unit)
{
	struct import_record record = {.kind = IMPORT_UNIT, .unit = *unit, .unit_reference = unit->parent};
	if (is_own(exporting, (int)unit->source_type, unit->source_id)) {
		record.unit.source_type = 0;
		record.unit.source_id = (struct text){NULL, 0};
	}
	give(exporting, &record);
}

/* No deeper than units may be. */
static struct error export_units_below(struct exporting *exporting, struct text parent)
{
	struct call *call = exporting->call;
	struct position position = {.length = 0};
	struct unit_list units = {NULL, PAGE};
	struct error error = ok();
	while (error_ok(error) && units.count == PAGE && !exporting->ended) {
		struct arena_mark mark = arena_mark(call->arena);
		error = sql_export_units(
			call, (struct sql_export_units){call->realm, parent, after(&position), PAGE}, &units);
		for (size_t i = 0; error_ok(error) && i < units.count; i++) {
			give_unit(exporting, &units.at[i]);
			error = export_units_below(exporting, units.at[i].id);
		}
		if (error_ok(error) && units.count > 0)
			move_to(&position, units.at[units.count - 1].id);
		if (error_ok(error))
			arena_rewind(call->arena, mark);
	}
	return error;
}

static struct error export_units(struct exporting *exporting)
{
	return export_units_below(exporting, TEXT(UNIT_ROOT));
}

static void give_group(struct exporting *exporting, const struct group *group)
{
	struct import_record record = {.kind = IMPORT_GROUP, .group = *group};
	if (is_own(exporting, (int)group->source_type, group->source_id)) {
		record.group.source_type = 0;
		record.group.source_id = (struct text){NULL, 0};
	}
	give(exporting, &record);
}

static struct error export_groups(struct exporting *exporting)
{
	struct call *call = exporting->call;
	struct position position = {.length = 0};
	struct group_list groups = {NULL, PAGE};
	struct error error = ok();
	while (error_ok(error) && groups.count == PAGE && !exporting->ended) {
		struct arena_mark mark = arena_mark(call->arena);
		error = sql_export_groups(
			call, (struct sql_export_groups){call->realm, after(&position), PAGE}, &groups);
		for (size_t i = 0; error_ok(error) && i < groups.count; i++)
			give_group(exporting, &groups.at[i]);
		if (error_ok(error) && groups.count > 0)
			move_to(&position, groups.at[groups.count - 1].id);
		if (error_ok(error))
			arena_rewind(call->arena, mark);
	}
	return error;
}

/* Users: what belongs to those of a page is in the order of their ids, and taken as they come. */

struct user_page {
	struct text_list ids;
	struct user_list users;
	struct unit_membership_list units;
	struct group_membership_list groups;
	struct custom_value_list values;
	struct password_list passwords;
	size_t unit, group, value, password; /* which comes next */
};

static struct error read_page(struct exporting *exporting, const struct position *position, struct user_page *page)
{
	struct call *call = exporting->call;
	struct text realm = call->realm;
	struct error error =
		sql_export_users(call, (struct sql_export_users){realm, after(position), PAGE}, &page->users);
	if (!error_ok(error))
		return error;
	page->ids.at = arena_array(call->arena, page->users.count, sizeof(struct text));
	for (size_t i = 0; i < page->users.count; i++)
		page->ids.at[page->ids.count++] = page->users.at[i].id;
	error = sql_export_user_units(call, (struct sql_export_user_units){realm, page->ids}, &page->units);
	if (error_ok(error))
		error = sql_export_user_groups(call, (struct sql_export_user_groups){realm, page->ids}, &page->groups);
	if (error_ok(error))
		error = sql_export_user_values(call, (struct sql_export_user_values){realm, page->ids}, &page->values);
	if (error_ok(error) && exporting->options->password_hashes)
		error = sql_export_user_passwords(
			call, (struct sql_export_user_passwords){realm, page->ids}, &page->passwords);
	return error;
}

static void take_units(struct arena *arena, struct user_page *page, struct import_record *record)
{
	size_t first = page->unit;
	while (page->unit < page->units.count && text_equal(page->units.at[page->unit].user, record->user.id))
		page->unit++;
	record->units = (struct text_list){arena_array(arena, page->unit - first, sizeof(struct text)), 0};
	for (size_t i = first; i < page->unit; i++)
		record->units.at[record->units.count++] = page->units.at[i].unit;
}

static void take_groups(struct arena *arena, struct user_page *page, struct import_record *record)
{
	size_t first = page->group;
	while (page->group < page->groups.count && text_equal(page->groups.at[page->group].user, record->user.id))
		page->group++;
	record->groups = (struct text_list){arena_array(arena, page->group - first, sizeof(struct text)), 0};
	for (size_t i = first; i < page->group; i++)
		record->groups.at[record->groups.count++] = page->groups.at[i].group;
}

static struct error take_values(struct call *call, struct user_page *page, struct import_record *record)
{
	struct custom_value_list *values = &record->user.custom_values;
	struct error error = ok();
	if (page->values.count > 0)
		values->at = page->values.at + page->value;
	while (error_ok(error) && page->value < page->values.count &&
		text_equal(page->values.at[page->value].user, record->user.id)) {
		error = custom_value_open(call, record->user.id, &page->values.at[page->value++]);
		values->count++;
	}
	return error;
}

static struct error give_user(struct exporting *exporting, struct user_page *page, const struct user *user)
{
	struct import_record record = {.kind = IMPORT_USER, .user = *user, .unit_reference = user->primary_unit};
	struct password_list passwords = page->passwords;
	struct arena_mark mark = arena_mark(exporting->call->arena);
	if (is_own(exporting, (int)user->source_type, user->source_id)) {
		record.user.source_type = 0;
		record.user.source_id = (struct text){NULL, 0};
	}
	take_units(exporting->call->arena, page, &record);
	take_groups(exporting->call->arena, page, &record);
	struct error error = take_values(exporting->call, page, &record);
	if (page->password < passwords.count && text_equal(passwords.at[page->password].user, user->id))
		record.password = passwords.at[page->password++];
	if (error_ok(error))
		give(exporting, &record);
	if (error_ok(error))
		arena_rewind(exporting->call->arena, mark);
	return error;
}

static struct error export_users(struct exporting *exporting)
{
	struct call *call = exporting->call;
	struct position position = {.length = 0};
	struct error error = ok();
	size_t count = PAGE;
	while (error_ok(error) && count == PAGE && !exporting->ended) {
		struct arena_mark mark = arena_mark(call->arena);
		struct user_page page = {0};
		error = read_page(exporting, &position, &page);
		count = page.users.count;
		for (size_t i = 0; error_ok(error) && i < count; i++)
			error = give_user(exporting, &page, &page.users.at[i]);
		if (error_ok(error) && count > 0)
			move_to(&position, page.users.at[count - 1].id);
		if (error_ok(error))
			arena_rewind(call->arena, mark);
	}
	return error;
}

struct error export_all(struct call *call, const struct export_options *options)
{
	struct error (*const steps[])(struct exporting *) = {
		export_custom_fields, export_units, export_groups, export_users};
	struct exporting exporting = {.call = call, .options = options};
	struct error error = ok();
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps) && error_ok(error); i++)
		error = steps[i](&exporting);
	return error;
}

struct error export_count(struct call *call, int64_t *count)
{
	static const enum span_kind kinds[] = {SPAN_UNITS, SPAN_GROUPS, SPAN_USERS};
	struct error error = ok();
	*count = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && error_ok(error); i++) {
		int64_t amount = 0;
		error = span_total(call, (struct key_list){.kind = kinds[i]}, &amount);
		*count += amount;
	}
	return error;
}

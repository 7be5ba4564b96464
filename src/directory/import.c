/* Batches of what is imported, and how far it has come. */
#include "directory/import.h"
#include "crypto/password.h"
#include "directory/import_batch.h"
#include "directory/import_sql.h"
#include "directory/password.h"
#include <string.h>

/* Counts */

void import_count(struct importing *importing, struct span_change change)
{
	if (importing->batch->trial)
		return;
	if (importing->change_count == importing->change_room) {
		const struct span_change *former = importing->changes;
		importing->change_room = importing->change_room * 2 + 1024;
		importing->changes =
			arena_array(importing->call->arena, importing->change_room, sizeof(struct span_change));
		if (former)
			memcpy(importing->changes, former, importing->change_count * sizeof(*former));
	}
	importing->changes[importing->change_count++] = change;
}

/* Gives the entries of each number to `store` at once. */
static struct error store_by_number(struct importing *importing, struct import_index *index, int kind,
	struct error (*store)(struct importing *importing, int kind, struct text_list keys, int64_t number))
{
	struct error error = ok();
	const struct import_entry *entries = import_index_sort(index);
	struct text_list keys = {arena_array(importing->call->arena, index->count, sizeof(struct text)), 0};
	for (size_t i = 0; i < index->count && error_ok(error); i++) {
		keys.at[keys.count++] = entries[i].key;
		if (i + 1 < index->count && entries[i + 1].number == entries[i].number)
			continue;
		error = store(importing, kind, keys, entries[i].number);
		keys.count = 0;
	}
	return error;
}

struct error import_store_counts(struct importing *importing)
{
	return span_change(importing->call, importing->changes, importing->change_count);
}

/* SQLite keeps a copy of every page that a statement with many rows changes until it ends; one row needs none. To
 * PostgreSQL each statement is a journey. */
static bool stores_singly(const struct importing *importing)
{
	return store_engine(importing->call->store) == STORE_SQLITE;
}

static struct error store_unit_pairs(struct importing *importing, int kind, struct text_list pairs, int64_t further)
{
	(void)kind;
	struct error error = ok();
	struct text realm = importing->call->realm;
	struct sql_import_unit_members all = {realm, further == 0, pairs};
	if (!stores_singly(importing))
		return sql_import_unit_members(importing->call, all, NULL);
	for (size_t i = 0; i < pairs.count && error_ok(error); i++) {
		struct sql_import_unit_member one = {.realm = realm, .main = further == 0};
		text_cut(pairs.at[i], ' ', &one.unit, &one.user_id);
		error = sql_import_unit_member(importing->call, one, NULL);
	}
	return error;
}

static struct error store_group_pairs(struct importing *importing, int kind, struct text_list pairs, int64_t number)
{
	(void)kind;
	(void)number;
	struct error error = ok();
	struct text realm = importing->call->realm;
	const int own = GROUP_MEMBERSHIP_SOURCE_TYPE_BUILD_IN;
	struct sql_import_group_members all = {realm, own, realm, pairs};
	if (!stores_singly(importing))
		return sql_import_group_members(importing->call, all, NULL);
	for (size_t i = 0; i < pairs.count && error_ok(error); i++) {
		struct sql_import_group_member one = {.realm = realm, .source_type = own, .source_id = realm};
		text_cut(pairs.at[i], ' ', &one.group_id, &one.user_id);
		error = sql_import_group_member(importing->call, one, NULL);
	}
	return error;
}

struct error import_store_pairs(struct importing *importing)
{
	struct error error = store_by_number(importing, &importing->unit_pairs, 0, store_unit_pairs);
	return error_ok(error) ? store_by_number(importing, &importing->group_pairs, 0, store_group_pairs) : error;
}

/* Records */

static bool is_refusal(struct error error)
{
	return !error_ok(error) && error.code != ERROR_INTERNAL && error.code != ERROR_STORE_UNAVAILABLE &&
		error.code != ERROR_STORE_CONFLICT;
}

static int64_t *count_of(struct import_mark *mark, enum import_kind kind)
{
	int64_t *const counts[IMPORT_KINDS] = {
		[IMPORT_CUSTOM_FIELD] = &mark->custom_fields,
		[IMPORT_UNIT] = &mark->units,
		[IMPORT_GROUP] = &mark->groups,
		[IMPORT_USER] = &mark->users,
	};
	return counts[kind];
}

/* A plain password wins over a hash. */
static struct error hash(struct call *call, struct import_record *record)
{
	struct text plain = record->plain_password;
	struct password_cost cost = {call->settings->password_memory_kib * 1024, call->settings->password_passes};
	if (plain.length > 0) {
		struct error error = password_prepare(call, &record->user, plain);
		record->password.hash = call->password_hash;
		return error;
	}
	if (record->password.hash.length > 0 && !password_is_verifiable(cost, record->password.hash))
		return error_of(ERROR_PARAMETER_FORMAT, TEXT("password_hash"));
	return ok();
}

struct error import_hash(struct call *call, const struct import_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct import_record *record = &batch->at[i];
		if (record->kind != IMPORT_USER || !error_ok(record->problem))
			continue;
		struct error error = hash(call, record);
		if (!error_ok(error) && !is_refusal(error))
			return error;
		record->problem = error;
	}
	return ok();
}

static struct error apply(struct importing *importing, const struct import_record *record)
{
	struct error (*const makers[IMPORT_KINDS])(struct importing *, const struct import_record *) = {
		[IMPORT_CUSTOM_FIELD] = import_custom_field,
		[IMPORT_UNIT] = import_unit,
		[IMPORT_GROUP] = import_group,
		[IMPORT_USER] = import_user,
	};
	if (!error_ok(record->problem))
		return record->problem;
	return makers[record->kind](importing, record);
}

static struct importing begin(struct call *call, const struct import_batch *batch)
{
	struct importing importing = {.call = call, .batch = batch};
	importing.units = import_index_in(call->arena);
	importing.groups = import_index_in(call->arena);
	importing.unit_pairs = import_index_in(call->arena);
	importing.group_pairs = import_index_in(call->arena);
	return importing;
}

struct error import_apply(struct call *call, const struct import_batch *batch, struct import_mark *mark)
{
	struct importing importing = begin(call, batch);
	for (size_t i = 0; i < batch->count; i++) {
		struct import_record *record = &batch->at[i];
		record->outcome = apply(&importing, record);
		bool made = error_ok(record->outcome);
		if (!made && !is_refusal(record->outcome))
			return record->outcome;
		*(made ? count_of(mark, record->kind) : &mark->refused) += 1;
		if (!made && !batch->go_on)
			return ok();
	}
	struct error error = import_store_pairs(&importing);
	return error_ok(error) ? import_store_counts(&importing) : error;
}

/* Marks */

struct error import_find(struct call *call, struct text name, struct import_mark *mark, bool *found)
{
	return sql_import_mark_find(call, (struct sql_import_mark_find){call->realm, name}, mark, found);
}

struct error import_keep(struct call *call, struct import_mark *mark)
{
	mark->realm = call->realm;
	mark->updated = call->now;
	return sql_import_mark_keep(call, mark, NULL);
}

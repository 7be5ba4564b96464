#include "directory/export.h"
#include "directory/custom_field.h"
#include "directory/population.h"

#define MOST 2000

struct taken {
	struct arena *arena; /* outlives the pages */
	struct import_record *records;
	size_t count, most;
};

static void keep(struct arena *arena, struct text *text)
{
	if (text->at)
		*text = text_copy(arena, *text);
}

static bool take(void *context, const struct import_record *record)
{
	struct taken *taken = context;
	struct import_record *kept = &taken->records[taken->count++];
	*kept = *record;
	keep(taken->arena, &kept->unit_reference);
	if (record->kind == IMPORT_UNIT)
		keep(taken->arena, &kept->unit.id);
	if (record->kind == IMPORT_USER) {
		keep(taken->arena, &kept->user.id);
		keep(taken->arena, &kept->user.name);
		keep(taken->arena, &kept->user.source_id);
		keep(taken->arena, &kept->password.hash);
	}
	for (size_t i = 0; i < record->user.custom_values.count && record->kind == IMPORT_USER; i++)
		keep(taken->arena, &record->user.custom_values.at[i].value);
	return taken->count < taken->most;
}

static struct taken export_most(struct call *call, bool hashes, size_t most)
{
	struct taken taken = {.arena = arena_create(ARENA_PLAIN), .most = most};
	taken.records = arena_array(taken.arena, MOST, sizeof(*taken.records));
	const struct export_options options = {hashes, take, &taken};
	assert_ok(store_begin(call->store));
	assert_ok(export_all(call, &options));
	store_rollback(call->store);
	return taken;
}

static struct taken export_instance(struct call *call)
{
	return export_most(call, false, MOST);
}

static const struct import_record *find(const struct taken *taken, enum import_kind kind, struct text id)
{
	for (size_t i = 0; i < taken->count; i++) {
		const struct import_record *record = &taken->records[i];
		if (record->kind == kind && text_equal(kind == IMPORT_UNIT ? record->unit.id : record->user.id, id))
			return record;
	}
	fail_msg("'%.*s' is not there", (int)id.length, id.at);
	return NULL;
}

static void an_empty_instance_has_nothing_to_export(void **state)
{
	struct taken taken = export_instance(CALL(state));
	assert_int_equal(taken.count, 0);
	arena_destroy(taken.arena);
}

static void units_come_after_what_they_are_below(void **state)
{
	struct call *call = CALL(state);
	struct text top = new_unit(call, ROOT, "top"), other = new_unit(call, ROOT, "other");
	struct text below = new_unit(call, top, "below");
	assert_ok(unit_move(call, top, other));
	struct taken taken = export_instance(call);
	const struct import_record *first = find(&taken, IMPORT_UNIT, other), *second = find(&taken, IMPORT_UNIT, top);
	assert_int_equal(taken.count, 3);
	assert_true(first < second && second < find(&taken, IMPORT_UNIT, below));
	assert_same(first->unit_reference, ROOT);
	assert_same(second->unit_reference, other);
	arena_destroy(taken.arena);
}

static void users_come_with_their_places(void **state)
{
	struct call *call = CALL(state);
	struct text unit = new_unit(call, ROOT, "unit"), group = new_group(call, "group");
	struct text user = new_user(call, unit, "amina"), loner = new_user(call, ROOT, "boris");
	assert_ok(user_add_to_units(call, user, TEXTS(ROOT)));
	assert_ok(group_add_users(call, group, TEXTS(user)));
	struct taken taken = export_instance(call);
	const struct import_record *record = find(&taken, IMPORT_USER, user);
	assert_int_equal(taken.count, 4);
	assert_same(record->unit_reference, unit);
	assert_int_equal(record->units.count, 1);
	assert_int_equal(record->groups.count, 1);
	assert_int_equal(record->user.source_type, 0);
	assert_null(record->user.source_id.at);
	assert_int_equal(find(&taken, IMPORT_USER, loner)->groups.count, 0);
	arena_destroy(taken.arena);
}

static void there_are_many_pages(void **state)
{
	struct call *call = CALL(state);
	struct text group = new_group(call, "group");
	assert_ok(store_begin(call->store));
	for (int i = 0; i < 1001; i++) {
		struct text user = new_user(call, ROOT, text_print(call->arena, "user%d", i).at);
		if (i % 2 == 0)
			assert_ok(group_add_users(call, group, TEXTS(user)));
	}
	assert_ok(store_commit(call->store));
	struct taken taken = export_instance(call);
	size_t grouped = 0;
	assert_int_equal(taken.count, 1002);
	for (size_t i = 1; i < taken.count; i++)
		grouped += taken.records[i].groups.count;
	for (size_t i = 2; i < taken.count; i++)
		assert_true(text_compare(taken.records[i - 1].user.id, taken.records[i].user.id) < 0);
	assert_int_equal(grouped, 501);
	arena_destroy(taken.arena);
}

static void hashes_come_only_when_asked_for(void **state)
{
	struct call *call = CALL(state);
	struct text user = new_user(call, ROOT, "amina");
	call->password_hash = TEXT("$old");
	assert_ok(store_begin(call->store));
	assert_ok(user_change_password(call, user, false, (struct text_list){NULL, 0}));
	call->password_hash = TEXT("$new");
	assert_ok(user_change_password(call, user, true, (struct text_list){NULL, 0}));
	assert_ok(store_commit(call->store));
	struct taken without = export_instance(call), with = export_most(call, true, MOST);
	assert_null(without.records[0].password.hash.at);
	assert_same(with.records[0].password.hash, TEXT("$new"));
	assert_true(with.records[0].password.forced_update);
	arena_destroy(without.arena);
	arena_destroy(with.arena);
}

static void encrypted_values_are_opened(void **state)
{
	struct call *call = CALL(state);
	struct custom_field field = {
		.name = TEXT("size"),
		.display_name = TEXT("Size"),
		.data_type = CUSTOM_FIELD_DATA_TYPE_STRING,
		.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT,
		.encrypted = true,
	};
	struct custom_value value = {.name = TEXT("size"), .value = TEXT("five")};
	assert_ok(custom_field_create(call, &field));
	struct text user = new_user(call, ROOT, "amina");
	assert_ok(custom_value_apply(call, user, (struct custom_value_list){&value, 1}, false));
	struct taken taken = export_instance(call);
	assert_int_equal(taken.count, 2);
	assert_int_equal(taken.records[0].kind, IMPORT_CUSTOM_FIELD);
	assert_int_equal(taken.records[1].user.custom_values.count, 1);
	arena_destroy(taken.arena);
}

static void whoever_takes_can_end_it(void **state)
{
	struct call *call = CALL(state);
	new_user(call, ROOT, "amina");
	new_user(call, ROOT, "boris");
	struct taken taken = export_most(call, false, 1);
	assert_int_equal(taken.count, 1);
	arena_destroy(taken.arena);
}

static void the_count_is_known_before(void **state)
{
	struct call *call = CALL(state);
	int64_t count;
	new_unit(call, ROOT, "unit");
	new_group(call, "group");
	new_user(call, ROOT, "amina");
	assert_ok(export_count(call, &count));
	assert_int_equal(count, 4); /* with the root */
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(an_empty_instance_has_nothing_to_export),
		in_directory(units_come_after_what_they_are_below),
		in_directory(users_come_with_their_places),
		in_directory(there_are_many_pages),
		in_directory(hashes_come_only_when_asked_for),
		in_directory(encrypted_values_are_opened),
		in_directory(whoever_takes_can_end_it),
		in_directory(the_count_is_known_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

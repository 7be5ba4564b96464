#include "directory/unit.h"
#include "directory/population.h"

static struct unit unit_of(struct call *call, struct text id)
{
	struct unit unit = {0};
	assert_ok(unit_get(call, id, &unit));
	return unit;
}

static struct error create(struct call *call, struct text parent, const char *name, const char *external_id)
{
	struct text id;
	struct unit_new new = {.parent = parent, .name = text_of(name), .external_id = text_of(external_id)};
	return unit_create(call, &new, &id);
}

static void a_unit_is_what_it_was_made_as(void **state)
{
	struct call *call = CALL(state);
	struct text id;
	struct unit_new new = {ROOT, TEXT("Sales"), TEXT("42"), TEXT("who sell")};
	assert_ok(unit_create(call, &new, &id));
	assert_true(text_starts_with(id, TEXT("ou_")));
	struct unit unit = unit_of(call, id);
	assert_same(unit.id, id);
	assert_same(unit.realm, call->realm);
	assert_same(unit.parent, ROOT);
	assert_same(unit.name, TEXT("Sales"));
	assert_same(unit.external_id, TEXT("42"));
	assert_int_equal(unit.source_type, UNIT_SOURCE_TYPE_BUILD_IN);
	assert_same(unit.source_id, call->realm);
	assert_same(unit.description, TEXT("who sell"));
	assert_int_equal(unit.created, call->now);
	assert_int_equal(unit.updated, call->now);
	assert_true(unit.leaf);
	assert_same(call->target.id, id);
}

static void a_unit_without_an_external_id_has_its_own(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_unit(call, ROOT, "Sales");
	assert_same(unit_of(call, id).external_id, id);
	assert_null(unit_of(call, id).description.at);
}

static void the_root_is_there_from_the_beginning(void **state)
{
	struct unit root = unit_of(CALL(state), ROOT);
	assert_null(root.parent.at);
	assert_true(root.leaf);
	new_unit(CALL(state), ROOT, "Sales");
	assert_false(unit_of(CALL(state), ROOT).leaf);
}

static void siblings_have_different_names(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales");
	assert_error(create(call, ROOT, "SALES", NULL), ERROR_UNIT_NAME_TAKEN);
	assert_ok(create(call, sales, "Sales", NULL));
}

static void external_ids_are_unique_in_the_realm(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales");
	assert_ok(create(call, ROOT, "Marketing", "42"));
	assert_error(create(call, sales, "Field", "42"), ERROR_EXTERNAL_ID_TAKEN);
}

static void a_parent_must_exist(void **state)
{
	struct error error = create(CALL(state), TEXT("ou_nowhere"), "Sales", NULL);
	assert_error(error, ERROR_UNIT_NOT_IN_SCOPE);
	assert_same(error.subject, TEXT("ou_nowhere"));
}

static struct text chain(struct call *call, int levels)
{
	struct text unit = ROOT;
	for (int i = 0; i < levels; i++)
		unit = new_unit(call, unit, "one below");
	return unit;
}

static void the_tree_has_twenty_levels_at_most(void **state)
{
	struct call *call = CALL(state);
	struct text deepest = chain(call, UNIT_DEPTH_MAXIMUM);
	assert_error(create(call, deepest, "too deep", NULL), ERROR_UNIT_TOO_DEEP);
	struct unit_list ancestors;
	assert_ok(unit_ancestors(call, deepest, &ancestors));
	assert_int_equal(ancestors.count, UNIT_DEPTH_MAXIMUM);
}

static void ancestors_come_from_the_top_down(void **state)
{
	struct call *call = CALL(state);
	struct text top = new_unit(call, ROOT, "top"), middle = new_unit(call, top, "middle");
	struct text bottom = new_unit(call, middle, "bottom");
	struct unit_list ancestors;
	assert_ok(unit_ancestors(call, bottom, &ancestors));
	assert_int_equal(ancestors.count, 3);
	assert_same(ancestors.at[0].id, ROOT);
	assert_same(ancestors.at[1].id, top);
	assert_same(ancestors.at[2].id, middle);
	assert_same(ancestors.at[2].parent, top);
	assert_ok(unit_ancestors(call, ROOT, &ancestors));
	assert_int_equal(ancestors.count, 0);
}

static void what_is_not_sent_stays(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_unit(call, ROOT, "Sales");
	call->now += 1000;
	assert_ok(unit_change(call, id, &(struct unit_change){.description = TEXT("who sell")}));
	assert_same(unit_of(call, id).name, TEXT("Sales"));
	assert_ok(unit_change(call, id, &(struct unit_change){.name = TEXT("Selling")}));
	assert_same(unit_of(call, id).description, TEXT("who sell"));
	assert_int_equal(unit_of(call, id).updated, call->now);
	assert_int_equal(unit_of(call, id).created, call->now - 1000);
	assert_ok(unit_change(call, id, &(struct unit_change){.description = TEXT("")}));
	assert_null(unit_of(call, id).description.at);
}

static void a_new_name_must_be_free(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales");
	new_unit(call, ROOT, "Marketing");
	struct error error = unit_change(call, sales, &(struct unit_change){.name = TEXT("marketing")});
	assert_error(error, ERROR_UNIT_NAME_TAKEN);
	assert_same(error.subject, TEXT("marketing"));
	assert_ok(unit_change(call, sales, &(struct unit_change){.name = TEXT("SALES")}));
	assert_same(unit_of(call, sales).name, TEXT("SALES"));
	assert_ok(unit_change(call, ROOT, &(struct unit_change){.name = TEXT("Sales")}));
}

static void a_unit_is_found_by_its_external_id(void **state)
{
	struct call *call = CALL(state);
	struct text id = new_unit(call, ROOT, "Sales"), found;
	assert_ok(unit_by_external_id(call, UNIT_SOURCE_TYPE_BUILD_IN, call->realm, id, &found));
	assert_same(found, id);
	assert_error(
		unit_by_external_id(call, UNIT_SOURCE_TYPE_LDAP, call->realm, id, &found), ERROR_UNIT_LOOKUP_FAILED);
	assert_error(unit_by_external_id(call, UNIT_SOURCE_TYPE_BUILD_IN, call->realm, TEXT("42"), &found),
		ERROR_UNIT_LOOKUP_FAILED);
}

static void a_unit_moves_with_all_below_it(void **state)
{
	struct call *call = CALL(state);
	struct text from = new_unit(call, ROOT, "from"), to = new_unit(call, ROOT, "to");
	struct text moved = new_unit(call, from, "moved"), below = new_unit(call, moved, "below");
	struct unit_list ancestors;
	assert_ok(unit_move(call, moved, to));
	assert_ok(unit_ancestors(call, below, &ancestors));
	assert_int_equal(ancestors.count, 3);
	assert_same(ancestors.at[1].id, to);
	assert_int_equal(count_of(call, SPAN_CHILDREN, from), 0);
	assert_int_equal(count_of(call, SPAN_CHILDREN, to), 1);
	assert_ok(unit_move(call, moved, to));
	assert_int_equal(count_of(call, SPAN_CHILDREN, to), 1);
}

static void a_unit_does_not_move_below_itself(void **state)
{
	struct call *call = CALL(state);
	struct text top = new_unit(call, ROOT, "top"), middle = new_unit(call, top, "middle");
	struct text bottom = new_unit(call, middle, "bottom");
	assert_error(unit_move(call, top, top), ERROR_UNIT_CYCLE);
	assert_error(unit_move(call, top, bottom), ERROR_UNIT_CYCLE);
	assert_error(unit_move(call, ROOT, top), ERROR_UNIT_IS_ROOT);
}

static void a_unit_moves_only_where_its_name_is_free(void **state)
{
	struct call *call = CALL(state);
	struct text from = new_unit(call, ROOT, "from"), to = new_unit(call, ROOT, "to");
	struct text moved = new_unit(call, from, "Sales");
	new_unit(call, to, "sales");
	assert_error(unit_move(call, moved, to), ERROR_UNIT_NAME_TAKEN);
	assert_error(unit_move(call, moved, TEXT("ou_nowhere")), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_move(call, TEXT("ou_nowhere"), to), ERROR_UNIT_NOT_IN_SCOPE);
}

static void a_move_does_not_make_the_tree_too_deep(void **state)
{
	struct call *call = CALL(state);
	struct text deep = chain(call, UNIT_DEPTH_MAXIMUM - 1);
	struct text two = new_unit(call, ROOT, "two levels");
	new_unit(call, two, "the second");
	struct text one = new_unit(call, ROOT, "one level");
	assert_error(unit_move(call, two, deep), ERROR_UNIT_TOO_DEEP);
	assert_ok(unit_move(call, one, deep));
}

static void an_empty_unit_is_deleted(void **state)
{
	struct call *call = CALL(state);
	int64_t before = count_of(call, SPAN_UNITS, NOBODY);
	struct text id = new_unit(call, ROOT, "Sales");
	struct text application = new_application(call, TEXTS(id), (struct text_list){0});
	struct text_list units, groups;
	struct unit unit;
	assert_ok(unit_delete(call, id));
	assert_error(unit_get(call, id, &unit), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(unit_delete(call, id), ERROR_UNIT_NOT_IN_SCOPE);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), before);
	assert_int_equal(count_of(call, SPAN_CHILDREN, ROOT), 0);
	assert_ok(application_scope(call, application, &units, &groups));
	assert_int_equal(units.count, 0);
}

static void a_unit_that_is_not_empty_stays(void **state)
{
	struct call *call = CALL(state);
	struct text parent = new_unit(call, ROOT, "parent"), child = new_unit(call, parent, "child");
	assert_error(unit_delete(call, parent), ERROR_UNIT_NOT_EMPTY);
	struct text user = new_user(call, child, "amina");
	assert_error(unit_delete(call, child), ERROR_UNIT_NOT_EMPTY);
	assert_ok(user_delete(call, user));
	assert_ok(unit_delete(call, child));
	assert_ok(unit_delete(call, parent));
}

static void the_root_is_never_deleted(void **state)
{
	assert_error(unit_delete(CALL(state), ROOT), ERROR_UNIT_IS_ROOT);
}

static void another_realm_has_units_of_its_own(void **state)
{
	struct call *call = CALL(state);
	struct instance other;
	struct unit unit;
	struct text id = new_unit(call, ROOT, "Sales");
	assert_ok(instance_create(call, TEXT("another"), &other));
	assert_same(call->realm, other.id);
	assert_error(unit_get(call, id, &unit), ERROR_UNIT_NOT_IN_SCOPE);
	assert_error(create(call, id, "below", NULL), ERROR_UNIT_NOT_IN_SCOPE);
	assert_ok(create(call, ROOT, "Sales", NULL));
}

static int64_t height_of(struct call *call, struct text id)
{
	struct unit unit = {0};
	assert_ok(unit_get(call, id, &unit));
	return unit.height;
}

static void a_unit_is_as_high_as_what_is_below_it(void **state)
{
	struct call *call = CALL(state);
	struct text high = new_unit(call, ROOT, "high"), middle = new_unit(call, high, "middle");
	struct text low = new_unit(call, middle, "low"), flat = new_unit(call, ROOT, "flat");
	assert_int_equal(height_of(call, ROOT), 4);
	assert_int_equal(height_of(call, high), 3);
	assert_ok(unit_move(call, middle, flat));
	assert_int_equal(height_of(call, high), 1);
	assert_int_equal(height_of(call, flat), 3);
	assert_int_equal(height_of(call, ROOT), 4);
	assert_ok(unit_delete(call, low));
	assert_int_equal(height_of(call, flat), 2);
	assert_int_equal(height_of(call, ROOT), 3);
	assert_ok(unit_empty(call, ROOT));
	assert_int_equal(height_of(call, ROOT), 1);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_unit_is_as_high_as_what_is_below_it),
		in_directory(a_unit_is_what_it_was_made_as),
		in_directory(a_unit_without_an_external_id_has_its_own),
		in_directory(the_root_is_there_from_the_beginning),
		in_directory(siblings_have_different_names),
		in_directory(external_ids_are_unique_in_the_realm),
		in_directory(a_parent_must_exist),
		in_directory(the_tree_has_twenty_levels_at_most),
		in_directory(ancestors_come_from_the_top_down),
		in_directory(what_is_not_sent_stays),
		in_directory(a_new_name_must_be_free),
		in_directory(a_unit_is_found_by_its_external_id),
		in_directory(a_unit_moves_with_all_below_it),
		in_directory(a_unit_does_not_move_below_itself),
		in_directory(a_unit_moves_only_where_its_name_is_free),
		in_directory(a_move_does_not_make_the_tree_too_deep),
		in_directory(an_empty_unit_is_deleted),
		in_directory(a_unit_that_is_not_empty_stays),
		in_directory(the_root_is_never_deleted),
		in_directory(another_realm_has_units_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

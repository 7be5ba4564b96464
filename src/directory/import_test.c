#include "directory/import.h"
#include "directory/custom_field.h"
#include "directory/population.h"

#define NAME TEXT("people")

static struct import_record user_record(const char *name)
{
	return (struct import_record){.kind = IMPORT_USER, .user = {.name = text_of(name)}};
}

static struct import_record unit_record(const char *name, const char *parent)
{
	return (struct import_record){
		.kind = IMPORT_UNIT, .unit = {.name = text_of(name)}, .unit_reference = text_of(parent)};
}

static struct import_record group_record(const char *name)
{
	return (struct import_record){.kind = IMPORT_GROUP, .group = {.name = text_of(name)}};
}

static void begin(struct call *call)
{
	assert_ok(store_begin(call->store));
}

static void commit(struct call *call)
{
	assert_ok(store_commit(call->store));
}

/* All of them in one batch, past those that are refused. */
static struct import_mark import(struct call *call, struct import_record *records, size_t count)
{
	struct import_mark mark = {.name = NAME};
	struct import_batch batch = {records, count, .go_on = true};
	assert_ok(import_hash(call, &batch));
	begin(call);
	assert_ok(import_apply(call, &batch, &mark));
	commit(call);
	return mark;
}

static void import_one(struct call *call, struct import_record record)
{
	struct import_mark mark = import(call, &record, 1);
	assert_error(record.outcome, ERROR_NONE);
	assert_int_equal(mark.refused, 0);
}

static void import_refused(struct call *call, struct import_record record, enum error_code code, const char *field)
{
	struct import_mark mark = import(call, &record, 1);
	assert_error(record.outcome, code);
	assert_same(record.outcome.subject, text_of(field));
	assert_int_equal(mark.refused, 1);
}

static struct user find(struct call *call, const char *name)
{
	struct text id;
	struct user user;
	assert_ok(user_find(call, USER_BY_NAME, text_of(name), &id));
	assert_ok(user_get(call, id, &user));
	return user;
}

static void a_user_gets_what_a_new_one_has(void **state)
{
	struct call *call = CALL(state);
	import_one(call, user_record("Amina"));
	struct user user = find(call, "amina");
	assert_true(text_starts_with(user.id, TEXT("user_")));
	assert_same(user.external_id, user.id);
	assert_same(user.source_id, call->realm);
	assert_same(user.primary_unit, ROOT);
	assert_int_equal(user.status, USER_STATUS_ENABLED);
	assert_int_equal(user.created, call->now);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, ROOT), 1);
}

static void what_is_given_is_kept(void **state)
{
	struct call *call = CALL(state);
	struct import_record record = user_record("amina");
	record.user.id = TEXT("user_1");
	record.user.external_id = TEXT("e-1");
	record.user.status = USER_STATUS_DISABLED;
	record.user.created = 1000;
	record.user.source_type = USER_SOURCE_TYPE_LDAP;
	record.user.source_id = TEXT("ldap-1");
	import_one(call, record);
	struct user user = find(call, "amina");
	assert_same(user.id, TEXT("user_1"));
	assert_same(user.external_id, TEXT("e-1"));
	assert_same(user.source_id, TEXT("ldap-1"));
	assert_int_equal(user.source_type, USER_SOURCE_TYPE_LDAP);
	assert_int_equal(user.status, USER_STATUS_DISABLED);
	assert_int_equal(user.created, 1000);
	assert_int_equal(user.updated, 1000);
}

static void units_are_found_by_path_id_and_external_id(void **state)
{
	struct call *call = CALL(state);
	struct import_record records[] = {
		unit_record("Sales", "/"),
		unit_record("North", "/SALES"),
		unit_record("South", "s-1"),
		user_record("amina"),
	};
	records[0].unit.id = TEXT("ou_sales");
	records[0].unit.external_id = TEXT("s-1");
	records[2].unit.id = TEXT("ou_south");
	records[3].unit_reference = TEXT("/Sales/north");
	records[3].units = TEXTS(TEXT("s-1"), TEXT("ou_south"), TEXT("/sales/South"), TEXT("/"));
	struct import_mark mark = import(call, records, 4);
	assert_int_equal(mark.units, 3);
	assert_int_equal(mark.users, 1);
	struct user user = find(call, "amina");
	assert_int_equal(user.units.count, 4);
	assert_same(user.units.at[0].name, TEXT("North"));
	assert_true(user.units.at[0].main);
	assert_int_equal(count_of(call, SPAN_UNITS, NOBODY), 4);
	assert_int_equal(count_of(call, SPAN_CHILDREN, TEXT("ou_sales")), 2);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, TEXT("ou_sales")), 1);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, TEXT("ou_south")), 1);
}

static void groups_are_found_by_id_and_name(void **state)
{
	struct call *call = CALL(state);
	struct import_record records[] = {group_record("Readers"), group_record("Writers"), user_record("amina")};
	records[0].group.id = TEXT("group_1");
	records[2].groups = TEXTS(TEXT("group_1"), TEXT("writers"), TEXT("readers"));
	import(call, records, 3);
	struct user user = find(call, "amina");
	assert_int_equal(user.groups.count, 2);
	assert_int_equal(count_of(call, SPAN_GROUPS, NOBODY), 2);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, TEXT("group_1")), 1);
	assert_int_equal(count_of(call, SPAN_GROUPED_USERS, NOBODY), 1);
}

static void keys_are_unique(void **state)
{
	struct call *call = CALL(state);
	struct import_record first = user_record("amina");
	first.user.id = TEXT("user_1");
	first.user.email = TEXT("a@example.com");
	first.user.phone_region = TEXT("86");
	first.user.phone_number = TEXT("13000000000");
	first.user.external_id = TEXT("e-1");
	import_one(call, first);
	import_refused(call, user_record("AMINA"), ERROR_USER_NAME_TAKEN, "name");
	struct import_record other = user_record("boris");
	other.user.email = TEXT("A@example.com");
	import_refused(call, other, ERROR_USER_EMAIL_TAKEN, "email");
	other.user.email = TEXT("");
	other.user.phone_region = TEXT("86");
	other.user.phone_number = TEXT("13000000000");
	import_refused(call, other, ERROR_USER_PHONE_TAKEN, "phone_number");
	other.user.phone_number = other.user.phone_region = TEXT("");
	other.user.external_id = TEXT("e-1");
	import_refused(call, other, ERROR_EXTERNAL_ID_TAKEN, "external_id");
	other.user.external_id = TEXT("");
	other.user.id = TEXT("user_1");
	import_refused(call, other, ERROR_EXTERNAL_ID_TAKEN, "id");
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
}

static void keys_of_units_and_groups_are_unique(void **state)
{
	struct call *call = CALL(state);
	struct import_record unit = unit_record("Sales", NULL), group = group_record("Readers");
	unit.unit.external_id = group.group.external_id = TEXT("e-1");
	import_one(call, unit);
	import_one(call, group);
	import_refused(call, unit_record("SALES", "/"), ERROR_UNIT_NAME_TAKEN, "name");
	import_refused(call, group_record("READERS"), ERROR_GROUP_NAME_TAKEN, "name");
	unit.unit.name = group.group.name = TEXT("Others");
	import_refused(call, unit, ERROR_EXTERNAL_ID_TAKEN, "external_id");
	import_refused(call, group, ERROR_EXTERNAL_ID_TAKEN, "external_id");
	unit.unit.external_id = TEXT("");
	unit.unit.id = ROOT;
	import_refused(call, unit, ERROR_EXTERNAL_ID_TAKEN, "id");
	group.group.external_id = TEXT("");
	group.group.id = TEXT(GROUP_ALL);
	import_refused(call, group, ERROR_PARAMETER_INVALID, "id");
}

static void what_is_referred_to_must_be_there(void **state)
{
	struct call *call = CALL(state);
	struct import_record user = user_record("amina");
	user.unit_reference = TEXT("/Nowhere");
	import_refused(call, user, ERROR_UNIT_NOT_IN_SCOPE, "primary_unit");
	user.unit_reference = TEXT("/");
	user.units = TEXTS(TEXT("ou_nowhere"));
	import_refused(call, user, ERROR_UNIT_NOT_IN_SCOPE, "units");
	user.units.count = 0;
	user.groups = TEXTS(TEXT("nobody"));
	import_refused(call, user, ERROR_GROUP_NOT_FOUND, "groups");
	import_refused(call, unit_record("Sales", "/Nowhere/else"), ERROR_UNIT_NOT_IN_SCOPE, "parent");
}

static void a_phone_number_has_a_region(void **state)
{
	struct call *call = CALL(state);
	struct import_record user = user_record("amina");
	user.user.phone_number = TEXT("13000000000");
	import_refused(call, user, ERROR_PARAMETER_MISSING, "phone_region");
	user.user.phone_region = user.user.phone_number;
	user.user.phone_number = TEXT("");
	import_refused(call, user, ERROR_PARAMETER_MISSING, "phone_number");
}

static void units_are_twenty_levels_deep_at_most(void **state)
{
	struct call *call = CALL(state);
	struct import_record records[UNIT_DEPTH_MAXIMUM + 1];
	for (int i = 0; i <= UNIT_DEPTH_MAXIMUM; i++) {
		struct text id = text_print(call->arena, "ou_%d", i);
		records[i] = unit_record("Deeper", i > 0 ? records[i - 1].unit.id.at : "/");
		records[i].unit.id = id;
	}
	struct import_mark mark = import(call, records, UNIT_DEPTH_MAXIMUM + 1);
	assert_int_equal(mark.units, UNIT_DEPTH_MAXIMUM);
	assert_error(records[UNIT_DEPTH_MAXIMUM].outcome, ERROR_UNIT_TOO_DEEP);
}

static void passwords_are_hashed_or_taken_as_hashes(void **state)
{
	struct call *call = CALL(state);
	struct import_record plain = user_record("plain"), hashed = user_record("hashed");
	plain.plain_password = TEXT("Sufficient-1");
	hashed.password.hash = TEXT("$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234");
	import_one(call, plain);
	import_one(call, hashed);
	assert_true(find(call, "plain").password_set);
	assert_true(find(call, "hashed").password_set);
	plain = user_record("weak");
	plain.plain_password = TEXT("weak");
	import_refused(call, plain, ERROR_PASSWORD_TOO_WEAK, "password");
	hashed.password.hash = TEXT("$1$abc$def");
	import_refused(call, hashed, ERROR_PARAMETER_FORMAT, "password_hash");
}

static struct import_record field_record(const char *name)
{
	return (struct import_record){.kind = IMPORT_CUSTOM_FIELD,
		.custom_field = {
			.name = text_of(name),
			.display_name = text_of(name),
			.data_type = CUSTOM_FIELD_DATA_TYPE_STRING,
			.display_type = CUSTOM_FIELD_DISPLAY_TYPE_INPUT,
		}};
}

static struct import_record sized(struct call *call, const char *name, const char *size)
{
	struct import_record record = user_record(name);
	struct custom_value *value = arena_alloc(call->arena, sizeof(*value));
	*value = (struct custom_value){.name = TEXT("size"), .value = text_of(size)};
	record.user.custom_values = (struct custom_value_list){value, 1};
	return record;
}

static void custom_values_are_checked(void **state)
{
	struct call *call = CALL(state);
	struct import_record size = field_record("size"), color = field_record("color");
	size.custom_field.data_type = CUSTOM_FIELD_DATA_TYPE_NUMBER;
	size.custom_field.single = size.custom_field.encrypted = true;
	color.custom_field.standard = TEXT("red");
	import_refused(call, sized(call, "amina", "5"), ERROR_CUSTOM_FIELD_NOT_FOUND, "custom_values.size");
	struct import_record records[] = {
		size, sized(call, "amina", "5"), color, sized(call, "boris", "5"), sized(call, "chen", "x")};
	struct import_mark mark = import(call, records, 5);
	assert_int_equal(mark.custom_fields, 2);
	assert_int_equal(mark.users, 1);
	assert_error(records[3].outcome, ERROR_CUSTOM_VALUE_TAKEN);
	assert_error(records[4].outcome, ERROR_CUSTOM_VALUE_INVALID);
	import_refused(call, size, ERROR_CUSTOM_FIELD_NAME_TAKEN, "name");
	import_one(call, sized(call, "boris", "6"));
	struct user user = find(call, "boris");
	assert_int_equal(user.custom_values.count, 2);
	assert_same(user.custom_values.at[0].value, TEXT("red"));
	assert_same(user.custom_values.at[1].value, TEXT("6"));
}

static void a_required_value_must_be_there(void **state)
{
	struct call *call = CALL(state);
	struct import_record size = field_record("size");
	size.custom_field.required = true;
	import_one(call, size);
	import_refused(call, user_record("amina"), ERROR_CUSTOM_FIELD_REQUIRED, "custom_values.size");
	import_refused(call, sized(call, "amina", ""), ERROR_CUSTOM_FIELD_REQUIRED, "custom_values.size");
	import_one(call, sized(call, "amina", "5"));
}

static void it_ends_at_the_first_that_is_refused(void **state)
{
	struct call *call = CALL(state);
	struct import_record records[] = {user_record("amina"), user_record("amina"), user_record("boris")};
	struct import_mark mark = {.name = NAME};
	struct import_batch batch = {records, 3, .go_on = false};
	begin(call);
	assert_ok(import_apply(call, &batch, &mark));
	store_rollback(call->store);
	assert_int_equal(mark.refused, 1);
	assert_error(records[1].outcome, ERROR_USER_NAME_TAKEN);
	struct text id;
	assert_error(user_find(call, USER_BY_NAME, TEXT("amina"), &id), ERROR_USER_LOOKUP_FAILED);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
}

static void a_batch_can_be_applied_again(void **state)
{
	struct call *call = CALL(state);
	struct import_record records[] = {unit_record("Sales", "/"), user_record("amina")};
	struct import_mark first = {.name = NAME}, second = first;
	struct import_batch batch = {records, 2, .go_on = true};
	records[1].unit_reference = TEXT("/Sales");
	begin(call);
	assert_ok(import_apply(call, &batch, &first));
	store_rollback(call->store);
	begin(call);
	assert_ok(import_apply(call, &batch, &second));
	commit(call);
	assert_int_equal(second.refused, 0);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
}

static void a_trial_counts_nothing(void **state)
{
	struct call *call = CALL(state);
	struct import_record record = user_record("amina");
	struct import_mark mark = {.name = NAME};
	struct import_batch batch = {&record, 1, .trial = true};
	begin(call);
	assert_ok(import_apply(call, &batch, &mark));
	assert_int_equal(mark.users, 1);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
	store_rollback(call->store);
}

static void how_far_it_came_is_remembered(void **state)
{
	struct call *call = CALL(state);
	struct import_mark mark = {.name = NAME, .line = 7, .position = 100, .users = 3}, kept = {0};
	bool found;
	begin(call);
	assert_ok(import_keep(call, &mark));
	mark.line = 9;
	assert_ok(import_keep(call, &mark));
	commit(call);
	assert_ok(import_find(call, NAME, &kept, &found));
	assert_true(found);
	assert_int_equal(kept.line, 9);
	assert_int_equal(kept.position, 100);
	assert_int_equal(kept.users, 3);
	assert_ok(import_find(call, TEXT("others"), &kept, &found));
	assert_false(found);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_user_gets_what_a_new_one_has),
		in_directory(what_is_given_is_kept),
		in_directory(units_are_found_by_path_id_and_external_id),
		in_directory(groups_are_found_by_id_and_name),
		in_directory(keys_are_unique),
		in_directory(keys_of_units_and_groups_are_unique),
		in_directory(what_is_referred_to_must_be_there),
		in_directory(a_phone_number_has_a_region),
		in_directory(units_are_twenty_levels_deep_at_most),
		in_directory(passwords_are_hashed_or_taken_as_hashes),
		in_directory(custom_values_are_checked),
		in_directory(a_required_value_must_be_there),
		in_directory(it_ends_at_the_first_that_is_refused),
		in_directory(a_batch_can_be_applied_again),
		in_directory(a_trial_counts_nothing),
		in_directory(how_far_it_came_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

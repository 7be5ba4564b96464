#include "directory/user.h"
#include "directory/access_key.h"
#include "directory/custom_field.h"
#include "directory/population.h"

static const struct user_new amina = {
	.name = TEXT("Amina"),
	.display_name = TEXT("Amina Diallo"),
	.phone_region = TEXT("86"),
	.phone_number = TEXT("15600000000"),
	.phone_verified = true,
	.has_phone_verified = true,
	.email = TEXT("Amina@Example.com"),
	.email_verified = true,
	.has_email_verified = true,
	.description = TEXT("of sales"),
	.primary_unit = TEXT(UNIT_ROOT),
};

static struct text made(struct call *call, struct user_new new)
{
	struct text id = {NULL, 0};
	assert_ok(user_create(call, &new, &id));
	return id;
}

static struct error create(struct call *call, struct user_new new)
{
	struct text id;
	return user_create(call, &new, &id);
}

static struct user got(struct call *call, struct text id)
{
	struct user user = {0};
	assert_ok(user_get(call, id, &user));
	return user;
}

static struct call *in_account(void **state)
{
	struct directory *directory = *state;
	directory->call.realm = directory->account.id;
	return &directory->call;
}

static void a_user_is_what_it_was_made_as(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina);
	struct user user = got(call, id);
	assert_true(text_starts_with(id, TEXT("user_")));
	assert_same(user.realm, call->realm);
	assert_same(user.name, amina.name);
	assert_same(user.display_name, amina.display_name);
	assert_same(user.phone_region, amina.phone_region);
	assert_same(user.phone_number, amina.phone_number);
	assert_true(user.phone_verified);
	assert_same(user.email, amina.email);
	assert_true(user.email_verified);
	assert_same(user.description, amina.description);
	assert_same(user.external_id, id);
	assert_int_equal(user.source_type, USER_SOURCE_TYPE_BUILD_IN);
	assert_same(user.source_id, call->realm);
	assert_int_equal(user.status, USER_STATUS_ENABLED);
	assert_int_equal(user.created, call->now);
	assert_int_equal(user.updated, call->now);
	assert_int_equal(user.registered, call->now);
	assert_false(user.password_set);
	assert_same(user.primary_unit, ROOT);
	assert_int_equal(user.units.count, 1);
	assert_true(user.units.at[0].main);
	assert_same(call->target.id, id);
}

static void making_and_deleting_are_counted(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), group = new_group(call, "group");
	struct user_new new = amina;
	new.units = TEXTS(sales, ROOT, sales);
	struct text id = made(call, new);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 1);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, ROOT), 1);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 1);
	assert_ok(group_add_users(call, group, TEXTS(id)));
	assert_ok(user_delete(call, id));
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, ROOT), 0);
	assert_int_equal(count_of(call, SPAN_UNIT_USERS, sales), 0);
	assert_int_equal(count_of(call, SPAN_GROUP_USERS, group), 0);
	assert_error(user_delete(call, id), ERROR_USER_NOT_FOUND);
	made(call, amina);
}

static void what_is_unique_is_unique_whatever_the_case(void **state)
{
	struct call *call = CALL(state);
	struct user_new other = {.name = TEXT("aMINA"), .external_id = TEXT("42"), .primary_unit = ROOT};
	struct user_new first = amina;
	first.external_id = TEXT("42");
	made(call, first);
	assert_error(create(call, other), ERROR_USER_NAME_TAKEN);
	other.name = TEXT("bo");
	assert_error(create(call, other), ERROR_EXTERNAL_ID_TAKEN);
	other.external_id = TEXT("43");
	other.email = TEXT("AMINA@example.COM");
	other.has_email_verified = true;
	assert_error(create(call, other), ERROR_USER_EMAIL_TAKEN);
	other.email = TEXT("bo@example.com");
	other.phone_number = amina.phone_number;
	other.phone_region = amina.phone_region;
	other.has_phone_verified = true;
	assert_error(create(call, other), ERROR_USER_PHONE_TAKEN);
	other.phone_region = TEXT("49");
	made(call, other);
}

static void another_realm_has_users_of_its_own(void **state)
{
	struct call *call = CALL(state);
	struct instance other;
	struct text id = made(call, amina);
	assert_ok(instance_create(call, TEXT("another"), &other));
	call->realm = other.id;
	made(call, amina);
	struct user user;
	assert_error(user_get(call, id, &user), ERROR_USER_NOT_FOUND);
	assert_error(user_delete(call, id), ERROR_USER_NOT_FOUND);
}

static void assert_missing(struct error error, const char *field)
{
	assert_error(error, ERROR_PARAMETER_MISSING);
	assert_same(error.subject, text_of(field));
}

static void addresses_need_their_companions(void **state)
{
	struct call *call = CALL(state);
	struct user_new new = amina;
	new.phone_region = TEXT("");
	assert_missing(create(call, new), "phone_region");
	new = amina;
	new.has_phone_verified = false;
	assert_missing(create(call, new), "phone_verified");
	new = amina;
	new.has_email_verified = false;
	assert_missing(create(call, new), "email_verified");
	new = amina;
	new.phone_number = new.email = TEXT("");
	struct user user = got(call, made(call, new));
	assert_null(user.phone_region.at);
	assert_null(user.email.at);
	assert_false(user.email_verified);
}

static void a_person_needs_a_primary_unit(void **state)
{
	struct call *call = CALL(state);
	struct user_new new = {.name = TEXT("amina")};
	assert_error(create(call, new), ERROR_PRIMARY_UNIT_REQUIRED);
	new.primary_unit = TEXT("ou_none");
	assert_error(create(call, new), ERROR_UNIT_NOT_IN_SCOPE);
	new.primary_unit = ROOT;
	new.units = TEXTS(TEXT("ou_none"));
	struct error error = create(call, new);
	assert_error(error, ERROR_UNIT_NOT_IN_SCOPE);
	assert_same(error.subject, TEXT("ou_none"));
}

static void only_what_is_sent_changes(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina);
	call->now += 1000;
	assert_ok(user_change(call, id, &(struct user_change){.display_name = TEXT("Amina D.")}));
	struct user user = got(call, id);
	assert_same(user.display_name, TEXT("Amina D."));
	assert_same(user.name, amina.name);
	assert_same(user.email, amina.email);
	assert_true(user.email_verified);
	assert_same(user.phone_number, amina.phone_number);
	assert_same(user.description, amina.description);
	assert_int_equal(user.updated, user.created + 1000);
}

static void empty_text_clears_what_may_be_cleared(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina), empty = TEXT("");
	struct user_change change = {
		.display_name = empty, .phone_number = empty, .email = empty, .description = empty};
	assert_ok(user_change(call, id, &change));
	struct user user = got(call, id);
	assert_null(user.display_name.at);
	assert_null(user.phone_number.at);
	assert_null(user.phone_region.at);
	assert_false(user.phone_verified);
	assert_null(user.email.at);
	assert_false(user.email_verified);
	assert_null(user.description.at);
	assert_missing(user_change(call, id, &(struct user_change){.name = empty}), "name");
	struct user_new other = amina;
	other.name = TEXT("bo");
	made(call, other); /* the address and the number are free again */
}

static void a_phone_number_keeps_its_region(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina);
	struct user_change change = {.phone_number = TEXT("15700000000"), .has_phone_verified = true};
	assert_ok(user_change(call, id, &change));
	struct user user = got(call, id);
	assert_same(user.phone_region, amina.phone_region);
	assert_same(user.phone_number, change.phone_number);
	assert_false(user.phone_verified);
	assert_missing(user_change(call, id, &(struct user_change){.phone_region = TEXT("49")}), "phone_verified");
	struct text bo = new_user(call, ROOT, "bo");
	assert_missing(user_change(call, bo, &change), "phone_region");
	assert_ok(user_change(call, bo, &(struct user_change){.phone_region = TEXT("49")}));
	assert_null(got(call, bo).phone_region.at);
}

static void a_change_cannot_take_what_another_has(void **state)
{
	struct call *call = CALL(state);
	made(call, amina);
	struct text bo = new_user(call, ROOT, "bo");
	struct user_change change = {.name = TEXT("AMINA")};
	assert_error(user_change(call, bo, &change), ERROR_USER_NAME_TAKEN);
	change = (struct user_change){.email = amina.email, .has_email_verified = true};
	assert_error(user_change(call, bo, &change), ERROR_USER_EMAIL_TAKEN);
	change = (struct user_change){.name = TEXT("BO")};
	assert_ok(user_change(call, bo, &change));
	assert_same(got(call, bo).name, TEXT("BO"));
	assert_error(user_change(call, TEXT("user_none"), &change), ERROR_USER_NOT_FOUND);
}

static void status_can_be_set_again(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina);
	for (int i = 0; i < 2; i++)
		assert_ok(user_set_status(call, id, USER_STATUS_DISABLED));
	assert_int_equal(got(call, id).status, USER_STATUS_DISABLED);
	assert_ok(user_set_status(call, id, USER_STATUS_ENABLED));
	assert_int_equal(got(call, id).status, USER_STATUS_ENABLED);
	assert_error(user_set_status(call, TEXT("user_none"), USER_STATUS_ENABLED), ERROR_USER_NOT_FOUND);
	assert_ok(user_unlock(call, id));
	assert_error(user_unlock(call, TEXT("user_none")), ERROR_USER_NOT_FOUND);
}

static void an_application_sees_and_changes_only_users_in_its_scope(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), asia = new_unit(call, sales, "Asia");
	struct text group = new_group(call, "group");
	struct text inside = new_user(call, asia, "inside"), outside = new_user(call, ROOT, "outside");
	struct text member = new_user(call, ROOT, "member");
	assert_ok(group_add_users(call, group, TEXTS(member, inside)));
	call->application = new_application(call, TEXTS(sales), TEXTS(group));
	struct user user;
	assert_ok(user_get(call, inside, &user));
	assert_int_equal(user.groups.count, 1);
	assert_ok(user_get(call, member, &user));
	assert_int_equal(user.units.count, 0); /* it does not see the root */
	assert_null(user.primary_unit.at);
	assert_error(user_get(call, outside, &user), ERROR_USER_NOT_FOUND);
	assert_error(user_change(call, outside, &(struct user_change){0}), ERROR_USER_NOT_FOUND);
	assert_error(user_set_status(call, outside, USER_STATUS_DISABLED), ERROR_USER_NOT_FOUND);
	assert_error(user_unlock(call, outside), ERROR_USER_NOT_FOUND);
	assert_error(user_delete(call, outside), ERROR_USER_NOT_FOUND);
	assert_error(user_set_primary_unit(call, outside, sales), ERROR_USER_NOT_FOUND);
	assert_error(user_add_to_units(call, outside, TEXTS(sales)), ERROR_USER_NOT_FOUND);
	assert_error(create(call, amina), ERROR_UNIT_NOT_IN_SCOPE);
	struct user_new new = amina;
	new.primary_unit = asia;
	made(call, new);
	new = (struct user_new){.name = TEXT("bo"), .primary_unit = asia, .units = TEXTS(ROOT)};
	assert_error(create(call, new), ERROR_UNIT_NOT_IN_SCOPE);
}

static void groups_outside_the_scope_are_not_shown(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = new_user(call, sales, "amina");
	struct text seen = new_group(call, "seen"), hidden = new_group(call, "hidden");
	assert_ok(group_add_users(call, seen, TEXTS(id)));
	assert_ok(group_add_users(call, hidden, TEXTS(id)));
	assert_int_equal(got(call, id).groups.count, 2);
	call->application = new_application(call, TEXTS(sales), TEXTS(seen));
	struct user user = got(call, id);
	assert_int_equal(user.groups.count, 1);
	assert_same(user.groups.at[0].id, seen);
	assert_same(user.primary_unit, sales);
}

static void a_ram_user_belongs_to_an_account(void **state)
{
	struct call *call = in_account(state);
	struct tag tags[] = {{.key = TEXT("team"), .value = TEXT("red")}, {.key = TEXT("boss")}};
	struct user_new new = {.name = TEXT("amina"),
		.display_name = TEXT("Amina"),
		.mobile_phone = TEXT("86-15600000000"),
		.email = TEXT("a@example.com"),
		.has_email_verified = true,
		.tags = {tags, 2}};
	struct text id = made(call, new);
	struct user user = got(call, id);
	assert_int_equal(id.length, 18);
	assert_same(user.mobile_phone, new.mobile_phone);
	assert_same(user.external_id, id);
	assert_null(user.primary_unit.at);
	assert_int_equal(user.provision, USER_PROVISION_MANUAL);
	assert_int_equal(user.tags.count, 2);
	assert_same(user.tags.at[0].key, TEXT("boss"));
	assert_same(user.tags.at[0].value, TEXT(""));
	assert_same(user.tags.at[1].value, TEXT("red"));
	assert_error(create(call, new), ERROR_USER_NAME_TAKEN);
	new.name = TEXT("bo"); /* two may have one address */
	made(call, new);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 2);
}

static void ram_users_made_in_one_millisecond_get_different_ids(void **state)
{
	struct call *call = in_account(state);
	struct text before = {NULL, 0};
	for (int i = 0; i < 40; i++) {
		struct user_new new = {.name = text_print(call->arena, "user%d", i)};
		struct text id = made(call, new);
		assert_false(text_equal(id, before));
		before = id;
	}
}

static void a_ram_user_goes_with_its_access_keys(void **state)
{
	struct call *call = in_account(state);
	struct access_key key;
	struct text id = made(call, (struct user_new){.name = TEXT("amina")});
	assert_ok(access_key_create(call, call->realm, id, &key));
	assert_ok(user_delete(call, id));
	assert_error(access_key_get(call, key.id, &key), ERROR_ACCESS_KEY_NOT_FOUND);
	assert_int_equal(count_of(call, SPAN_USERS, NOBODY), 0);
}

static void tags_differ_and_are_few(void **state)
{
	struct call *call = in_account(state);
	struct tag tags[USER_TAGS_MOST + 1];
	for (int i = 0; i <= USER_TAGS_MOST; i++)
		tags[i] = (struct tag){.key = text_print(call->arena, "key%d", i)};
	struct user_new new = {.name = TEXT("amina"), .tags = {tags, USER_TAGS_MOST + 1}};
	assert_error(create(call, new), ERROR_PARAMETER_LENGTH);
	tags[1].key = tags[0].key;
	new = (struct user_new){.name = TEXT("bo"), .tags = {tags, 2}};
	assert_error(create(call, new), ERROR_PARAMETER_DUPLICATE);
}

static void an_account_has_a_quota(void **state)
{
	struct call *call = in_account(state);
	struct span_change many = {{.kind = SPAN_USERS}, TEXT("1"), USER_QUOTA_OF_ACCOUNT, 0};
	assert_ok(span_change(call, &many, 1));
	assert_error(create(call, (struct user_new){.name = TEXT("amina")}), ERROR_RAM_USER_LIMIT);
}

static struct error find(struct call *call, enum user_key key, const char *value, struct text *id)
{
	return user_find(call, key, text_of(value), id);
}

static void users_are_found_by_what_is_unique(void **state)
{
	struct call *call = CALL(state);
	struct text id = made(call, amina), found;
	assert_ok(find(call, USER_BY_NAME, "AMINA", &found));
	assert_same(found, id);
	assert_ok(find(call, USER_BY_EMAIL, "amina@EXAMPLE.com", &found));
	assert_same(found, id);
	assert_ok(find(call, USER_BY_PHONE_NUMBER, "15600000000", &found));
	assert_same(found, id);
	assert_ok(user_by_external_id(call, USER_SOURCE_TYPE_BUILD_IN, call->realm, id, &found));
	assert_same(found, id);
	assert_error(user_by_external_id(call, USER_SOURCE_TYPE_AD, call->realm, id, &found), ERROR_USER_LOOKUP_FAILED);
	assert_error(find(call, USER_BY_NAME, "amin", &found), ERROR_USER_LOOKUP_FAILED);
	struct error error = find(call, USER_BY_EMAIL, "b@example.com", &found);
	assert_error(error, ERROR_USER_LOOKUP_FAILED);
	assert_same(error.subject, TEXT("b@example.com"));
}

static void a_number_in_two_regions_names_nobody(void **state)
{
	struct call *call = CALL(state);
	struct text found;
	struct user_new other = {.name = TEXT("bo"), .phone_region = TEXT("49"), .primary_unit = ROOT};
	other.phone_number = amina.phone_number;
	other.has_phone_verified = true;
	made(call, amina);
	made(call, other);
	assert_error(find(call, USER_BY_PHONE_NUMBER, "15600000000", &found), ERROR_USER_LOOKUP_FAILED);
}

static void what_is_out_of_scope_is_not_found(void **state)
{
	struct call *call = CALL(state);
	struct text sales = new_unit(call, ROOT, "Sales"), id = made(call, amina), found;
	call->application = new_application(call, TEXTS(sales), TEXTS());
	assert_error(find(call, USER_BY_NAME, "amina", &found), ERROR_USER_LOOKUP_FAILED);
	assert_error(find(call, USER_BY_EMAIL, "amina@example.com", &found), ERROR_USER_LOOKUP_FAILED);
	assert_error(find(call, USER_BY_PHONE_NUMBER, "15600000000", &found), ERROR_USER_LOOKUP_FAILED);
	assert_error(user_by_external_id(call, USER_SOURCE_TYPE_BUILD_IN, call->realm, id, &found),
		ERROR_USER_LOOKUP_FAILED);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(a_user_is_what_it_was_made_as),
		in_directory(making_and_deleting_are_counted),
		in_directory(what_is_unique_is_unique_whatever_the_case),
		in_directory(another_realm_has_users_of_its_own),
		in_directory(addresses_need_their_companions),
		in_directory(a_person_needs_a_primary_unit),
		in_directory(only_what_is_sent_changes),
		in_directory(empty_text_clears_what_may_be_cleared),
		in_directory(a_phone_number_keeps_its_region),
		in_directory(a_change_cannot_take_what_another_has),
		in_directory(status_can_be_set_again),
		in_directory(an_application_sees_and_changes_only_users_in_its_scope),
		in_directory(groups_outside_the_scope_are_not_shown),
		in_directory(a_ram_user_belongs_to_an_account),
		in_directory(ram_users_made_in_one_millisecond_get_different_ids),
		in_directory(a_ram_user_goes_with_its_access_keys),
		in_directory(tags_differ_and_are_few),
		in_directory(an_account_has_a_quota),
		in_directory(users_are_found_by_what_is_unique),
		in_directory(a_number_in_two_regions_names_nobody),
		in_directory(what_is_out_of_scope_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "directory/tally.h"
#include "directory/fixture.h"

static int64_t count(struct call *call, const char *owner)
{
	int64_t amount;
	assert_ok(tally_read(call, TALLY_GROUP_USERS, text_of(owner), &amount));
	return amount;
}

static void what_is_added_is_counted(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	for (int i = 0; i < 40; i++)
		assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_1"), 1));
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_1"), -15));
	assert_int_equal(count(call, "group_1"), 25);
}

static void nothing_is_none(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_int_equal(count(call, "group_1"), 0);
}

static void owners_kinds_and_realms_are_apart(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_1"), 1));
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_2"), 2));
	assert_ok(tally_add(call, TALLY_UNIT_USERS, TEXT("group_1"), 4));
	call->realm = TEXT("idaas_other");
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_1"), 8));
	assert_int_equal(count(call, "group_1"), 8);
	call->realm = ((struct directory *)*state)->instance.id;
	assert_int_equal(count(call, "group_1"), 1);
}

static void an_owner_that_is_gone_is_forgotten(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_1"), 3));
	assert_ok(tally_add(call, TALLY_GROUP_USERS, TEXT("group_2"), 2));
	assert_ok(tally_drop(call, TALLY_GROUP_USERS, TEXT("group_1")));
	assert_int_equal(count(call, "group_1"), 0);
	assert_int_equal(count(call, "group_2"), 2);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(what_is_added_is_counted),
		in_directory(nothing_is_none),
		in_directory(owners_kinds_and_realms_are_apart),
		in_directory(an_owner_that_is_gone_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

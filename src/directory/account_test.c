#include "directory/account.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

static void an_id_is_sixteen_digits(void **state)
{
	struct directory *directory = *state;
	int64_t id;
	assert_int_equal(directory->account.id.length, 16);
	assert_true(text_to_integer(directory->account.id, &id));
	assert_true(id >= 1000000000000000);
}

static void an_account_is_read_back(void **state)
{
	struct directory *directory = *state;
	struct account account;
	assert_ok(account_get(&directory->call, directory->account.id, &account));
	assert_text(account.alias, directory->account.id.at);
	assert_int_equal(account.created, directory->call.now);
	assert_error(account_get(&directory->call, TEXT("1"), &account), ERROR_ACCOUNT_NOT_FOUND);
}

static void users_of_an_account_have_its_domain(void **state)
{
	struct directory *directory = *state;
	struct account account = {.alias = TEXT("acme")};
	assert_text(account_domain(&directory->call, &account), "acme.onaliyun.com");
}

static void the_only_account_is_found_while_it_is_the_only_one(void **state)
{
	struct directory *directory = *state;
	struct account account;
	assert_ok(account_sole(&directory->call, &account));
	assert_true(text_equal(account.id, directory->account.id));
	assert_ok(account_create(&directory->call, &account));
	assert_error(account_sole(&directory->call, &account), ERROR_ACCOUNT_NOT_FOUND);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(an_id_is_sixteen_digits),
		in_directory(an_account_is_read_back),
		in_directory(users_of_an_account_have_its_domain),
		in_directory(the_only_account_is_found_while_it_is_the_only_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

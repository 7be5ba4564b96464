/* Kinds of network addresses. */
#include "net/address.h"
#include "tests/unit/unit.h"
#include <arpa/inet.h>
#include <netinet/in.h>

static struct sockaddr_storage parse(const char *spelled)
{
	struct sockaddr_storage storage = {0};
	struct sockaddr_in *four = (struct sockaddr_in *)&storage;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&storage;
	storage.ss_family = strchr(spelled, ':') == NULL ? AF_INET : AF_INET6;
	void *to = storage.ss_family == AF_INET ? (void *)&four->sin_addr : (void *)&six->sin6_addr;
	assert_int_equal(inet_pton(storage.ss_family, spelled, to), 1);
	return storage;
}

static bool is_public(const char *spelled)
{
	struct sockaddr_storage storage = parse(spelled);
	return address_is_public((struct sockaddr *)&storage);
}

static void special_addresses_are_not_public(void **state)
{
	(void)state;
	static const char *const special[] = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
		"100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
		"192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1",
		"2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
		"ff02::1", "4000::1"};
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (is_public(special[i]))
			fail_msg("%s", special[i]);
}

static void other_addresses_are_public(void **state)
{
	(void)state;
	static const char *const ordinary[] = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255",
		"100.128.0.1", "126.255.255.255", "128.0.0.1", "168.63.129.17", "169.253.255.255", "169.255.0.1",
		"172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255", "192.169.0.1", "198.17.255.255",
		"198.20.0.1", "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00::1",
		"2003::1"};
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++)
		if (!is_public(ordinary[i]))
			fail_msg("%s", ordinary[i]);
}

static void unknown_families_are_not_public(void **state)
{
	(void)state;
	struct sockaddr local = {.sa_family = AF_UNIX};
	assert_false(address_is_public(&local));
	assert_false(address_is_loopback(&local));
}

static bool is_loopback(const char *spelled)
{
	struct sockaddr_storage storage = parse(spelled);
	return address_is_loopback((struct sockaddr *)&storage);
}

static void loopback_is_known(void **state)
{
	(void)state;
	assert_true(is_loopback("127.0.0.1"));
	assert_true(is_loopback("127.1.2.3"));
	assert_true(is_loopback("::1"));
	assert_false(is_loopback("0.0.0.0"));
	assert_false(is_loopback("::"));
	assert_false(is_loopback("128.0.0.1"));
}

static bool is_written(struct arena *arena, const char *spelled, const char *expected)
{
	struct sockaddr_storage storage = parse(spelled);
	return text_is(address_text(arena, (struct sockaddr *)&storage), expected);
}

static void addresses_are_written_as_people_do(void **state)
{
	(void)state;
	struct arena *arena = arena_create(ARENA_PLAIN);
	assert_true(is_written(arena, "192.168.1.1", "192.168.1.1"));
	assert_true(is_written(arena, "2001:DB8:0::1", "2001:db8::1"));
	assert_true(is_written(arena, "::ffff:192.168.1.1", "192.168.1.1"));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(special_addresses_are_not_public),
		cmocka_unit_test(other_addresses_are_public),
		cmocka_unit_test(unknown_families_are_not_public),
		cmocka_unit_test(loopback_is_known),
		cmocka_unit_test(addresses_are_written_as_people_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

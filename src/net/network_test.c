#include "net/network.h"
#include "tests/unit/unit.h"

/* The caller when `peer` sends these headers, and proxies are in these networks. */
static struct text caller_with(
	struct arena *arena, const char *networks, const char *peer, const char *first, const char *second)
{
	struct network_list proxies;
	struct http_header headers[] = {{TEXT("x-forwarded-for"), text_of(first)}, {TEXT("accept"), TEXT("192.0.2.99")},
		{TEXT("x-forwarded-for"), text_of(second)}};
	struct http_request request = {.headers = headers, .header_count = 3, .address = text_of(peer)};
	assert_true(network_list_read(arena, text_of(networks), &proxies));
	return network_caller(arena, &proxies, &request);
}

static struct text caller(struct arena *arena, const char *networks, const char *peer, const char *header)
{
	return caller_with(arena, networks, peer, NULL, header);
}

static void nobody_is_believed_by_default(void **state)
{
	assert_text(caller(*state, "", "127.0.0.1", "192.0.2.1"), "127.0.0.1");
	assert_text(caller(*state, "10.0.0.0/8", "11.0.0.1", "192.0.2.1"), "11.0.0.1");
	assert_text(caller(*state, "10.1.2.3", "10.1.2.4", "192.0.2.1"), "10.1.2.4");
	assert_text(caller(*state, "fd00::/8", "10.1.2.4", "192.0.2.1"), "10.1.2.4");
}

static void a_proxy_is_believed(void **state)
{
	assert_text(caller(*state, "10.0.0.0/8", "10.255.0.1", "192.0.2.1"), "192.0.2.1");
	assert_text(caller(*state, "127.0.0.1, ::1", "::1", "2001:DB8:0::1"), "2001:db8::1");
	assert_text(caller(*state, "fd00::/9", "fd7f::1", "::ffff:192.0.2.1"), "192.0.2.1");
	assert_text(caller(*state, "::ffff:10.0.0.1", "10.0.0.1", "192.0.2.1"), "192.0.2.1");
	assert_text(caller(*state, "10.0.0.1", "10.0.0.1", NULL), "10.0.0.1");
}

static void only_what_a_proxy_appended_is_believed(void **state)
{
	assert_text(caller(*state, "10.0.0.0/8", "10.0.0.1", "198.51.100.7, 192.0.2.1"), "192.0.2.1");
	assert_text(caller(*state, "10.0.0.0/8", "10.0.0.1", "198.51.100.7 ,192.0.2.1, 10.0.0.2"), "192.0.2.1");
	assert_text(caller(*state, "10.0.0.0/8", "10.0.0.1", "nonsense, 192.0.2.1"), "192.0.2.1");
	assert_text(caller(*state, "10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3");
	assert_text(caller_with(*state, "10.0.0.0/8", "10.0.0.1", "198.51.100.7", "192.0.2.1"), "192.0.2.1");
	assert_text(caller_with(*state, "10.0.0.0/8", "10.0.0.1", "198.51.100.7", "10.0.0.2"), "198.51.100.7");
}

static void ports_are_no_part_of_an_address(void **state)
{
	assert_text(caller(*state, "10.0.0.1", "10.0.0.1", "192.0.2.1:4711"), "192.0.2.1");
	assert_text(caller(*state, "10.0.0.1", "10.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1");
	assert_text(caller(*state, "10.0.0.1", "10.0.0.1", "[2001:db8::1]"), "2001:db8::1");
}

static void what_is_no_address_leaves_the_peer(void **state)
{
	static const char *const malformed[] = {"", ",", "unknown", "192.0.2", "192.0.2.1,", "192.0.2.1 192.0.2.2",
		"_hidden", "192.0.2.256", "2001:db8::1%1", "0x7f.1", "[]", "1:2", "192.0.2.1, unknown",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"};
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		assert_text(caller(*state, "10.0.0.1", "10.0.0.1", malformed[i]), "10.0.0.1");
}

static bool is_list(struct arena *arena, const char *list)
{
	struct network_list networks;
	return network_list_read(arena, text_of(list), &networks);
}

static void lists_of_networks_are_checked(void **state)
{
	static const char *const good[] = {
		"", " ", "10.0.0.1", "10.0.0.0/8,192.0.2.0/24", " ::1 , fd00::/8", "0.0.0.0/0", "2001:db8::1/128"};
	static const char *const bad[] = {"10.0.0.1,", "10.0.0.1 10.0.0.2", "10.0.0.0/33", "::/129", "10.0.0.0/",
		"localhost", "10.0.0.0/-1", "10.0.0", "/8"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(is_list(*state, good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(is_list(*state, bad[i]));
	struct builder many = builder_in(*state, 10000);
	for (int i = 0; i < 65; i++)
		builder_print(&many, "%s10.0.0.%d", i == 0 ? "" : ",", i);
	assert_false(is_list(*state, builder_text(&many).at));
}

static void a_site_has_one_ipv4_address_or_many_of_ipv6(void **state)
{
	assert_text(network_site(*state, TEXT("192.0.2.1")), "192.0.2.1");
	assert_text(network_site(*state, TEXT("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::");
	assert_text(network_site(*state, TEXT("")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_believed_by_default),
		cmocka_unit_test(a_proxy_is_believed),
		cmocka_unit_test(only_what_a_proxy_appended_is_believed),
		cmocka_unit_test(ports_are_no_part_of_an_address),
		cmocka_unit_test(what_is_no_address_leaves_the_peer),
		cmocka_unit_test(lists_of_networks_are_checked),
		cmocka_unit_test(a_site_has_one_ipv4_address_or_many_of_ipv6),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

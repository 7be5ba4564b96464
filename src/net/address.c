/* Kinds of network addresses. */
#include "net/address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct network4 {
	uint32_t prefix;
	unsigned bits;
};

struct network6 {
	uint8_t prefix[4];
	unsigned bits; /* at most 32 */
};

static const struct network4 special4[] = {
	{0x00000000, 8},  /* 0.0.0.0: this network */
	{0x0a000000, 8},  /* 10.0.0.0: private */
	{0x64400000, 10}, /* 100.64.0.0: shared by carriers; 100.100.100.200 is a metadata service */
	{0x7f000000, 8},  /* 127.0.0.0: loopback */
	{0xa83f8110, 32}, /* 168.63.129.16: a metadata service */
	{0xa9fe0000, 16}, /* 169.254.0.0: link-local and most metadata services */
	{0xac100000, 12}, /* 172.16.0.0: private */
	{0xc0000000, 24}, /* 192.0.0.0: protocol assignments */
	{0xc0000200, 24}, /* 192.0.2.0: documentation */
	{0xc0586300, 24}, /* 192.88.99.0: relays from IPv6 */
	{0xc0a80000, 16}, /* 192.168.0.0: private */
	{0xc6120000, 15}, /* 198.18.0.0: benchmarks */
	{0xc6336400, 24}, /* 198.51.100.0: documentation */
	{0xcb007100, 24}, /* 203.0.113.0: documentation */
	{0xe0000000, 4},  /* 224.0.0.0: multicast */
	{0xf0000000, 4},  /* 240.0.0.0: reserved, broadcast */
};

/* Only 2000::/3 is handed out as unicast; these are its special parts. */
static const struct network6 global6 = {{0x20, 0x00}, 3};
static const struct network6 special6[] = {
	{{0x20, 0x01, 0x00, 0x00}, 23}, /* protocol assignments, Teredo among them */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
	{{0x20, 0x02, 0x00, 0x00}, 16}, /* 6to4: carries an IPv4 address */
	{{0x3f, 0xff, 0x00, 0x00}, 20}, /* documentation */
};

static bool within4(uint32_t host, const struct network4 *network)
{
	uint32_t mask = UINT32_MAX << (32 - network->bits);
	return (host & mask) == network->prefix;
}

static uint32_t first32(const uint8_t bytes[4])
{
	uint32_t value;
	memcpy(&value, bytes, sizeof(value));
	return ntohl(value);
}

static bool within6(const struct in6_addr *host, const struct network6 *network)
{
	uint32_t mask = UINT32_MAX << (32 - network->bits);
	return (first32(host->s6_addr) & mask) == first32(network->prefix);
}

static const struct in_addr *host4(const struct sockaddr *address)
{
	return &((const struct sockaddr_in *)(const void *)address)->sin_addr;
}

static const struct in6_addr *host6(const struct sockaddr *address)
{
	return &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
}

static bool is_public4(uint32_t host)
{
	for (size_t i = 0; i < sizeof(special4) / sizeof(special4[0]); i++)
		if (within4(host, &special4[i]))
			return false;
	return true;
}

static bool is_public6(const struct in6_addr *host)
{
	if (!within6(host, &global6))
		return false;
	for (size_t i = 0; i < sizeof(special6) / sizeof(special6[0]); i++)
		if (within6(host, &special6[i]))
			return false;
	return true;
}

bool address_is_loopback(const struct sockaddr *address)
{
	static const struct network4 loopback4 = {0x7f000000, 8};
	if (address->sa_family == AF_INET)
		return within4(ntohl(host4(address)->s_addr), &loopback4);
	return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(host6(address));
}

bool address_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_public4(ntohl(host4(address)->s_addr));
	return address->sa_family == AF_INET6 && is_public6(host6(address));
}

struct text address_text(struct arena *arena, const struct sockaddr *address)
{
	char spelled[INET6_ADDRSTRLEN] = "";
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, host4(address), spelled, sizeof(spelled));
	else if (address->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(host6(address)))
		inet_ntop(AF_INET, &host6(address)->s6_addr[12], spelled, sizeof(spelled));
	else if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, host6(address), spelled, sizeof(spelled));
	return text_copy(arena, text_of(spelled));
}

/* Networks named in settings, and whose calls the proxies in them pass on. */
#include "net/network.h"
#include <arpa/inet.h>
#include <string.h>

enum { MOST_NETWORKS = 64, MOST_HOPS = 16 };
enum { BITS = 128, BITS_BEFORE_IPV4 = 96 };

struct host {
	uint8_t bytes[16];
};

static const struct host mapped = {{[10] = 0xff, [11] = 0xff}};

static bool read_host(struct text spelled, struct host *host)
{
	char terminated[INET6_ADDRSTRLEN];
	if (spelled.length >= sizeof(terminated) || memchr(spelled.at, '\0', spelled.length) != NULL)
		return false;
	memcpy(terminated, spelled.at, spelled.length);
	terminated[spelled.length] = '\0';
	*host = mapped;
	return inet_pton(AF_INET, terminated, host->bytes + 12) == 1 ||
		inet_pton(AF_INET6, terminated, host->bytes) == 1;
}

static struct text spell_host(struct arena *arena, const struct host *host)
{
	char spelled[INET6_ADDRSTRLEN];
	if (memcmp(host, &mapped, 12) == 0)
		inet_ntop(AF_INET, host->bytes + 12, spelled, sizeof(spelled));
	else
		inet_ntop(AF_INET6, host->bytes, spelled, sizeof(spelled));
	return text_copy(arena, text_of(spelled));
}

static bool read_network(struct text spelled, struct network *network)
{
	struct text address, length;
	struct host host;
	text_cut(spelled, '/', &address, &length);
	if (address.length == 0 || !read_host(address, &host))
		return false;
	int64_t least = memchr(address.at, ':', address.length) == NULL ? BITS_BEFORE_IPV4 : 0, bits = BITS - least;
	if (length.at != NULL && (!text_to_integer(length, &bits) || bits < 0 || bits > BITS - least))
		return false;
	memcpy(network->prefix, host.bytes, sizeof(network->prefix));
	network->bits = (unsigned)(least + bits);
	return true;
}

bool network_list_read(struct arena *arena, struct text list, struct network_list *networks)
{
	*networks = (struct network_list){arena_array(arena, MOST_NETWORKS, sizeof(struct network)), 0};
	struct text rest = text_trim(list).length > 0 ? list : (struct text){NULL, 0};
	while (rest.at != NULL) {
		struct text one;
		text_cut(rest, ',', &one, &rest);
		if (networks->count == MOST_NETWORKS || !read_network(text_trim(one), &networks->at[networks->count++]))
			return false;
	}
	return true;
}

static bool is_within(const struct host *host, const struct network *network)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	if (memcmp(host->bytes, network->prefix, whole) != 0)
		return false;
	return rest == 0 || (host->bytes[whole] ^ network->prefix[whole]) >> (8 - rest) == 0;
}

static bool is_listed(const struct host *host, const struct network_list *networks)
{
	for (size_t i = 0; i < networks->count; i++) {
		if (is_within(host, &networks->at[i]))
			return true;
	}
	return false;
}

struct hops { /* of a request, the last first */
	const struct http_request *request;
	size_t headers;	  /* not looked at yet */
	struct text rest; /* of a header's value */
};

static bool next_hop(struct hops *hops, struct text *hop)
{
	while (hops->rest.at == NULL) {
		if (hops->headers == 0)
			return false;
		const struct http_header *header = &hops->request->headers[--hops->headers];
		if (text_is(header->name, "x-forwarded-for"))
			hops->rest = header->value;
	}
	struct text rest = hops->rest;
	const char *comma = rest.length == 0 ? NULL : memrchr(rest.at, ',', rest.length);
	size_t from = comma == NULL ? 0 : (size_t)(comma - rest.at) + 1;
	*hop = text_trim(text_slice(rest, from, rest.length));
	hops->rest = comma == NULL ? (struct text){NULL, 0} : text_slice(rest, 0, from - 1);
	return true;
}

/* 192.0.2.1:1234, [2001:db8::1] and [2001:db8::1]:1234 */
static struct text without_port(struct text hop)
{
	struct text address, port, more;
	if (text_starts_with(hop, TEXT("["))) {
		text_cut(text_slice(hop, 1, hop.length), ']', &address, &port);
		return address;
	}
	text_cut(hop, ':', &address, &port);
	text_cut(port, ':', &port, &more);
	return more.at == NULL ? address : hop;
}

struct text network_caller(struct arena *arena, const struct network_list *proxies, const struct http_request *request)
{
	struct hops hops = {request, request->header_count, {NULL, 0}};
	struct host host;
	struct text hop;
	if (proxies->count == 0 || !read_host(request->address, &host))
		return request->address;
	for (int i = 0; i < MOST_HOPS && is_listed(&host, proxies) && next_hop(&hops, &hop); i++) {
		hop = without_port(hop);
		if (hop.length == 0 || !read_host(hop, &host))
			return request->address;
	}
	return spell_host(arena, &host);
}

struct text network_site(struct arena *arena, struct text address)
{
	struct host host;
	if (address.length == 0 || memchr(address.at, ':', address.length) == NULL || !read_host(address, &host))
		return address;
	memset(host.bytes + 8, 0, 8);
	return spell_host(arena, &host);
}

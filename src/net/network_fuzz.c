/* What callers and proxies write into X-Forwarded-For: the caller is always an address, and one from outside says
 * nothing about itself. Lines of the input are header values. */
#include "net/network.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

enum { MOST_HEADERS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct http_header headers[MOST_HEADERS];
	struct http_request request = {.headers = headers, .address = TEXT("10.0.0.1")};
	struct network_list proxies, one;
	struct text rest = {(const char *)data, size};
	while (rest.at != NULL && request.header_count < MOST_HEADERS) {
		struct http_header *header = &headers[request.header_count++];
		header->name = TEXT("x-forwarded-for");
		text_cut(rest, '\n', &header->value, &rest);
	}
	assert(network_list_read(arena, TEXT("10.0.0.0/8,fd00::/8"), &proxies));
	assert(network_list_read(arena, network_caller(arena, &proxies, &request), &one) && one.count == 1);
	request.address = TEXT("192.0.2.1");
	assert(text_is(network_caller(arena, &proxies, &request), "192.0.2.1"));
	(void)network_list_read(arena, (struct text){(const char *)data, size}, &one);
	arena_destroy(arena);
	return 0;
}

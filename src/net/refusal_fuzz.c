/* Targets and headers of foreign requests: what is taken keeps what refusal.h promises. Lines of the input are the
 * path, the query, then one header each as name:value. */
#include "net/refusal.h"
#include "base/encode.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>
#include <string.h>

enum { MOST_HEADERS = 8 };

static void read_input(struct text input, struct http_request *request)
{
	text_cut(input, '\n', &request->path, &input);
	text_cut(input, '\n', &request->query, &input);
	while (input.at != NULL && request->header_count < MOST_HEADERS) {
		struct text line;
		struct http_header *header = &request->headers[request->header_count++];
		text_cut(input, '\n', &line, &input);
		text_cut(line, ':', &header->name, &header->value);
	}
	request->host = http_header(request, "host", NULL);
}

static void check_target(struct arena *arena, const struct http_request *request)
{
	struct text decoded;
	assert(decode_percent(arena, request->path, false, &decoded));
	assert(decoded.at[0] == '/' && text_is_utf8(decoded) && !text_has_controls(decoded));
	assert(memmem(decoded.at, decoded.length, "/../", 4) == NULL);
	assert(!text_ends_with(decoded, TEXT("/..")));
}

static void check_framing(const struct http_request *request)
{
	size_t lengths, codings;
	http_header(request, "content-length", &lengths);
	http_header(request, "transfer-encoding", &codings);
	assert(lengths + codings <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct http_header headers[MOST_HEADERS] = {{{NULL, 0}, {NULL, 0}}};
	struct http_request request = {.method = TEXT("GET"), .headers = headers};
	read_input((struct text){(const char *)data, size}, &request);
	if (refuse_target(arena, &request) == NULL)
		check_target(arena, &request);
	if (refuse_framing(&request, false, 1000) == NULL)
		check_framing(&request);
	if (refuse_headers(&request) == NULL)
		assert(memchr(request.host.length == 0 ? "" : request.host.at, '/', request.host.length) == NULL);
	arena_destroy(arena);
	return 0;
}

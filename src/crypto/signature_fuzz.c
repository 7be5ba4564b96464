/* The Authorization header of V3: what is taken has its three parts, and can be worked with. */
#include "crypto/signature.h"
#include "tests/fuzz/fuzz.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct signature_authorization parsed;
	if (!signature_v3_parse((struct text){(const char *)data, size}, &parsed))
		return 0;
	assert(parsed.credential.length > 0 && parsed.signed_headers.length > 0 && parsed.signature.length > 0);
	struct arena *arena = arena_create(ARENA_PLAIN);
	const struct signature_header header = {TEXT("host"), TEXT("ims.aliyuncs.com")};
	const struct signature_v3_request request = {.method = TEXT("POST"),
		.path = parsed.credential,
		.headers = &header,
		.header_count = 1,
		.signed_headers = parsed.signed_headers,
		.payload_hash = parsed.signature};
	assert(signature_v3_string(arena, parsed.version, &request).length > 64);
	arena_destroy(arena);
	return 0;
}

/* Hashes and HMAC on OpenSSL's EVP. */
#include "crypto/digest.h"
#include "base/encode.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

#define KINDS (DIGEST_SM3 + 1)

/* Looking an algorithm up costs more than running it. These are filled once and never change after, so all threads
 * share them; a context for HMAC is copied from its template. */
struct algorithms {
	EVP_MD *digests[KINDS];
	EVP_MAC_CTX *templates[KINDS];
};

static struct algorithms algorithms;

static void fetch_algorithms(void)
{
	static const char *const names[KINDS] = {"SHA1", "SHA256", "SM3"};
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	for (int kind = 0; kind < KINDS; kind++) {
		char name[8] = {0};
		OPENSSL_strlcpy(name, names[kind], sizeof(name));
		const OSSL_PARAM parameters[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
		algorithms.digests[kind] = EVP_MD_fetch(NULL, names[kind], NULL);
		algorithms.templates[kind] = EVP_MAC_CTX_new(hmac);
		if (algorithms.digests[kind] == NULL ||
			EVP_MAC_CTX_set_params(algorithms.templates[kind], parameters) != 1)
			abort();
	}
	EVP_MAC_free(hmac);
}

static const struct algorithms *get_algorithms(void)
{
	static pthread_once_t fetched = PTHREAD_ONCE_INIT;
	pthread_once(&fetched, fetch_algorithms);
	return &algorithms;
}

struct text digest(struct arena *arena, enum digest_kind kind, struct text bytes)
{
	unsigned char *result = arena_alloc(arena, EVP_MAX_MD_SIZE);
	unsigned length = 0;
	if (EVP_Digest(bytes.at, bytes.length, result, &length, get_algorithms()->digests[kind], NULL) != 1)
		abort();
	return (struct text){(const char *)result, length};
}

static void free_context(EVP_MAC_CTX **context)
{
	EVP_MAC_CTX_free(*context);
}

struct text digest_hmac(struct arena *arena, enum digest_kind kind, struct text key, struct text bytes)
{
	static const unsigned char none[1]; /* OpenSSL takes a NULL key for "the key set before" */
	const unsigned char *key_bytes = key.length == 0 ? none : (const unsigned char *)key.at;
	__attribute__((cleanup(free_context))) EVP_MAC_CTX *context =
		EVP_MAC_CTX_dup(get_algorithms()->templates[kind]);
	unsigned char *result = arena_alloc(arena, EVP_MAX_MD_SIZE);
	size_t length = 0;
	if (context == NULL || EVP_MAC_init(context, key_bytes, key.length, NULL) != 1 ||
		EVP_MAC_update(context, (const unsigned char *)bytes.at, bytes.length) != 1 ||
		EVP_MAC_final(context, result, &length, EVP_MAX_MD_SIZE) != 1)
		abort();
	return (struct text){(const char *)result, length};
}

struct text digest_name(struct arena *arena, struct text secret)
{
	return encode_hex(arena, digest(arena, DIGEST_SHA256, secret));
}

bool digest_equal(struct text a, struct text b)
{
	return a.length == b.length && CRYPTO_memcmp(a.at, b.at, a.length) == 0;
}

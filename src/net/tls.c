/* The server's certificate and key. */
#include "net/tls.h"
#include "net/slot.h"
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <string.h>

enum { MOST_CERTIFICATES = 16 };

struct tls_pair {
	gnutls_pcert_st chain[MOST_CERTIFICATES];
	unsigned length;
	gnutls_privkey_t key;
	int64_t ends;
	struct tls_pair *older;
};

struct tls {
	struct arena *arena;
	const char *certificate_file, *key_file;
	_Atomic(struct tls_pair *) current;
};

static void free_file(gnutls_datum_t *file)
{
	if (file->data == NULL)
		return;
	gnutls_memset(file->data, 0, file->size);
	gnutls_free(file->data);
}

static void free_public_key(gnutls_pubkey_t *key)
{
	if (*key != NULL)
		gnutls_pubkey_deinit(*key);
}

static void free_certificate(gnutls_x509_crt_t *certificate)
{
	if (*certificate != NULL)
		gnutls_x509_crt_deinit(*certificate);
}

static void release_pair(struct tls_pair *pair)
{
	for (unsigned i = 0; i < pair->length; i++)
		gnutls_pcert_deinit(&pair->chain[i]);
	pair->length = 0;
	if (pair->key != NULL)
		gnutls_privkey_deinit(pair->key);
	pair->key = NULL;
}

static struct error read_end(struct tls_pair *pair)
{
	gnutls_x509_crt_t certificate __attribute__((cleanup(free_certificate))) = NULL;
	if (gnutls_pcert_export_x509(&pair->chain[0], &certificate) != GNUTLS_E_SUCCESS)
		return error_internal("server.tls_certificate: the certificate cannot be read");
	pair->ends = gnutls_x509_crt_get_expiration_time(certificate);
	return ok();
}

static struct error read_certificates(const char *name, struct tls_pair *pair)
{
	gnutls_datum_t file __attribute__((cleanup(free_file))) = {NULL, 0};
	unsigned length = MOST_CERTIFICATES;
	if (gnutls_load_file(name, &file) != GNUTLS_E_SUCCESS)
		return error_internal("server.tls_certificate: the file cannot be read");
	if (gnutls_pcert_list_import_x509_raw(pair->chain, &length, &file, GNUTLS_X509_FMT_PEM, 0) < 0 || length == 0)
		return error_internal("server.tls_certificate: the file is not a PEM certificate chain");
	pair->length = length;
	return read_end(pair);
}

static struct error read_key(const char *name, struct tls_pair *pair)
{
	gnutls_datum_t file __attribute__((cleanup(free_file))) = {NULL, 0};
	if (gnutls_load_file(name, &file) != GNUTLS_E_SUCCESS)
		return error_internal("server.tls_key: the file cannot be read");
	if (gnutls_privkey_init(&pair->key) != GNUTLS_E_SUCCESS)
		return error_internal("cannot make a TLS key");
	if (gnutls_privkey_import_x509_raw(pair->key, &file, GNUTLS_X509_FMT_PEM, NULL, 0) != GNUTLS_E_SUCCESS)
		return error_internal("server.tls_key: the file is not an unencrypted PEM key");
	return ok();
}

static bool identify(gnutls_pubkey_t key, unsigned char id[64], size_t *length)
{
	*length = 64;
	return gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, id, length) == GNUTLS_E_SUCCESS;
}

static bool belong_together(const struct tls_pair *pair)
{
	gnutls_pubkey_t public __attribute__((cleanup(free_public_key))) = NULL;
	unsigned char certified[64], owned[64];
	size_t certified_length, owned_length;
	if (gnutls_pubkey_init(&public) != GNUTLS_E_SUCCESS)
		return false;
	if (gnutls_pubkey_import_privkey(public, pair->key, 0, 0) != GNUTLS_E_SUCCESS)
		return false;
	return identify(pair->chain[0].pubkey, certified, &certified_length) &&
		identify(public, owned, &owned_length) && certified_length == owned_length &&
		memcmp(certified, owned, owned_length) == 0;
}

static struct error read_pair(const struct tls *tls, struct tls_pair *pair)
{
	struct error error = read_certificates(tls->certificate_file, pair);
	if (!error_ok(error))
		return error;
	error = read_key(tls->key_file, pair);
	if (!error_ok(error))
		return error;
	return belong_together(pair) ? ok() : error_internal("server.tls_key: not the key of server.tls_certificate");
}

struct error tls_open(const char *certificate, const char *key, struct tls **result)
{
	struct arena *arena = arena_create(ARENA_PLAIN);
	struct tls *tls = arena_alloc(arena, sizeof(*tls));
	tls->arena = arena;
	tls->certificate_file = certificate;
	tls->key_file = key;
	struct error error = tls_reload(tls);
	if (error_ok(error))
		*result = tls;
	else
		tls_close(tls);
	return error;
}

struct error tls_reload(struct tls *tls)
{
	struct tls_pair *pair = arena_alloc(tls->arena, sizeof(*pair));
	struct error error = read_pair(tls, pair);
	if (!error_ok(error)) {
		release_pair(pair);
		return error;
	}
	pair->older = atomic_load(&tls->current);
	atomic_store(&tls->current, pair);
	return ok();
}

int64_t tls_certificate_ends(const struct tls *tls)
{
	return atomic_load(&tls->current)->ends;
}

void tls_close(struct tls *tls)
{
	for (struct tls_pair *pair = atomic_load(&tls->current); pair != NULL; pair = pair->older)
		release_pair(pair);
	arena_destroy(tls->arena);
}

int tls_choose(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
	const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain, unsigned *length,
	gnutls_privkey_t *key)
{
	(void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
	struct MHD_Connection *connection = gnutls_session_get_ptr(session);
	struct tls_pair *pair = atomic_load(&line_of(connection)->tls->current);
	*chain = pair->chain;
	*length = pair->length;
	*key = pair->key;
	return 0;
}

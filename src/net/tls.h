/* The server's certificate and key, which can be replaced while it runs. */
#pragma once
#include "base/error.h"
#include <gnutls/abstract.h>

struct tls;

/* `certificate` and `key` are PEM files; their names must outlive the struct. */
struct error tls_open(const char *certificate, const char *key, struct tls **tls) must_check;
/* Reads both again. They must parse and belong together, otherwise the old ones stay. New handshakes use the new pair;
 * old pairs are kept until tls_close because a handshake may still be using one. */
struct error tls_reload(struct tls *tls) must_check;
void tls_close(struct tls *tls);
/* When the certificate in use ends, in seconds since 1970. */
int64_t tls_certificate_ends(const struct tls *tls);

/* For MHD_OPTION_HTTPS_CERT_CALLBACK; the connection's socket context must be the struct tls. */
int tls_choose(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
	const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain, unsigned *length,
	gnutls_privkey_t *key);

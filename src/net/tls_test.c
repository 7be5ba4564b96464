/* The server over TLS, with certificates made on the spot. */
#include "net/tls.h"
#include "base/log.h"
#include "net/server.h"
#include "tests/unit/unit.h"
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct fixture {
	char folder[64], certificate[80], key[80];
	struct http_figures figures;
	struct http_server *server;
};

static void write_file(const char *name, const gnutls_datum_t *content)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(content->data, 1, content->size, file), content->size);
	fclose(file);
}

/* Writes a new key, and its certificate for `common_name`. */
static void make_pair(const char *common_name, const char *certificate_file, const char *key_file)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	gnutls_datum_t pem;
	gnutls_x509_privkey_init(&key);
	gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_init(&certificate);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, "\1", 1);
	gnutls_x509_crt_set_activation_time(certificate, time(NULL) - 60);
	gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 3600);
	gnutls_x509_crt_set_dn_by_oid(
		certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name, (unsigned)strlen(common_name));
	gnutls_x509_crt_set_key(certificate, key);
	assert_int_equal(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), 0);
	if (certificate_file != NULL) {
		gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
		write_file(certificate_file, &pem);
		gnutls_free(pem.data);
	}
	if (key_file != NULL) {
		gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
		write_file(key_file, &pem);
		gnutls_free(pem.data);
	}
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

static void start(void *context, struct exchange *exchange)
{
	(void)context;
	exchange->reply =
		(struct http_reply){.status = 200, .body = exchange->request.secure ? TEXT("secure") : TEXT("plain")};
	exchange_finish(exchange);
}

static struct error start_server(struct fixture *fixture)
{
	struct http_options options = {.listen = TEXT("127.0.0.1:0"),
		.certificate = fixture->certificate,
		.key = fixture->key,
		.threads = 2,
		.connections = 16,
		.idle_seconds = 5,
		.request_seconds = 30,
		.head_bytes = 36864,
		.body_bytes = 1000};
	return http_server_start(&options, (struct http_application){NULL, start, NULL, &fixture->figures}, &fixture->server);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	log_level_set(LOG_OFF);
	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/muster-tls-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->certificate, sizeof(fixture->certificate), "%s/certificate", fixture->folder);
	snprintf(fixture->key, sizeof(fixture->key), "%s/key", fixture->folder);
	make_pair("first", fixture->certificate, fixture->key);
	assert_true(error_ok(start_server(fixture)));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	http_server_stop(fixture->server, 1);
	unlink(fixture->certificate);
	unlink(fixture->key);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

struct visit {
	int socket;
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	char name[64]; /* of the server's certificate */
};

static void read_name(struct visit *visit)
{
	unsigned count = 0;
	size_t length = sizeof(visit->name);
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(visit->session, &count);
	gnutls_x509_crt_t certificate;
	assert_true(count > 0);
	gnutls_x509_crt_init(&certificate);
	gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER);
	gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, visit->name, &length);
	gnutls_x509_crt_deinit(certificate);
}

static bool open_visit(struct visit *visit, const struct fixture *fixture, const char *priorities)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	visit->socket = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(visit->socket, (struct sockaddr *)&address, sizeof(address)), 0);
	gnutls_certificate_allocate_credentials(&visit->credentials);
	gnutls_init(&visit->session, GNUTLS_CLIENT);
	assert_int_equal(gnutls_priority_set_direct(visit->session, priorities, NULL), 0);
	gnutls_credentials_set(visit->session, GNUTLS_CRD_CERTIFICATE, visit->credentials);
	gnutls_transport_set_int(visit->session, visit->socket);
	gnutls_handshake_set_timeout(visit->session, 5000);
	if (gnutls_handshake(visit->session) != 0)
		return false;
	read_name(visit);
	return true;
}

static void close_visit(struct visit *visit)
{
	gnutls_deinit(visit->session);
	gnutls_certificate_free_credentials(visit->credentials);
	close(visit->socket);
}

static void ask(struct visit *visit, char *at, size_t room)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	size_t length = 0;
	ssize_t more = 0;
	gnutls_record_send(visit->session, request, sizeof(request) - 1);
	while ((more = gnutls_record_recv(visit->session, at + length, room - 1 - length)) > 0)
		length += (size_t)more;
	at[length] = 0;
}

static void a_request_comes_over_tls(void **state)
{
	struct visit visit;
	char got[4096];
	assert_true(open_visit(&visit, *state, "NORMAL"));
	ask(&visit, got, sizeof(got));
	close_visit(&visit);
	assert_string_equal(visit.name, "first");
	assert_non_null(strstr(got, "\r\n\r\nsecure"));
	assert_non_null(strstr(got, "Strict-Transport-Security: max-age="));
}

static bool handshake_works(const struct fixture *fixture, const char *priorities)
{
	struct visit visit;
	bool works = open_visit(&visit, fixture, priorities);
	close_visit(&visit);
	return works;
}

static void old_protocols_are_refused(void **state)
{
	assert_true(handshake_works(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.3"));
	assert_true(handshake_works(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.2"));
	assert_false(handshake_works(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT"));
	assert_false(handshake_works(*state, "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"));
}

static void the_end_of_the_certificate_is_known(void **state)
{
	struct fixture *fixture = *state;
	int64_t first = atomic_load(&fixture->figures.certificate_ends), now = time(NULL);
	assert_in_range(first, now + 3500, now + 3600);
	sleep(1);
	make_pair("second", fixture->certificate, fixture->key);
	assert_int_equal(atomic_load(&fixture->figures.certificate_ends), first);
	assert_true(error_ok(http_server_reload(fixture->server)));
	assert_true(atomic_load(&fixture->figures.certificate_ends) > first);
}

static void a_new_certificate_is_used_after_reload(void **state)
{
	struct fixture *fixture = *state;
	struct visit before, after;
	char got[4096];
	assert_true(open_visit(&before, fixture, "NORMAL"));
	make_pair("second", fixture->certificate, fixture->key);
	assert_true(error_ok(http_server_reload(fixture->server)));
	assert_true(open_visit(&after, fixture, "NORMAL"));
	ask(&before, got, sizeof(got));
	assert_non_null(strstr(got, "secure"));
	assert_string_equal(after.name, "second");
	close_visit(&before);
	close_visit(&after);
}

static void reload_keeps_the_old(struct fixture *fixture)
{
	struct visit visit;
	assert_false(error_ok(http_server_reload(fixture->server)));
	assert_true(open_visit(&visit, fixture, "NORMAL"));
	close_visit(&visit);
	assert_string_equal(visit.name, "first");
}

static void a_bad_pair_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	gnutls_datum_t nonsense = {(unsigned char *)(uintptr_t) "nonsense\n", 9};
	make_pair("second", fixture->certificate, NULL);
	reload_keeps_the_old(fixture);
	write_file(fixture->certificate, &nonsense);
	reload_keeps_the_old(fixture);
	make_pair("second", fixture->certificate, fixture->key);
	write_file(fixture->key, &nonsense);
	reload_keeps_the_old(fixture);
	unlink(fixture->key);
	reload_keeps_the_old(fixture);
}

static void a_server_does_not_start_with_a_bad_pair(void **state)
{
	struct fixture *fixture = *state;
	struct fixture other = *fixture;
	make_pair("second", fixture->certificate, NULL);
	struct error error = start_server(&other);
	assert_false(error_ok(error));
	assert_non_null(strstr(error.cause, "server.tls_key"));
}

int main(void)
{
#define SERVED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SERVED(a_request_comes_over_tls),
		SERVED(old_protocols_are_refused),
		SERVED(the_end_of_the_certificate_is_known),
		SERVED(a_new_certificate_is_used_after_reload),
		SERVED(a_bad_pair_changes_nothing),
		SERVED(a_server_does_not_start_with_a_bad_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

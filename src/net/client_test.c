/* Outgoing HTTP and mail, against servers on the loopback. */
#include "net/client.h"
#include "net/server.h"
#include "base/log.h"
#include "tests/unit/unit.h"
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct fixture {
	struct http_server *server;
	struct arena *arena;
	atomic_int calls;
	_Atomic(struct exchange *) kept;
};

static void start(void *context, struct exchange *exchange)
{
	struct fixture *fixture = context;
	struct http_request *request = &exchange->request;
	atomic_fetch_add(&fixture->calls, 1);
	if (text_is(request->path, "/silent")) {
		atomic_store(&fixture->kept, exchange);
		return;
	}
	exchange->reply = (struct http_reply){.status = 200, .body = request->body};
	if (text_is(request->path, "/elsewhere")) {
		exchange->reply.status = 302;
		http_reply_header(&exchange->reply, "Location", TEXT("/"));
	}
	if (text_is(request->path, "/method"))
		exchange->reply.body = request->method;
	if (text_is(request->path, "/header"))
		exchange->reply.body = http_header(request, "x-acs-action", NULL);
	if (text_is(request->path, "/type"))
		exchange->reply.body = http_header(request, "content-type", NULL);
	exchange_finish(exchange);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct http_options options = {.listen = TEXT("127.0.0.1:0"),
		.threads = 1,
		.connections = 16,
		.idle_seconds = 5,
		.request_seconds = 30,
		.head_bytes = 36864,
		.body_bytes = 100000};
	log_level_set(LOG_OFF);
	fixture->arena = arena_create(ARENA_PLAIN);
	assert_true(error_ok(
		http_server_start(&options, (struct http_application){fixture, start, NULL}, &fixture->server)));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	http_server_stop(fixture->server, 5);
	arena_destroy(fixture->arena);
	free(fixture);
	return 0;
}

static struct outgoing outgoing(struct fixture *fixture, const char *scheme, const char *path)
{
	return (struct outgoing){.url = text_print(fixture->arena, "%s://127.0.0.1:%d%s", scheme,
					 http_server_port(fixture->server), path),
		.method = TEXT("GET"),
		.trusted = true,
		.timeout = 5000,
		.most = 1000};
}

static void a_post_carries_its_body(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/");
	int64_t status = 0;
	struct text body;
	request.method = TEXT("POST");
	request.content_type = TEXT("application/json");
	request.body = TEXT("{\"a\":1}");
	assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
	assert_int_equal(status, 200);
	assert_true(text_is(body, "{\"a\":1}"));
	request.url = outgoing(fixture, "http", "/type").url;
	assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
	assert_true(text_is(body, "application/json"));
}

static void any_method_is_sent_as_it_is_called(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/method");
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		int64_t status = 0;
		struct text body;
		request.method = text_of(methods[i]);
		assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
		assert_true(text_is(body, methods[i]));
	}
}

static void headers_are_sent_unless_they_would_be_two(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/header");
	struct outgoing_header header = {TEXT("x-acs-action"), TEXT("GetUser")};
	int64_t status = 0;
	struct text body;
	request.headers = &header;
	request.header_count = 1;
	assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
	assert_true(text_is(body, "GetUser"));
	header.value = TEXT("GetUser\r\nhost: elsewhere");
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
}

static void redirects_are_not_followed(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/elsewhere");
	int64_t status = 0;
	struct text body;
	assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
	assert_int_equal(status, 302);
	assert_int_equal(fixture->calls, 1);
}

static void an_answer_that_is_too_large_fails(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/");
	char large[2000];
	int64_t status = 0;
	struct text body;
	memset(large, 'x', sizeof(large));
	request.method = TEXT("POST");
	request.content_type = TEXT("text/plain");
	request.body = (struct text){large, sizeof(large)};
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
}

static void a_silent_server_is_not_waited_for(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/silent");
	int64_t status = 0;
	struct text body;
	request.timeout = 200;
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
	struct exchange *kept = atomic_load(&fixture->kept);
	kept->reply.status = 200;
	exchange_finish(kept);
}

static void an_attempt_ends_when_it_is_given_up(void **state)
{
	struct fixture *fixture = *state;
	const atomic_bool given_up = true;
	struct outgoing request = outgoing(fixture, "http", "/");
	int64_t status = 0;
	struct text body;
	assert_true(error_ok(client_send(fixture->arena, &request, &status, &body)));
	request.stop = &given_up;
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
}

static void an_untrusted_url_reaches_no_private_address(void **state)
{
	struct fixture *fixture = *state;
	int port = http_server_port(fixture->server);
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
		"2130706433", "0x7f000001", "127.1", "0177.0.0.1"};
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct outgoing request = outgoing(fixture, "http", "/");
		int64_t status = 0;
		struct text body;
		request.trusted = false;
		request.url = text_print(fixture->arena, "http://%s:%d/", hosts[i], port);
		struct error error = client_send(fixture->arena, &request, &status, &body);
		assert_false(error_ok(error));
		assert_non_null(strstr(error.cause, "not public"));
	}
	assert_int_equal(fixture->calls, 0);
}

static void other_protocols_are_refused(void **state)
{
	struct fixture *fixture = *state;
	static const char *const schemes[] = {"ftp", "gopher", "dict", "smtp", "telnet", "ws", "ldap"};
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct outgoing request = outgoing(fixture, schemes[i], "/");
		int64_t status = 0;
		struct text body;
		assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
	}
	struct outgoing file = {.url = TEXT("file:///etc/hostname"),
		.method = TEXT("GET"),
		.trusted = true,
		.timeout = 1000,
		.most = 1000};
	int64_t status = 0;
	struct text body;
	assert_false(error_ok(client_send(fixture->arena, &file, &status, &body)));
	assert_int_equal(fixture->calls, 0);
}

static void other_methods_and_bad_lines_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct outgoing request = outgoing(fixture, "http", "/");
	int64_t status = 0;
	struct text body;
	request.method = TEXT("TRACE");
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
	request.method = TEXT("POST");
	request.content_type = TEXT("text/plain\r\nX-Added: y");
	assert_false(error_ok(client_send(fixture->arena, &request, &status, &body)));
	assert_int_equal(fixture->calls, 0);
}

/* A mail server that takes everything, for one message. */
struct mail_server {
	int listening, port;
	pthread_t thread;
	char heard[8192];
	size_t length; /* of what it heard */
};

static const char *mail_answer(const char *line, bool *in_message)
{
	if (*in_message) {
		*in_message = strcmp(line, ".\r\n") != 0;
		return *in_message ? "" : "250 ok\r\n";
	}
	*in_message = strncmp(line, "DATA", 4) == 0;
	return *in_message ? "354 go\r\n" : "250 ok\r\n";
}

static void *serve_mail(void *context)
{
	struct mail_server *server = context;
	int number = accept(server->listening, NULL, NULL);
	FILE *stream = fdopen(number, "r+");
	char line[1024];
	bool in_message = false;
	fprintf(stream, "220 test\r\n");
	fflush(stream);
	while (fgets(line, sizeof(line), stream) != NULL) {
		server->length += (size_t)snprintf(
			server->heard + server->length, sizeof(server->heard) - server->length, "%s", line);
		fseek(stream, 0, SEEK_CUR);
		fputs(mail_answer(line, &in_message), stream);
		fflush(stream);
		if (strncmp(line, "QUIT", 4) == 0)
			break;
	}
	fclose(stream);
	return NULL;
}

static void start_mail_server(struct mail_server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	server->listening = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listening, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(server->listening, 1), 0);
	getsockname(server->listening, (struct sockaddr *)&address, &length);
	server->port = ntohs(address.sin_port);
	pthread_create(&server->thread, NULL, serve_mail, server);
}

static void mail_reaches_its_server(void **state)
{
	struct fixture *fixture = *state;
	struct mail_server server = {.heard = ""};
	start_mail_server(&server);
	struct mail mail = {text_print(fixture->arena, "smtp://127.0.0.1:%d", server.port), TEXT("muster@example.com"),
		TEXT("jane@example.org"), TEXT("Your code"), TEXT("123456")};
	struct error error = client_mail(fixture->arena, &mail);
	pthread_join(server.thread, NULL);
	close(server.listening);
	assert_true(error_ok(error));
	assert_non_null(strstr(server.heard, "MAIL FROM:<muster@example.com>"));
	assert_non_null(strstr(server.heard, "RCPT TO:<jane@example.org>"));
	assert_non_null(strstr(server.heard, "\r\nSubject: Your code\r\n"));
	assert_non_null(strstr(server.heard, "\r\n\r\nMTIzNDU2\r\n.\r\n"));
}

static void mail_with_a_password_needs_tls(void **state)
{
	struct fixture *fixture = *state;
	struct mail_server server = {.heard = ""};
	start_mail_server(&server);
	struct mail mail = {text_print(fixture->arena, "smtp://user:secret@127.0.0.1:%d", server.port),
		TEXT("muster@example.com"), TEXT("jane@example.org"), TEXT("x"), TEXT("x")};
	assert_false(error_ok(client_mail(fixture->arena, &mail)));
	pthread_join(server.thread, NULL);
	close(server.listening);
	assert_null(strstr(server.heard, "AUTH"));
}

int main(void)
{
#define SERVED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SERVED(a_post_carries_its_body),
		SERVED(any_method_is_sent_as_it_is_called),
		SERVED(headers_are_sent_unless_they_would_be_two),
		SERVED(redirects_are_not_followed),
		SERVED(an_answer_that_is_too_large_fails),
		SERVED(a_silent_server_is_not_waited_for),
		SERVED(an_attempt_ends_when_it_is_given_up),
		SERVED(an_untrusted_url_reaches_no_private_address),
		SERVED(other_protocols_are_refused),
		SERVED(other_methods_and_bad_lines_are_refused),
		SERVED(mail_reaches_its_server),
		SERVED(mail_with_a_password_needs_tls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

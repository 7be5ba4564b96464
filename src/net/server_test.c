/* Serving and stopping. */
#include "net/fixture.h"
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void a_request_arrives_as_it_was_sent(void **state)
{
	struct answer got =
		ask(*state, "GET /v2/a%2Fb/%C3%A4?x=%20+1&y HTTP/1.1\r\nHost: Example.COM:8480\r\n" CLOSE "\r\n");
	assert_non_null(strstr(got.at, "200 OK"));
	assert_non_null(strstr(got.at, "\r\n\r\nGET|/v2/a%2Fb/%C3%A4|x=%20+1&y|example.com|0|"));
}

static void a_reply_has_the_standing_headers(void **state)
{
	struct answer got = ask(*state, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n");
	assert_non_null(strstr(got.at, "Date: "));
	assert_non_null(strstr(got.at, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(got.at, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(got.at, "X-Test: yes\r\n"));
	assert_non_null(strstr(got.at, "Content-Type: text/plain\r\n"));
	assert_null(strstr(got.at, "Strict-Transport-Security"));
}

static void an_ipv6_host_keeps_its_brackets(void **state)
{
	struct answer got = ask(*state, "GET / HTTP/1.1\r\nHost: [::1]:8480\r\n" CLOSE "\r\n");
	assert_non_null(strstr(got.at, "|[::1]|"));
}

static void bodies_arrive_whole(void **state)
{
	struct answer got = ask(*state, "POST /b HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\n\r\nhello");
	assert_non_null(strstr(got.at, "|5|hello"));
	got = ask(*state,
		"POST /b HTTP/1.1\r\n" HOST CLOSE
		"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n");
	assert_non_null(strstr(got.at, "|5|hello"));
}

static void a_body_may_come_in_pieces(void **state)
{
	char got[8192];
	int number = dial(*state);
	transmit_string(number, "POST /b HTTP/1.1\r\n" HOST CLOSE "Content-Length: 10\r\n\r\nhello");
	pause_milliseconds(20);
	transmit_string(number, "again");
	receive_all(number, got, sizeof(got));
	close(number);
	assert_non_null(strstr(got, "|10|helloagain"));
}

static void a_large_body_within_the_limit_arrives(void **state)
{
	char got[8192];
	int number = dial(*state);
	char *body = malloc(BODY_BYTES);
	memset(body, 'x', BODY_BYTES);
	transmit_string(number, "POST /b HTTP/1.1\r\n" HOST CLOSE "Content-Length: 100000\r\n\r\n");
	transmit(number, body, BODY_BYTES);
	receive_all(number, got, sizeof(got));
	close(number);
	free(body);
	assert_non_null(strstr(got, "|100000|xxx"));
}

static void connections_are_used_again(void **state)
{
	char got[8192];
	int number = dial(*state);
	for (int i = 0; i < 3; i++) {
		transmit_string(number, "GET /again HTTP/1.1\r\n" HOST "\r\n");
		receive_until(number, "/again||localhost|0|", got, sizeof(got));
	}
	close(number);
}

static void requests_may_be_pipelined(void **state)
{
	struct answer got = ask(*state,
		"GET /one HTTP/1.1\r\n" HOST "\r\nGET /elsewhere HTTP/1.1\r\n" HOST
		"\r\nGET /three HTTP/1.1\r\n" HOST CLOSE "\r\n");
	const char *one = strstr(got.at, "|/one|"), *two = strstr(got.at, "|/elsewhere|"),
		   *three = strstr(got.at, "|/three|");
	assert_true(one != NULL && two > one && three > two);
}

static void head_has_no_body(void **state)
{
	struct answer got = ask(*state, "HEAD /h HTTP/1.1\r\n" HOST CLOSE "\r\n");
	assert_non_null(strstr(got.at, "200 OK"));
	assert_string_equal(strstr(got.at, "\r\n\r\n"), "\r\n\r\n");
}

static void other_threads_may_answer(void **state)
{
	for (int i = 0; i < 20; i++) {
		struct answer got = ask(*state, "GET /elsewhere HTTP/1.1\r\n" HOST CLOSE "\r\n");
		assert_non_null(strstr(got.at, "|/elsewhere|"));
		got = ask(*state, "GET /race HTTP/1.1\r\n" HOST CLOSE "\r\n");
		assert_non_null(strstr(got.at, "|/race|"));
	}
}

static void *ask_often(void *fixture)
{
	char got[8192];
	int number = dial(fixture);
	for (int i = 0; i < 300; i++) {
		transmit_string(number, "GET /elsewhere HTTP/1.1\r\n" HOST "\r\n");
		receive_until(number, "|/elsewhere||localhost|0|", got, sizeof(got));
	}
	close(number);
	return NULL;
}

static void many_callers_are_answered_by_other_threads(void **state)
{
	pthread_t callers[8];
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&callers[i], NULL, ask_often, *state), 0);
	for (size_t i = 0; i < 8; i++)
		pthread_join(callers[i], NULL);
	assert_int_equal(((struct fixture *)*state)->started, 2400);
}

static void a_caller_that_left_does_no_harm(void **state)
{
	struct fixture *fixture = *state;
	int number = dial(fixture);
	transmit_string(number, "GET /keep HTTP/1.1\r\n" HOST "\r\n");
	while (atomic_load(&fixture->kept) == NULL)
		pause_milliseconds(1);
	close(number);
	fixture_answer(atomic_load(&fixture->kept));
	struct answer got = ask(fixture, "GET /after HTTP/1.1\r\n" HOST CLOSE "\r\n");
	assert_non_null(strstr(got.at, "|/after|"));
}

static void *stop_server(void *context)
{
	struct fixture *fixture = context;
	http_server_stop(fixture->server, 10);
	return NULL;
}

static int keep_one(struct fixture *fixture)
{
	int number = dial(fixture);
	transmit_string(number, "GET /keep HTTP/1.1\r\n" HOST "\r\n");
	while (atomic_load(&fixture->kept) == NULL)
		pause_milliseconds(1);
	pause_milliseconds(20);
	return number;
}

static void stopping_waits_for_exchanges_under_way(void **state)
{
	struct fixture *fixture = *state;
	char got[8192];
	pthread_t stopping;
	int number = keep_one(fixture);
	pthread_create(&stopping, NULL, stop_server, fixture);
	pause_milliseconds(50);
	fixture_answer(atomic_load(&fixture->kept));
	receive_all(number, got, sizeof(got));
	close(number);
	pthread_join(stopping, NULL);
	fixture->server = NULL;
	assert_non_null(strstr(got, "|/keep|"));
	assert_non_null(strstr(got, "Connection: close"));
}

static void stopping_turns_newcomers_away(void **state)
{
	struct fixture *fixture = *state;
	pthread_t stopping;
	int kept = keep_one(fixture), refused = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	pthread_create(&stopping, NULL, stop_server, fixture);
	pause_milliseconds(50);
	assert_int_equal(connect(refused, (struct sockaddr *)&address, sizeof(address)), -1);
	fixture_answer(atomic_load(&fixture->kept));
	pthread_join(stopping, NULL);
	fixture->server = NULL;
	close(kept);
	close(refused);
}

static void an_exchange_may_outlive_the_server(void **state)
{
	struct fixture *fixture = *state;
	char got[8192];
	int number = keep_one(fixture);
	http_server_stop(fixture->server, 0);
	fixture->server = NULL;
	receive_all(number, got, sizeof(got));
	close(number);
	assert_string_equal(got, "");
	fixture_answer(atomic_load(&fixture->kept));
}

static void open_connections_are_counted(void **state)
{
	struct fixture *fixture = *state;
	int first = dial(fixture), second = dial(fixture);
	while (atomic_load(&fixture->figures.connections) < 2)
		pause_milliseconds(1);
	close(first);
	close(second);
	while (atomic_load(&fixture->figures.connections) > 0)
		pause_milliseconds(1);
}

static void event_threads_say_when_they_leave(void **state)
{
	struct fixture *fixture = *state;
	ask(fixture, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n");
	assert_int_equal(fixture->left, 0);
	http_server_stop(fixture->server, 1);
	fixture->server = NULL;
	assert_true(fixture->left == 1 || fixture->left == 2);
}

static struct error start_with(struct text listen, bool allow_plain)
{
	struct http_options options = fixture_options();
	struct http_server *server;
	options.listen = listen;
	options.allow_plain = allow_plain;
	struct error error =
		http_server_start(&options, (struct http_application){NULL, fixture_application, NULL}, &server);
	if (error_ok(error))
		http_server_stop(server, 0);
	return error;
}

static void plain_http_is_for_the_loopback(void **state)
{
	(void)state;
	assert_true(error_ok(start_with(TEXT("127.0.0.1:0"), false)));
	assert_true(error_ok(start_with(TEXT("localhost:0"), false)));
	assert_true(error_ok(start_with(TEXT("0.0.0.0:0"), true)));
	struct error error = start_with(TEXT("0.0.0.0:0"), false);
	assert_false(error_ok(error));
	assert_non_null(strstr(error.cause, "server.allow_plain_http"));
}

static void bad_listen_addresses_are_refused(void **state)
{
	(void)state;
	static const struct text bad[] = {{"", 0}, {"127.0.0.1", 9}, {"127.0.0.1:", 10}, {":80", 3},
		{"127.0.0.1:65536", 15}, {"127.0.0.1:-1", 12}, {"[::1", 4}, {"[::1]", 5}, {"[::1]x80", 8},
		{"192.0.2.1:0", 11}, {"no.such.host.invalid:0", 22}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(error_ok(start_with(bad[i], true)));
}

static void a_port_in_use_is_said_so(void **state)
{
	struct fixture *fixture = *state;
	char listen[32];
	snprintf(listen, sizeof(listen), "127.0.0.1:%d", http_server_port(fixture->server));
	struct error error = start_with(text_of(listen), false);
	assert_false(error_ok(error));
	assert_non_null(strstr(error.cause, "another program"));
}

int main(void)
{
#define SERVED(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)
	const struct CMUnitTest tests[] = {
		SERVED(a_request_arrives_as_it_was_sent),
		SERVED(a_reply_has_the_standing_headers),
		SERVED(an_ipv6_host_keeps_its_brackets),
		SERVED(bodies_arrive_whole),
		SERVED(a_body_may_come_in_pieces),
		SERVED(a_large_body_within_the_limit_arrives),
		SERVED(connections_are_used_again),
		SERVED(requests_may_be_pipelined),
		SERVED(head_has_no_body),
		SERVED(other_threads_may_answer),
		SERVED(many_callers_are_answered_by_other_threads),
		SERVED(a_caller_that_left_does_no_harm),
		SERVED(stopping_waits_for_exchanges_under_way),
		SERVED(stopping_turns_newcomers_away),
		SERVED(an_exchange_may_outlive_the_server),
		SERVED(open_connections_are_counted),
		SERVED(event_threads_say_when_they_leave),
		SERVED(a_port_in_use_is_said_so),
		cmocka_unit_test(plain_http_is_for_the_loopback),
		cmocka_unit_test(bad_listen_addresses_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

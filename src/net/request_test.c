/* Hostile requests do not reach the application. */
#include "net/fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct refused {
	const char *request;
	const char *status; /* NULL: the connection may just be closed */
};

static void refuse_each(struct fixture *fixture, const struct refused *each, size_t count)
{
	struct answer got;
	for (size_t i = 0; i < count; i++) {
		got = ask_bytes(fixture, each[i].request, strlen(each[i].request));
		if (each[i].status != NULL && strncmp(got.at, each[i].status, strlen(each[i].status)) != 0)
			fail_msg("%s\nwas answered\n%s", each[i].request, got.at);
		if (atomic_load(&fixture->started) != 0)
			fail_msg("reached the application: %s", each[i].request);
	}
}

static void doubtful_framing_is_refused(void **state)
{
	static const struct refused each[] = {
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST
		 "Content-Length: 0\r\nContent-Length: 30\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
			"HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: -3\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\nabc", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\nabc", "HTTP/1.1 413"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"HTTP/1.1 400"},
		{"POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\nhello", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
			"HTTP/1.1 413"},
		{"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n", "HTTP/1.1 400"},
	};
	refuse_each(*state, each, sizeof(each) / sizeof(each[0]));
}

static void lines_that_others_would_read_differently_are_refused(void **state)
{
	static const struct refused each[] = {
		{"GET / HTTP/1.1\nHost: localhost\n\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: localhost\r\nX: y\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "X: y\r\n folded\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "X: y\r\n\tfolded\r\nZ: z\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n leading: x\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET  / HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /  HTTP/1.1\r\n" HOST "\r\n", NULL},
		{"GET /a b HTTP/1.1\r\n" HOST "\r\n", NULL},
		{"GET / HTTP/1.1 \r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /\r\n" HOST "\r\n", NULL},
		{"GET\r\n" HOST "\r\n", NULL},
		{"GET / HTTP/2.0\r\n" HOST "\r\n", "HTTP/1.1 505"},
		{"GET / HTTP/0.9\r\n" HOST "\r\n", "HTTP/1.1 505"},
		{"GET / http/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST ": empty\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "Bad(name): x\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "X: a\001b\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", "HTTP/1.1 400"},
		{"G(T / HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
	};
	refuse_each(*state, each, sizeof(each) / sizeof(each[0]));
}

static void nul_bytes_are_refused(void **state)
{
	static const struct {
		const char *request;
		size_t length;
	} each[] = {
#define BYTES(literal) {literal, sizeof(literal) - 1}
		BYTES("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"),
		BYTES("GET /a HTTP/1.1\r\nHost: local\0host\r\n\r\n"),
		BYTES("GET /a HTTP/1.1\r\n" HOST "X\0Y: z\r\n\r\n"),
		BYTES("GET /a HTTP/1.1\r\n" HOST "\0X: z\r\n\r\n"),
		BYTES("GET /a HTTP/1.1\r\n" HOST "X: z\0\r\n\r\n"),
		BYTES("G\0T /a HTTP/1.1\r\n" HOST "\r\n"),
#undef BYTES
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		ask_bytes(fixture, each[i].request, each[i].length);
		if (atomic_load(&fixture->started) != 0)
			fail_msg("reached the application: %zu", i);
	}
}

static void repeated_headers_are_refused(void **state)
{
	static const struct refused each[] = {
		{"GET / HTTP/1.1\r\n" HOST HOST "\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", "HTTP/1.1 400"},
		{"GET / HTTP/1.1\r\n" HOST "Authorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n",
			"HTTP/1.1 400"},
	};
	refuse_each(*state, each, sizeof(each) / sizeof(each[0]));
}

static void bad_targets_are_refused(void **state)
{
	static const struct refused each[] = {
		{"GET /a%0 HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a%gg HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a%00b HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a%0d%0ab HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a%7f HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /%ff HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /%c0%af HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /%ed%a0%80 HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /\xff HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a/../b HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a/./b HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a/.. HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a/%2e%2E/b HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a/.%2e HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /a%2f..%2fb HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /admin/..;/x HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET http://localhost/a HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"CONNECT localhost:1 HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET ?a HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /?a\001 HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
		{"GET /?a\xff HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 400"},
	};
	refuse_each(*state, each, sizeof(each) / sizeof(each[0]));
}

static void a_refusal_is_json_and_ends_the_connection(void **state)
{
	struct answer got = ask(*state, "GET /a%00 HTTP/1.1\r\n" HOST "\r\nGET /smuggled HTTP/1.1\r\n" HOST "\r\n");
	assert_non_null(strstr(got.at, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(got.at, "Connection: close\r\n"));
	assert_non_null(strstr(got.at, "\"Code\":\"InvalidRequest\",\"Message\":\"The request path must be"));
	assert_non_null(strstr(got.at, "{\"RequestId\":\""));
	assert_null(strstr(got.at, "smuggled"));
	assert_int_equal(((struct fixture *)*state)->started, 0);
}

static void a_body_above_the_limit_is_refused_before_it_is_sent(void **state)
{
	struct answer got =
		ask(*state, "POST /b HTTP/1.1\r\n" HOST "Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n");
	assert_int_equal(strncmp(got.at, "HTTP/1.1 413", 12), 0);
	assert_non_null(strstr(got.at, "\"Code\":\"RequestTooLarge\""));
	assert_null(strstr(got.at, "100 Continue"));
}

static void send_chunks(int number, size_t count)
{
	char bytes[1025] = {0};
	memset(bytes, 'x', 1024);
	for (size_t i = 0; i < count; i++) {
		transmit_string(number, "400\r\n");
		transmit_string(number, bytes);
		transmit_string(number, "\r\n");
	}
}

static void a_chunked_body_above_the_limit_is_refused(void **state)
{
	char got[8192];
	int number = dial(*state);
	transmit_string(number, "POST /b HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	send_chunks(number, 100);
	transmit_string(number, "0\r\n\r\n");
	receive_all(number, got, sizeof(got));
	close(number);
	assert_int_equal(strncmp(got, "HTTP/1.1 413", 12), 0);
	assert_int_equal(((struct fixture *)*state)->started, 0);
}

static void a_body_without_end_is_cut_off(void **state)
{
	char got[8192];
	int number = dial(*state);
	transmit_string(number, "POST /b HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	send_chunks(number, 1000);
	receive_all(number, got, sizeof(got));
	close(number);
	assert_string_equal(got, "");
	assert_int_equal(((struct fixture *)*state)->started, 0);
}

static void huge_heads_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct answer got;
	char *big = malloc(300000);
	memset(big, 'x', 300000);
	int length = snprintf(big, 300000, "GET /");
	big[length] = 'x';
	got = ask_bytes(fixture, big, 300000);
	assert_true(got.at[0] == 0 || strncmp(got.at, "HTTP/1.1 414", 12) == 0);
	length = snprintf(big, 300000, "GET / HTTP/1.1\r\nX: ");
	big[length] = 'x';
	got = ask_bytes(fixture, big, 300000);
	assert_true(got.at[0] == 0 || strncmp(got.at, "HTTP/1.1 431", 12) == 0);
	length = snprintf(big, 300000, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1;");
	big[length] = 'x';
	got = ask_bytes(fixture, big, 300000);
	free(big);
	assert_true(got.at[0] == 0 || strncmp(got.at, "HTTP/1.1 500", 12) == 0); /* so says libmicrohttpd */
	assert_int_equal(fixture->started, 0);
}

static void many_headers_are_refused(void **state)
{
	char request[1024];
	int length = snprintf(request, sizeof(request), "GET / HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 100; i++)
		length += snprintf(request + length, sizeof(request) - (size_t)length, "A: b\r\n");
	snprintf(request + length, sizeof(request) - (size_t)length, "\r\n");
	struct answer got = ask(*state, request);
	assert_int_equal(strncmp(got.at, "HTTP/1.1 431", 12), 0);
}

int main(void)
{
#define SERVED(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)
	const struct CMUnitTest tests[] = {
		SERVED(doubtful_framing_is_refused),
		SERVED(lines_that_others_would_read_differently_are_refused),
		SERVED(nul_bytes_are_refused),
		SERVED(repeated_headers_are_refused),
		SERVED(bad_targets_are_refused),
		SERVED(a_refusal_is_json_and_ends_the_connection),
		SERVED(a_body_above_the_limit_is_refused_before_it_is_sent),
		SERVED(a_chunked_body_above_the_limit_is_refused),
		SERVED(a_body_without_end_is_cut_off),
		SERVED(huge_heads_are_refused),
		SERVED(many_headers_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

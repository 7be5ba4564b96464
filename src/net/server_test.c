/* A real server on the loopback, spoken to byte by byte. */
#include "net/server.h"
#include "base/log.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { BODY_BYTES = 100000 };

/* What the application of these tests does is named by the path. */
struct fixture {
	struct http_server *server;
	int64_t threads;
	atomic_int started, left;
	_Atomic(struct exchange *) kept; /* by /keep, until the test answers it */
	pthread_t answering;
};

static void answer(struct exchange *exchange)
{
	struct http_request *request = &exchange->request;
	struct text said = text_print(exchange->arena, "%.*s|%.*s|%.*s|%.*s|%zu|%.*s", (int)request->method.length,
		request->method.at, (int)request->path.length, request->path.at, (int)request->query.length,
		request->query.at, (int)request->host.length, request->host.at, request->body.length,
		request->body.length > 64 ? 64 : (int)request->body.length, request->body.at);
	exchange->reply = (struct http_reply){.status = 200, .content_type = TEXT("text/plain"), .body = said};
	http_reply_header(&exchange->reply, "X-Test", TEXT("yes"));
	exchange_finish(exchange);
}

static void *answer_later(void *exchange)
{
	answer(exchange);
	return NULL;
}

static void pause_milliseconds(int64_t milliseconds)
{
	struct timespec moment = {milliseconds / 1000, milliseconds % 1000 * 1000000};
	nanosleep(&moment, NULL);
}

static void answer_elsewhere(struct exchange *exchange)
{
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, answer_later, exchange), 0);
	pthread_detach(thread);
}

static void start(void *context, struct exchange *exchange)
{
	struct fixture *fixture = context;
	struct text path = exchange->request.path;
	atomic_fetch_add(&fixture->started, 1);
	if (text_is(path, "/keep")) {
		atomic_store(&fixture->kept, exchange);
	} else if (text_is(path, "/elsewhere")) {
		answer_elsewhere(exchange);
	} else if (text_is(path, "/race")) {
		answer_elsewhere(exchange);
		pause_milliseconds(2);
	} else {
		answer(exchange);
	}
}

static void leave(void *context)
{
	atomic_fetch_add(&((struct fixture *)context)->left, 1);
}

static struct http_options plain_options(int64_t threads)
{
	return (struct http_options){.listen = TEXT("127.0.0.1:0"),
		.threads = threads,
		.connections = 64,
		.idle_seconds = 5,
		.body_bytes = BODY_BYTES};
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct http_options options = plain_options(2);
	struct http_application application = {fixture, start, leave};
	log_level_set(LOG_OFF);
	assert_true(error_ok(http_server_start(&options, application, &fixture->server)));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->server != NULL)
		http_server_stop(fixture->server, 5);
	free(fixture);
	return 0;
}

static int dial(const struct fixture *fixture)
{
	int number = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval patience = {.tv_sec = 10};
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(number, (struct sockaddr *)&address, sizeof(address)), 0);
	return number;
}

static void transmit(int number, const char *bytes, size_t length)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t more = send(number, bytes + sent, length - sent, MSG_NOSIGNAL);
		if (more <= 0)
			return; /* the server may hang up early */
		sent += (size_t)more;
	}
}

static void transmit_string(int number, const char *string)
{
	transmit(number, string, strlen(string));
}

/* Until the server closes. */
static void receive_all(int number, char *at, size_t room)
{
	size_t length = 0;
	while (length + 1 < room) {
		ssize_t more = recv(number, at + length, room - 1 - length, 0);
		if (more <= 0)
			break;
		length += (size_t)more;
	}
	at[length] = 0;
}

/* Until `wanted` has come. */
static void receive_until(int number, const char *wanted, char *at, size_t room)
{
	size_t length = 0;
	at[0] = 0;
	while (strstr(at, wanted) == NULL) {
		ssize_t more = recv(number, at + length, room - 1 - length, 0);
		assert_true(more > 0);
		length += (size_t)more;
		at[length] = 0;
	}
}

static void ask_bytes(const struct fixture *fixture, const char *request, size_t length, char answer_text[8192])
{
	int number = dial(fixture);
	transmit(number, request, length);
	shutdown(number, SHUT_WR);
	receive_all(number, answer_text, 8192);
	close(number);
}

static void ask(const struct fixture *fixture, const char *request, char answer_text[8192])
{
	int number = dial(fixture);
	transmit_string(number, request);
	receive_all(number, answer_text, 8192);
	close(number);
}

#define HOST "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n"

static void a_request_arrives_as_it_was_sent(void **state)
{
	char got[8192];
	ask(*state, "GET /v2/a%2Fb/%C3%A4?x=%20+1&y HTTP/1.1\r\nHost: Example.COM:8480\r\n" CLOSE "\r\n", got);
	assert_non_null(strstr(got, "200 OK"));
	assert_non_null(strstr(got, "\r\n\r\nGET|/v2/a%2Fb/%C3%A4|x=%20+1&y|example.com|0|"));
}

static void a_reply_has_the_standing_headers(void **state)
{
	char got[8192];
	ask(*state, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
	assert_non_null(strstr(got, "Date: "));
	assert_non_null(strstr(got, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(got, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(got, "X-Test: yes\r\n"));
	assert_non_null(strstr(got, "Content-Type: text/plain\r\n"));
	assert_null(strstr(got, "Strict-Transport-Security"));
}

static void an_ipv6_host_keeps_its_brackets(void **state)
{
	char got[8192];
	ask(*state, "GET / HTTP/1.1\r\nHost: [::1]:8480\r\n" CLOSE "\r\n", got);
	assert_non_null(strstr(got, "|[::1]|"));
}

static void bodies_arrive_whole(void **state)
{
	char got[8192];
	ask(*state, "POST /b HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\n\r\nhello", got);
	assert_non_null(strstr(got, "|5|hello"));
	ask(*state,
		"POST /b HTTP/1.1\r\n" HOST CLOSE
		"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
		got);
	assert_non_null(strstr(got, "|5|hello"));
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
	char got[8192];
	ask(*state,
		"GET /one HTTP/1.1\r\n" HOST "\r\nGET /elsewhere HTTP/1.1\r\n" HOST
		"\r\nGET /three HTTP/1.1\r\n" HOST CLOSE "\r\n",
		got);
	const char *one = strstr(got, "|/one|"), *two = strstr(got, "|/elsewhere|"), *three = strstr(got, "|/three|");
	assert_true(one != NULL && two > one && three > two);
}

static void head_has_no_body(void **state)
{
	char got[8192];
	ask(*state, "HEAD /h HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
	assert_non_null(strstr(got, "200 OK"));
	assert_string_equal(strstr(got, "\r\n\r\n"), "\r\n\r\n");
}

static void other_threads_may_answer(void **state)
{
	char got[8192];
	for (int i = 0; i < 20; i++) {
		ask(*state, "GET /elsewhere HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
		assert_non_null(strstr(got, "|/elsewhere|"));
		ask(*state, "GET /race HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
		assert_non_null(strstr(got, "|/race|"));
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
	char got[8192];
	transmit_string(number, "GET /keep HTTP/1.1\r\n" HOST "\r\n");
	while (atomic_load(&fixture->kept) == NULL)
		pause_milliseconds(1);
	close(number);
	answer(atomic_load(&fixture->kept));
	ask(fixture, "GET /after HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
	assert_non_null(strstr(got, "|/after|"));
}

struct refused {
	const char *request;
	const char *status; /* NULL: the connection may just be closed */
};

static void refuse_each(struct fixture *fixture, const struct refused *each, size_t count)
{
	char got[8192];
	for (size_t i = 0; i < count; i++) {
		ask_bytes(fixture, each[i].request, strlen(each[i].request), got);
		if (each[i].status != NULL && strncmp(got, each[i].status, strlen(each[i].status)) != 0)
			fail_msg("%s\nwas answered\n%s", each[i].request, got);
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
	char got[8192];
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		ask_bytes(fixture, each[i].request, each[i].length, got);
		if (atomic_load(&fixture->started) != 0)
			fail_msg("reached the application: %zu", i);
	}
}

static void headers_that_must_be_single_are_refused_twice(void **state)
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
	char got[8192];
	ask(*state, "GET /a%00 HTTP/1.1\r\n" HOST "\r\nGET /smuggled HTTP/1.1\r\n" HOST "\r\n", got);
	assert_non_null(strstr(got, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(got, "Connection: close\r\n"));
	assert_non_null(strstr(got, "\"Code\":\"InvalidRequest\",\"Message\":\"The request path must be"));
	assert_non_null(strstr(got, "{\"RequestId\":\""));
	assert_null(strstr(got, "smuggled"));
	assert_int_equal(((struct fixture *)*state)->started, 0);
}

static void a_body_above_the_limit_is_refused_before_it_is_sent(void **state)
{
	char got[8192];
	ask(*state, "POST /b HTTP/1.1\r\n" HOST "Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n", got);
	assert_int_equal(strncmp(got, "HTTP/1.1 413", 12), 0);
	assert_non_null(strstr(got, "\"Code\":\"RequestTooLarge\""));
	assert_null(strstr(got, "100 Continue"));
}

static void send_chunks(int number, size_t count)
{
	char chunk[1024 + 8];
	int head = snprintf(chunk, sizeof(chunk), "400\r\n");
	memset(chunk + head, 'x', 1024);
	memcpy(chunk + head + 1024, "\r\n", 2);
	for (size_t i = 0; i < count; i++)
		transmit(number, chunk, (size_t)head + 1026);
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
	char got[8192];
	char *big = malloc(300000);
	memset(big, 'x', 300000);
	int length = snprintf(big, 300000, "GET /");
	big[length] = 'x';
	ask_bytes(fixture, big, 300000, got);
	assert_true(got[0] == 0 || strncmp(got, "HTTP/1.1 414", 12) == 0);
	length = snprintf(big, 300000, "GET / HTTP/1.1\r\nX: ");
	big[length] = 'x';
	ask_bytes(fixture, big, 300000, got);
	assert_true(got[0] == 0 || strncmp(got, "HTTP/1.1 431", 12) == 0);
	length = snprintf(big, 300000, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1;");
	big[length] = 'x';
	ask_bytes(fixture, big, 300000, got);
	free(big);
	assert_true(got[0] == 0 || strncmp(got, "HTTP/1.1 500", 12) == 0); /* so says libmicrohttpd */
	assert_int_equal(fixture->started, 0);
}

static void many_headers_are_refused(void **state)
{
	char got[8192], request[8192] = "GET / HTTP/1.1\r\n" HOST;
	for (int i = 0; i < 100; i++)
		strcat(request, "A: b\r\n");
	strcat(request, "\r\n");
	ask(*state, request, got);
	assert_int_equal(strncmp(got, "HTTP/1.1 431", 12), 0);
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
	answer(atomic_load(&fixture->kept));
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
	answer(atomic_load(&fixture->kept));
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
	answer(atomic_load(&fixture->kept));
}

static void event_threads_say_when_they_leave(void **state)
{
	struct fixture *fixture = *state;
	char got[8192];
	ask(fixture, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n", got);
	assert_int_equal(fixture->left, 0);
	http_server_stop(fixture->server, 1);
	fixture->server = NULL;
	assert_true(fixture->left == 1 || fixture->left == 2);
}

static struct error start_with(struct text listen, bool allow_plain)
{
	struct http_options options = plain_options(1);
	struct http_server *server;
	options.listen = listen;
	options.allow_plain = allow_plain;
	struct error error = http_server_start(&options, (struct http_application){NULL, start, NULL}, &server);
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
#define SERVED(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
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
		SERVED(doubtful_framing_is_refused),
		SERVED(lines_that_others_would_read_differently_are_refused),
		SERVED(nul_bytes_are_refused),
		SERVED(headers_that_must_be_single_are_refused_twice),
		SERVED(bad_targets_are_refused),
		SERVED(a_refusal_is_json_and_ends_the_connection),
		SERVED(a_body_above_the_limit_is_refused_before_it_is_sent),
		SERVED(a_chunked_body_above_the_limit_is_refused),
		SERVED(a_body_without_end_is_cut_off),
		SERVED(huge_heads_are_refused),
		SERVED(many_headers_are_refused),
		SERVED(stopping_waits_for_exchanges_under_way),
		SERVED(stopping_turns_newcomers_away),
		SERVED(an_exchange_may_outlive_the_server),
		SERVED(event_threads_say_when_they_leave),
		SERVED(a_port_in_use_is_said_so),
		cmocka_unit_test(plain_http_is_for_the_loopback),
		cmocka_unit_test(bad_listen_addresses_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A real server on the loopback, spoken to byte by byte. */
#include "net/fixture.h"
#include "base/log.h"
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void fixture_answer(struct exchange *exchange)
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
	fixture_answer(exchange);
	return NULL;
}

void pause_milliseconds(int64_t milliseconds)
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

void fixture_application(void *context, struct exchange *exchange)
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
		fixture_answer(exchange);
	}
}

static void leave(void *context)
{
	atomic_fetch_add(&((struct fixture *)context)->left, 1);
}

struct http_options fixture_options(void)
{
	return (struct http_options){.listen = TEXT("127.0.0.1:0"),
		.threads = 2,
		.connections = 64,
		.idle_seconds = 5,
		.request_seconds = 30,
		.head_bytes = HEAD_BYTES,
		.body_bytes = BODY_BYTES};
}

int fixture_start(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct http_options options = fixture_options();
	struct http_application application = {fixture, fixture_application, leave, &fixture->figures};
	log_level_set(LOG_OFF);
	assert_true(error_ok(http_server_start(&options, application, &fixture->server)));
	*state = fixture;
	return 0;
}

int fixture_stop(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->server != NULL)
		http_server_stop(fixture->server, 5);
	free(fixture);
	return 0;
}

int dial(const struct fixture *fixture)
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

void transmit(int number, const char *bytes, size_t length)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t more = send(number, bytes + sent, length - sent, MSG_NOSIGNAL);
		if (more <= 0)
			return; /* the server may hang up early */
		sent += (size_t)more;
	}
}

void transmit_string(int number, const char *string)
{
	transmit(number, string, strlen(string));
}

void receive_all(int number, char *at, size_t room)
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

void receive_until(int number, const char *wanted, char *at, size_t room)
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

struct answer ask_bytes(const struct fixture *fixture, const char *request, size_t length)
{
	struct answer answer;
	int number = dial(fixture);
	transmit(number, request, length);
	shutdown(number, SHUT_WR);
	receive_all(number, answer.at, sizeof(answer.at));
	close(number);
	return answer;
}

struct answer ask(const struct fixture *fixture, const char *request)
{
	struct answer answer;
	int number = dial(fixture);
	transmit_string(number, request);
	receive_all(number, answer.at, sizeof(answer.at));
	close(number);
	return answer;
}

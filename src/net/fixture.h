/* A real server on the loopback, spoken to byte by byte. */
#pragma once
#include "net/server.h"
#include "tests/unit/unit.h"
#include <pthread.h>
#include <stdatomic.h>

#define HEAD_BYTES 36864
#define BODY_BYTES 100000
#define HOST "Host: localhost\r\n"
#define CLOSE "Connection: close\r\n"

/* The application says what it got as method|path|query|host|length of the body|start of the body. A path says how:
 * /elsewhere and /race are answered by another thread, /keep by the test, everything else at once. */
struct fixture {
	struct http_server *server; /* NULL once the test has stopped it */
	struct http_figures figures;
	atomic_int started, left;
	_Atomic(struct exchange *) kept; /* by /keep */
};

/* Fixtures of a test: *state is a struct fixture. */
int fixture_start(void **state);
int fixture_stop(void **state);
struct http_options fixture_options(void);
void fixture_application(void *context, struct exchange *exchange);
void fixture_answer(struct exchange *exchange);

void pause_milliseconds(int64_t milliseconds);
int dial(const struct fixture *fixture);
/* Does not mind if the server hangs up early. */
void transmit(int number, const char *bytes, size_t length);
void transmit_string(int number, const char *string);
/* Until the server closes; NUL-terminated. */
void receive_all(int number, char *at, size_t room);
/* Until `wanted` has come. */
void receive_until(int number, const char *wanted, char *at, size_t room);

struct answer {
	char at[8192];
};
/* Sends, and receives until the server closes. */
struct answer ask(const struct fixture *fixture, const char *request);
struct answer ask_bytes(const struct fixture *fixture, const char *request, size_t length);

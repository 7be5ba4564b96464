/* The listening socket. */
#include "net/listener.h"
#include "net/address.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

/* For each connection; left alone the kernel takes megabytes for one who asks for much and does not read it. */
enum { SEND_BYTES = 128 * 1024 };

struct endpoint {
	char host[256];
	char port[6];
};

static bool copy_terminated(char *to, size_t room, struct text text)
{
	if (text.length == 0 || text.length >= room || memchr(text.at, 0, text.length) != NULL)
		return false;
	memcpy(to, text.at, text.length);
	to[text.length] = 0;
	return true;
}

static bool split(struct text listen, struct endpoint *endpoint)
{
	struct text host, port;
	int64_t number;
	if (text_starts_with(listen, TEXT("["))) {
		text_cut(text_slice(listen, 1, listen.length), ']', &host, &port);
		if (!text_starts_with(port, TEXT(":")))
			return false;
		port = text_slice(port, 1, port.length);
	} else {
		text_cut(listen, ':', &host, &port);
	}
	if (!text_to_integer(port, &number) || number < 0 || number > UINT16_MAX)
		return false;
	return copy_terminated(endpoint->host, sizeof(endpoint->host), host) &&
		copy_terminated(endpoint->port, sizeof(endpoint->port), port);
}

static void free_resolved(struct addrinfo **resolved)
{
	if (*resolved != NULL)
		freeaddrinfo(*resolved);
}

static struct error bind_error(int number)
{
	if (number == EADDRINUSE)
		return error_internal("another program listens there; stop it or choose another port");
	if (number == EACCES)
		return error_internal("not permitted; choose a port from 1024 on");
	if (number == EADDRNOTAVAIL)
		return error_internal("this machine does not have that address");
	return error_internal("cannot open the socket");
}

static struct error open_socket(const struct addrinfo *resolved, struct listener *listener)
{
	const int on = 1, send_bytes = SEND_BYTES;
	int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	listener->socket = socket(resolved->ai_family, type, 0);
	if (listener->socket < 0)
		return bind_error(errno);
	setsockopt(listener->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(listener->socket, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof(send_bytes)); /* connections inherit it */
	if (bind(listener->socket, resolved->ai_addr, resolved->ai_addrlen) == 0 &&
		listen(listener->socket, BACKLOG) == 0)
		return ok();
	struct error error = bind_error(errno);
	listener_close(listener);
	return error;
}

static int port_of(int number)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} bound = {.six = {0}};
	socklen_t length = sizeof(bound);
	getsockname(number, &bound.any, &length);
	return ntohs(bound.any.sa_family == AF_INET6 ? bound.six.sin6_port : bound.four.sin_port);
}

struct error listener_open(struct text listen, struct listener *listener)
{
	struct endpoint endpoint;
	if (!split(listen, &endpoint))
		return error_internal("write host:port, or [address]:port for IPv6");
	struct addrinfo *resolved __attribute__((cleanup(free_resolved))) = NULL;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	if (getaddrinfo(endpoint.host, endpoint.port, &hints, &resolved) != 0)
		return error_internal("the host is neither an address nor a known name");
	struct error error = open_socket(resolved, listener);
	if (!error_ok(error))
		return error;
	listener->port = port_of(listener->socket);
	listener->loopback = address_is_loopback(resolved->ai_addr);
	return ok();
}

bool listener_understands(struct text listen)
{
	struct endpoint endpoint;
	return split(listen, &endpoint);
}

void listener_close(struct listener *listener)
{
	if (listener->socket >= 0)
		close(listener->socket);
	listener->socket = -1;
}

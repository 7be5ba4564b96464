/* The least an HTTP server on libmicrohttpd does: one event thread, one short answer. `empty PORT` */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *target, const char *method,
	const char *version, const char *body, size_t *length, void **call)
{
	(void)target, (void)method, (void)version, (void)body;
	if (*call == NULL || *length > 0) {
		*call = connection;
		*length = 0;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(int count, char **arguments)
{
	if (count != 2)
		return 2;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(arguments[1], NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	static char text[] = "{\"ok\":true}";
	struct MHD_Response *response = MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	if (MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, response, MHD_OPTION_SOCK_ADDR,
		    &address, MHD_OPTION_END) == NULL) {
		perror("empty");
		return 1;
	}
	for (;;)
		pause();
}

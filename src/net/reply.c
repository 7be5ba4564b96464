/* Handing a reply to libmicrohttpd. */
#include "net/reply.h"
#include <assert.h>

static void destroy_response(struct MHD_Response **response)
{
	if (*response != NULL)
		MHD_destroy_response(*response);
}

static bool add_headers(struct MHD_Response *response, struct exchange *exchange)
{
	const struct http_reply *reply = &exchange->reply;
	bool added = true;
	for (size_t i = 0; i < reply->header_count; i++) {
		struct text name = text_copy(exchange->arena, reply->headers[i].name);
		struct text value = text_copy(exchange->arena, reply->headers[i].value);
		added = added && MHD_add_response_header(response, name.at, value.at) == MHD_YES;
	}
	if (reply->content_type.at != NULL) {
		struct text type = text_copy(exchange->arena, reply->content_type);
		added = added && MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type.at) == MHD_YES;
	}
	return added;
}

static void add_standing_headers(struct MHD_Response *response, bool secure, bool last)
{
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (secure)
		MHD_add_response_header(response, MHD_HTTP_HEADER_STRICT_TRANSPORT_SECURITY, "max-age=31536000");
	if (last)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
}

enum MHD_Result reply_send(struct slot *slot, bool last)
{
	struct exchange *exchange = &slot->exchange;
	struct text body = exchange->reply.body;
	/* The buffer is only read; the body lives until the completed callback. */
	struct MHD_Response *response __attribute__((cleanup(destroy_response))) =
		MHD_create_response_from_buffer(body.length, (void *)(uintptr_t)body.at, MHD_RESPMEM_PERSISTENT);
	if (response == NULL || !add_headers(response, exchange))
		return MHD_NO;
	add_standing_headers(response, exchange->request.secure, last);
	return MHD_queue_response(slot->connection, (unsigned)exchange->reply.status, response);
}

void http_reply_header(struct http_reply *reply, const char *name, struct text value)
{
	assert(reply->header_count < sizeof(reply->headers) / sizeof(reply->headers[0]));
	reply->headers[reply->header_count++] = (struct http_header){text_of(name), value};
}

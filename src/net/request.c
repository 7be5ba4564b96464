/* Reading the head of a request out of libmicrohttpd. */
#include "net/request.h"
#include "net/address.h"
#include <string.h>

enum { MOST_HEADERS = 100 };

struct head_reader {
	struct arena *arena;
	struct http_request *request;
	const char *next; /* where the next header line begins if all before it are as they should be */
	bool clean;
};

static enum MHD_Result read_header(
	void *context, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value, size_t length)
{
	(void)kind;
	struct head_reader *reader = context;
	if (name != reader->next)
		reader->clean = false;
	reader->next = value + length + 2;
	reader->request->headers[reader->request->header_count++] = (struct http_header){
		.name = text_lower(reader->arena, (struct text){name, name_length}),
		.value = text_copy(reader->arena, text_trim((struct text){value, length})),
	};
	return MHD_YES;
}

static size_t head_size(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
}

/* libmicrohttpd takes lines that end in a bare LF, folded headers, NUL bytes and several blanks in the request line,
 * and so may see other borders than a proxy before it (RFC 9112 section 2.2). It parses in place: the parts it hands
 * out stand in its buffer one after another, and a gap of any other size than one blank or one CRLF betrays each of
 * these. */
static bool read_head(struct slot *slot, const char *method, const char *version)
{
	struct head_reader reader = {.arena = slot->exchange.arena, .request = &slot->exchange.request, .clean = true};
	const char *target = slot->target_sent;
	bool line = target == method + strlen(method) + 1 && version == target + slot->target.length + 1;
	reader.next = version + strlen(version) + 2;
	MHD_get_connection_values_n(slot->connection, MHD_HEADER_KIND, read_header, &reader);
	return line && reader.clean && reader.next + 2 == method + head_size(slot->connection);
}

static struct text host_without_port(struct arena *arena, struct text host)
{
	struct text name, port;
	bool bracketed = text_starts_with(host, TEXT("["));
	text_cut(host, bracketed ? ']' : ':', &name, &port);
	return text_lower(arena, bracketed ? text_slice(host, 0, name.length + 1) : name);
}

static void split_target(struct http_request *request, struct text target)
{
	text_cut(target, '?', &request->path, &request->query);
	if (request->query.at == NULL)
		request->query = TEXT("");
}

const struct refusal *request_read(
	struct slot *slot, const char *method, const char *version, const struct request_rules *rules)
{
	struct http_request *request = &slot->exchange.request;
	struct arena *arena = slot->exchange.arena;
	int count = MHD_get_connection_values(slot->connection, MHD_HEADER_KIND, NULL, NULL);
	request->address = address_text(
		arena, MHD_get_connection_info(slot->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
	if (slot->target.at == NULL)
		return &refusal_malformed;
	if (count > MOST_HEADERS)
		return &refusal_too_many_headers;
	request->headers = arena_array(arena, (size_t)count, sizeof(struct http_header));
	request->method = text_copy(arena, text_of(method));
	split_target(request, slot->target);
	if (!read_head(slot, method, version))
		return &refusal_malformed;
	request->host = host_without_port(arena, http_header(request, "host", NULL));
	request->address = network_caller(arena, &rules->proxies, request);
	const struct refusal *refusal = refuse_headers(request);
	if (refusal == NULL)
		refusal = refuse_framing(request, strcmp(version, "HTTP/1.0") == 0, rules->body_bytes);
	return refusal == NULL ? refuse_target(arena, request) : refusal;
}

struct text http_header(const struct http_request *request, const char *name, size_t *count)
{
	struct text first = {NULL, 0};
	size_t found = 0;
	for (size_t i = 0; i < request->header_count; i++)
		if (text_is(request->headers[i].name, name) && found++ == 0)
			first = request->headers[i].value;
	if (count != NULL)
		*count = found;
	return first;
}

/* Outgoing HTTP. */
#include "net/client.h"
#include "net/outgoing.h"

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct builder *body = context;
	builder_add(body, (struct text){data, size * count});
	return body->overflown ? CURL_WRITEFUNC_ERROR : size * count;
}

static bool is_method(struct text method)
{
	return text_is(method, "GET") || text_is(method, "POST");
}

static struct curl_slist *headers_of(struct arena *arena, const struct outgoing *request)
{
	struct text type =
		text_print(arena, "Content-Type: %.*s", (int)request->content_type.length, request->content_type.at);
	struct curl_slist *list = curl_slist_append(NULL, type.at);
	return list == NULL ? NULL : curl_slist_append(list, "Expect:");
}

static void set_body(CURL *handle, const struct outgoing *request, struct curl_slist *headers)
{
	curl_easy_setopt(handle, CURLOPT_POST, 1L);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.at == NULL ? "" : request->body.at);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

struct error client_send(struct arena *arena, const struct outgoing *request, int64_t *status, struct text *body)
{
	struct connecting connecting = {.trusted = request->trusted};
	struct builder answer = builder_in(arena, request->most);
	struct curl_slist *headers __attribute__((cleanup(outgoing_free_list))) = NULL;
	if (!is_method(request->method) || text_has_controls(request->url) || text_has_controls(request->content_type))
		return error_internal("outgoing: a method, URL or content type that is not allowed");
	CURL *handle __attribute__((cleanup(outgoing_free))) =
		outgoing_create("http,https", request->timeout, &connecting);
	if (handle == NULL)
		return error_internal("outgoing: no memory");
	curl_easy_setopt(handle, CURLOPT_URL, text_copy(arena, request->url).at);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
	if (!request->trusted)
		curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	if (text_is(request->method, "POST")) {
		headers = headers_of(arena, request);
		set_body(handle, request, headers);
	}
	struct error error = outgoing_error(curl_easy_perform(handle), &connecting);
	if (!error_ok(error))
		return error;
	long code = 0;
	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
	*status = code;
	*body = builder_text(&answer);
	return ok();
}

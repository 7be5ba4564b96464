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
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (text_is(method, methods[i]))
			return true;
	}
	return false;
}

static bool is_allowed(const struct outgoing *request)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (text_has_controls(request->headers[i].name) || text_has_controls(request->headers[i].value))
			return false;
	}
	return is_method(request->method) && !text_has_controls(request->url) &&
		!text_has_controls(request->content_type);
}

static struct curl_slist *headers_of(struct arena *arena, const struct outgoing *request)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	struct text type =
		text_print(arena, "Content-Type: %.*s", (int)request->content_type.length, request->content_type.at);
	list = curl_slist_append(list, request->content_type.length > 0 ? type.at : "Content-Type:");
	for (size_t i = 0; i < request->header_count; i++) {
		struct text name = request->headers[i].name, value = request->headers[i].value;
		struct text line =
			text_print(arena, "%.*s: %.*s", (int)name.length, name.at, (int)value.length, value.at);
		list = curl_slist_append(list, line.at);
	}
	return list;
}

static void set_body(CURL *handle, const struct outgoing *request)
{
	curl_easy_setopt(handle, CURLOPT_POST, 1L);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.at == NULL ? "" : request->body.at);
	curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
}

struct error client_send(struct arena *arena, const struct outgoing *request, int64_t *status, struct text *body)
{
	struct connecting connecting = {.trusted = request->trusted, .stop = request->stop};
	struct builder answer = builder_in(arena, request->most);
	if (!is_allowed(request))
		return error_internal("outgoing: a method, URL or header that is not allowed");
	struct curl_slist *headers __attribute__((cleanup(outgoing_free_list))) = headers_of(arena, request);
	CURL *handle __attribute__((cleanup(outgoing_free))) =
		outgoing_create("http,https", request->timeout, &connecting);
	if (handle == NULL || headers == NULL)
		return error_internal("outgoing: no memory");
	curl_easy_setopt(handle, CURLOPT_URL, text_copy(arena, request->url).at);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
	if (request->authorities != NULL)
		curl_easy_setopt(handle, CURLOPT_CAINFO, request->authorities);
	if (!request->trusted)
		curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	if (request->body.at != NULL || text_is(request->method, "POST"))
		set_body(handle, request);
	curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, text_copy(arena, request->method).at);
	struct error error = outgoing_error(curl_easy_perform(handle), &connecting);
	if (!error_ok(error))
		return error;
	long code = 0;
	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
	*status = code;
	*body = builder_text(&answer);
	return ok();
}

static void free_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static bool read_part(struct arena *arena, CURLU *url, CURLUPart part, struct text *value)
{
	char *found = NULL;
	bool there = curl_url_get(url, part, &found, 0) == CURLUE_OK;
	*value = text_copy(arena, text_of(found));
	curl_free(found);
	return there;
}

bool client_url(struct arena *arena, struct text url, struct text *scheme, struct text *host)
{
	CURLU *parsed __attribute__((cleanup(free_url))) = curl_url();
	return parsed != NULL && curl_url_set(parsed, CURLUPART_URL, text_copy(arena, url).at, 0) == CURLUE_OK &&
		read_part(arena, parsed, CURLUPART_SCHEME, scheme) && read_part(arena, parsed, CURLUPART_HOST, host);
}

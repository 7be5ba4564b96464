/* Strings to sign and signatures of the V1.0 and V3 schemes. */
#include "crypto/signature.h"
#include "crypto/digest.h"
#include <stdlib.h>
#include <string.h>

/* Twice the escapes of the largest request. A string that is cut here only fails to match. */
#define LONGEST_STRING ((size_t)256 * 1024 * 1024)
#define MOST_SIGNED_HEADERS 100

struct version {
	const char *name;
	enum digest_kind digest;
};

static const struct version versions[] = {
	[SIGNATURE_V1_HMAC_SHA1] = {"HMAC-SHA1", DIGEST_SHA1},
	[SIGNATURE_V3_HMAC_SHA256] = {"ACS3-HMAC-SHA256", DIGEST_SHA256},
	[SIGNATURE_V3_HMAC_SM3] = {"ACS3-HMAC-SM3", DIGEST_SM3},
};

static int compare_parameters(const void *a, const void *b)
{
	const struct parameter *left = a, *right = b;
	int order = text_compare(left->name, right->name);
	return order != 0 ? order : text_compare(left->value, right->value);
}

/* name=value&name=value, sorted, percent-encoded, without the parameter named `but`. */
static struct text canonical_query(struct arena *arena, struct parameter_list parameters, const char *but)
{
	struct parameter *sorted = arena_array(arena, parameters.count, sizeof(*sorted));
	if (parameters.count > 0)
		memcpy(sorted, parameters.at, parameters.count * sizeof(*sorted));
	qsort(sorted, parameters.count, sizeof(*sorted), compare_parameters);
	struct builder query = builder_in(arena, LONGEST_STRING);
	for (size_t i = 0; i < parameters.count; i++) {
		if (text_is(sorted[i].name, but))
			continue;
		if (query.length > 0)
			builder_add_char(&query, '&');
		builder_add(&query, encode_percent(arena, sorted[i].name));
		builder_add_char(&query, '=');
		builder_add(&query, encode_percent(arena, sorted[i].value));
	}
	return builder_text(&query);
}

struct text signature_v1_string(struct arena *arena, struct text method, struct parameter_list parameters)
{
	struct builder string = builder_in(arena, LONGEST_STRING);
	builder_add(&string, method);
	builder_add(&string, TEXT("&%2F&"));
	builder_add(&string, encode_percent(arena, canonical_query(arena, parameters, "Signature")));
	return builder_text(&string);
}

struct text signature_v1(struct arena *arena, struct text secret, struct text string_to_sign)
{
	struct text key = text_print(arena, "%.*s&", (int)secret.length, secret.at);
	return encode_base64(arena, digest_hmac(arena, DIGEST_SHA1, key, string_to_sign));
}

static void add_canonical_path(struct builder *request, struct text path)
{
	if (path.length == 0)
		builder_add_char(request, '/');
	for (size_t i = 0; i < path.length; i++) {
		if (path.at[i] == '+') {
			builder_add(request, TEXT("%20"));
		} else if (path.at[i] == '*') {
			builder_add(request, TEXT("%2A"));
		} else if (text_equal(text_slice(path, i, 3), TEXT("%7E"))) {
			builder_add_char(request, '~');
			i += 2;
		} else {
			builder_add_char(request, path.at[i]);
		}
	}
}

static int compare_texts(const void *a, const void *b)
{
	const struct text *left = a, *right = b;
	return text_compare(*left, *right);
}

static struct text_list split_signed_headers(struct arena *arena, struct text signed_headers)
{
	struct text_list names = {arena_array(arena, MOST_SIGNED_HEADERS, sizeof(struct text)), 0};
	while (signed_headers.at != NULL && names.count < MOST_SIGNED_HEADERS) {
		struct text name;
		text_cut(signed_headers, ';', &name, &signed_headers);
		names.at[names.count++] = text_lower(arena, name);
	}
	qsort(names.at, names.count, sizeof(*names.at), compare_texts);
	return names;
}

/* The values of all headers of that name, trimmed, sorted, joined by commas. */
static void add_header(
	struct arena *arena, struct builder *request, const struct signature_v3_request *from, struct text name)
{
	struct text_list values = {arena_array(arena, from->header_count, sizeof(struct text)), 0};
	for (size_t i = 0; i < from->header_count; i++) {
		if (text_equal(from->headers[i].name, name))
			values.at[values.count++] = text_trim(from->headers[i].value);
	}
	qsort(values.at, values.count, sizeof(*values.at), compare_texts);
	builder_add(request, name);
	builder_add_char(request, ':');
	for (size_t i = 0; i < values.count; i++) {
		if (i > 0)
			builder_add_char(request, ',');
		builder_add(request, values.at[i]);
	}
	builder_add_char(request, '\n');
}

static struct text canonical_request(struct arena *arena, const struct signature_v3_request *from)
{
	struct builder request = builder_in(arena, LONGEST_STRING);
	builder_add(&request, from->method);
	builder_add_char(&request, '\n');
	add_canonical_path(&request, from->path);
	builder_add_char(&request, '\n');
	builder_add(&request, canonical_query(arena, from->query, NULL));
	builder_add_char(&request, '\n');
	struct text_list names = split_signed_headers(arena, from->signed_headers);
	for (size_t i = 0; i < names.count; i++)
		add_header(arena, &request, from, names.at[i]);
	builder_add_char(&request, '\n');
	builder_add(&request, from->signed_headers);
	builder_add_char(&request, '\n');
	builder_add(&request, from->payload_hash);
	return builder_text(&request);
}

struct text signature_v3_string(
	struct arena *arena, enum signature_version version, const struct signature_v3_request *request)
{
	struct text hash = digest(arena, versions[version].digest, canonical_request(arena, request));
	return text_print(arena, "%s\n%s", versions[version].name, encode_hex(arena, hash).at);
}

struct text signature_v3(
	struct arena *arena, enum signature_version version, struct text secret, struct text string_to_sign)
{
	return encode_hex(arena, digest_hmac(arena, versions[version].digest, secret, string_to_sign));
}

static bool parse_version(struct text name, enum signature_version *version)
{
	for (enum signature_version known = SIGNATURE_V3_HMAC_SHA256; known <= SIGNATURE_V3_HMAC_SM3; known++) {
		if (text_is(name, versions[known].name)) {
			*version = known;
			return true;
		}
	}
	return false;
}

/* One Key=value; false when the key is unknown, was there before, or has no value. */
static bool parse_part(struct text part, struct signature_authorization *authorization)
{
	struct text key, value, *to = NULL;
	text_cut(text_trim(part), '=', &key, &value);
	if (text_is(key, "Credential"))
		to = &authorization->credential;
	else if (text_is(key, "SignedHeaders"))
		to = &authorization->signed_headers;
	else if (text_is(key, "Signature"))
		to = &authorization->signature;
	if (to == NULL || to->at != NULL || value.length == 0)
		return false;
	*to = value;
	return true;
}

static size_t count_names(struct text signed_headers)
{
	size_t count = 1;
	for (size_t i = 0; i < signed_headers.length; i++)
		count += signed_headers.at[i] == ';';
	return count;
}

bool signature_v3_parse(struct text header, struct signature_authorization *authorization)
{
	struct text version, rest, part;
	*authorization = (struct signature_authorization){0};
	text_cut(text_trim(header), ' ', &version, &rest);
	if (!parse_version(version, &authorization->version))
		return false;
	while (rest.at != NULL) {
		text_cut(rest, ',', &part, &rest);
		if (!parse_part(part, authorization))
			return false;
	}
	return authorization->credential.at != NULL && authorization->signature.at != NULL &&
		authorization->signed_headers.at != NULL &&
		count_names(authorization->signed_headers) <= MOST_SIGNED_HEADERS;
}

bool signature_v3_is_signed(struct text signed_headers, struct text name)
{
	while (signed_headers.at != NULL) {
		struct text one;
		text_cut(signed_headers, ';', &one, &signed_headers);
		if (text_equal_ignore_case(one, name))
			return true;
	}
	return false;
}

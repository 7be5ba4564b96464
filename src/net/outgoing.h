/* What every use of libcurl has in common. */
#pragma once
#include "base/error.h"
#include <curl/curl.h>
#include <stdatomic.h>

struct connecting {
	bool trusted;
	const atomic_bool *stop; /* gives it up once it is set; may be NULL */
	bool refused;		 /* set when the host has an address that may not be called */
};

/* A handle that speaks only `protocols` (a list with commas), follows no redirect, uses no proxy, checks certificates,
 * and connects to public addresses only unless `connecting` says trusted. NULL if there is no memory. */
CURL *outgoing_create(const char *protocols, int64_t timeout, struct connecting *connecting);
/* For __attribute__((cleanup)). */
void outgoing_free(CURL **handle);
void outgoing_free_list(struct curl_slist **list);
struct error outgoing_error(CURLcode code, const struct connecting *connecting);

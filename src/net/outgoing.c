/* What every use of libcurl has in common. */
#include "net/outgoing.h"
#include "net/address.h"
#include <sys/socket.h>

/* The address is checked where the connection is made, so a name that resolves differently each time gains nothing. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct connecting *connecting = context;
	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	if (!connecting->trusted && !address_is_public(&address->addr)) {
		connecting->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* libcurl asks once a second at least. */
static int give_up(void *context, curl_off_t to_receive, curl_off_t received, curl_off_t to_send, curl_off_t sent)
{
	(void)to_receive, (void)received, (void)to_send, (void)sent;
	const struct connecting *connecting = context;
	return connecting->stop != NULL && atomic_load(connecting->stop);
}

CURL *outgoing_create(const char *protocols, int64_t timeout, struct connecting *connecting)
{
	CURL *handle = curl_easy_init();
	if (handle == NULL)
		return NULL;
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)timeout);
	curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, connecting);
	curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, give_up);
	curl_easy_setopt(handle, CURLOPT_XFERINFODATA, connecting);
	return handle;
}

void outgoing_free(CURL **handle)
{
	if (*handle != NULL)
		curl_easy_cleanup(*handle);
}

void outgoing_free_list(struct curl_slist **list)
{
	if (*list != NULL)
		curl_slist_free_all(*list);
}

struct error outgoing_error(CURLcode code, const struct connecting *connecting)
{
	if (code == CURLE_OK)
		return ok();
	if (connecting->refused)
		return error_internal("outgoing: the host has an address that is not public");
	return error_internal(curl_easy_strerror(code));
}

/* Outgoing mail. */
#include "net/message.h"
#include "net/outgoing.h"
#include "base/time.h"
#include <string.h>

enum { TIMEOUT = 30000 };

static size_t give_message(char *data, size_t size, size_t count, void *context)
{
	struct text *left = context;
	size_t length = left->length < size * count ? left->length : size * count;
	memcpy(data, left->at, length);
	*left = text_slice(*left, length, left->length);
	return length;
}

/* A password never travels in the clear. Without one, TLS is used when the server offers it. */
static long security_of(struct text server)
{
	return memchr(server.at, '@', server.length) != NULL ? CURLUSESSL_ALL : CURLUSESSL_TRY;
}

static const char *bracketed(struct arena *arena, struct text address)
{
	return text_print(arena, "<%.*s>", (int)address.length, address.at).at;
}

struct error client_mail(struct arena *arena, const struct mail *mail)
{
	struct connecting connecting = {.trusted = true, .stop = mail->stop};
	struct text message;
	struct error error = message_compose(arena, mail, time_now(), &message);
	if (!error_ok(error))
		return error;
	struct curl_slist *to __attribute__((cleanup(outgoing_free_list))) =
		curl_slist_append(NULL, bracketed(arena, mail->to));
	CURL *handle __attribute__((cleanup(outgoing_free))) = outgoing_create("smtp,smtps", TIMEOUT, &connecting);
	if (handle == NULL || to == NULL)
		return error_internal("outgoing: no memory");
	curl_easy_setopt(handle, CURLOPT_URL, text_copy(arena, mail->server).at);
	curl_easy_setopt(handle, CURLOPT_USE_SSL, security_of(mail->server));
	curl_easy_setopt(handle, CURLOPT_MAIL_FROM, bracketed(arena, mail->from));
	curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_message);
	curl_easy_setopt(handle, CURLOPT_READDATA, &message);
	return outgoing_error(curl_easy_perform(handle), &connecting);
}

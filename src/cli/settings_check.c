/* What a value must be beyond its type. */
#include "cli/settings_check.h"
#include "base/check.h"
#include "net/client.h"
#include "net/listener.h"
#include "net/network.h"
#include <stddef.h>

static bool is_listen(struct arena *arena, struct text value)
{
	(void)arena;
	return listener_understands(value);
}

static bool is_network_list(struct arena *arena, struct text value)
{
	struct network_list networks;
	return network_list_read(arena, value, &networks);
}

static bool is_public_url(struct arena *arena, struct text value)
{
	(void)arena;
	return format_http_url(value);
}

static bool is_mail_url(struct arena *arena, struct text value)
{
	struct text scheme, host;
	return client_url(arena, value, &scheme, &host) && (text_is(scheme, "smtp") || text_is(scheme, "smtps"));
}

static bool is_address(struct arena *arena, struct text value)
{
	(void)arena;
	return format_email(value);
}

/* The messages tell passwords. */
static bool is_sms_url(struct arena *arena, struct text value)
{
	struct text scheme, host;
	if (!client_url(arena, value, &scheme, &host))
		return false;
	bool here = text_is(host, "localhost") || text_is(host, "[::1]") || text_starts_with(host, TEXT("127."));
	return text_is(scheme, "https") || (text_is(scheme, "http") && here);
}

static const struct rule {
	const char *name;
	size_t offset; /* of a text in struct settings; empty is good */
	bool (*good)(struct arena *arena, struct text value);
	const char *must;
} rules[] = {
	{"server.listen", offsetof(struct settings, server_listen), is_listen, "host:port, or [address]:port for IPv6"},
	{"server.management_listen", offsetof(struct settings, server_management_listen), is_listen,
		"host:port, or [address]:port for IPv6"},
	{"server.trusted_proxies", offsetof(struct settings, server_trusted_proxies), is_network_list,
		"addresses and networks with commas between them, as in 10.0.0.0/8, ::1"},
	{"server.issuer", offsetof(struct settings, server_issuer), is_public_url,
		"a URL with http:// or https:// and a host, without a user and without a fragment"},
	{"mail.url", offsetof(struct settings, mail_url), is_mail_url, "a URL with smtp:// or smtps:// and a host"},
	{"mail.from", offsetof(struct settings, mail_from), is_address, "an email address, and nothing else"},
	{"sms.url", offsetof(struct settings, sms_url), is_sms_url,
		"a URL with https:// and a host; with http:// only on this machine"},
};

bool settings_check(struct arena *arena, const struct settings *settings, struct text *problem)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct text *value = (const void *)((const char *)settings + rules[i].offset);
		if (value->length == 0 || rules[i].good(arena, *value))
			continue;
		/* the value is not repeated: it may hold a password */
		*problem = text_print(arena, "%s must be %s", rules[i].name, rules[i].must);
		return false;
	}
	*problem = TEXT("mail.url needs mail.from beside it");
	return settings->mail_url.length == 0 || settings->mail_from.length > 0;
}

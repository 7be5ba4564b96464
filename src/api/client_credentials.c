/* Client credentials from a header or from parameters. */
#include "api/client_credentials.h"
#include "base/encode.h"

/* Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1). */
static bool read_basic(struct call *call, struct text authorization, struct client_credentials *client)
{
	struct text scheme, encoded, pair, id, secret;
	text_cut(authorization, ' ', &scheme, &encoded);
	if (!text_equal_ignore_case(scheme, TEXT("Basic")) || !decode_base64(call->secrets, text_trim(encoded), &pair))
		return false;
	text_cut(pair, ':', &id, &secret);
	return secret.at && decode_percent(call->secrets, id, true, &client->id) &&
		decode_percent(call->secrets, secret, true, &client->secret) && text_is_utf8(client->id) &&
		!text_has_controls(client->id);
}

struct error client_credentials_read(
	struct call *call, struct client_credentials sent, struct text authorization, struct client_credentials *client)
{
	*client = sent;
	if (!authorization.at) {
		if (!client->secret.at)
			client->secret = TEXT("");
		return ok();
	}
	if (!read_basic(call, authorization, client))
		return error_of(ERROR_CLIENT_UNKNOWN, sent.id);
	if (sent.secret.at)
		return error_of(ERROR_PARAMETER_INVALID, TEXT("client_secret"));
	if (sent.id.at && !text_equal(sent.id, client->id))
		return error_of(ERROR_PARAMETER_INVALID, TEXT("client_id"));
	return ok();
}

struct text client_credentials_id(struct call *call, struct text authorization)
{
	struct client_credentials client;
	return read_basic(call, authorization, &client) ? client.id : (struct text){NULL, 0};
}

/* Access tokens for applications (RFC 6749 section 4.4, RFC 7009). */
#include "api/client_credentials.h"
#include "contract/developer.h"
#include "directory/token.h"

static const char *const openid_scopes[] = {"openid", "email", "phone", "profile"};

static bool scope_known(struct text scope)
{
	for (size_t i = 0; i < sizeof(openid_scopes) / sizeof(*openid_scopes); i++) {
		if (text_is(scope, openid_scopes[i]))
			return true;
	}
	return false;
}

/* The scopes of OpenID speak of a user, and here is none: they are accepted, because clients send them always, and give
 * nothing. */
static struct error check_scopes(struct text scopes)
{
	struct text scope;
	while (scopes.length > 0) {
		text_cut(scopes, ' ', &scope, &scopes);
		if (scope.length > 0 && !scope_known(scope))
			return error_of(ERROR_SCOPE_INVALID, scope);
	}
	return ok();
}

/* The client is the application of the path. */
static struct error read_client(struct call *call, struct client_credentials sent, struct text authorization,
	struct text application, struct text *secret)
{
	struct client_credentials client;
	struct error error = client_credentials_read(call, sent, authorization, &client);
	if (!error_ok(error))
		return error;
	if (client.id.at && !text_equal(client.id, application))
		return error_of(ERROR_CLIENT_UNKNOWN, client.id);
	*secret = client.secret;
	return ok();
}

struct error developer_generate_token(struct call *call, const struct developer_generate_token_request *in,
	struct developer_generate_token_response *out)
{
	struct client_credentials sent = {in->client_id, in->client_secret};
	struct text secret;
	struct token token;
	if (!text_is(in->grant_type, "client_credentials"))
		return error_of(ERROR_GRANT_UNSUPPORTED, in->grant_type);
	struct error error = check_scopes(in->scope);
	if (error_ok(error))
		error = read_client(call, sent, in->authorization, in->application_id, &secret);
	if (error_ok(error))
		error = token_issue(call, TOKEN_DEVELOPER, in->application_id, secret, &token);
	if (!error_ok(error))
		return error;
	out->token_type = TEXT("Bearer");
	out->access_token = token.value;
	out->expires_in = (token.expires - token.issued) / 1000;
	out->expires_at = token.expires;
	return ok();
}

struct error developer_revoke_token(
	struct call *call, const struct developer_revoke_token_request *in, struct developer_revoke_token_response *out)
{
	(void)out;
	struct client_credentials sent = {in->client_id, in->client_secret};
	struct text secret;
	struct error error = read_client(call, sent, in->authorization, in->application_id, &secret);
	return error_ok(error) ? token_revoke(call, in->application_id, secret, in->token) : error;
}

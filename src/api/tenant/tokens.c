/* Access tokens for the tenant API. */
#include "api/client_credentials.h"
#include "contract/tenant.h"
#include "directory/token.h"

struct error tenant_get_token(
	struct call *call, const struct tenant_get_token_request *in, struct tenant_get_token_response *out)
{
	struct client_credentials client, sent = {in->client_id, in->client_secret};
	struct token token;
	if (!text_is(in->grant_type, "client_credentials"))
		return error_of(ERROR_GRANT_UNSUPPORTED, in->grant_type);
	struct error error = client_credentials_read(call, sent, in->authorization, &client);
	if (error_ok(error) && !client.id.at)
		error = error_of(ERROR_CLIENT_UNKNOWN, client.id);
	if (error_ok(error))
		error = token_issue(call, TOKEN_TENANT, client.id, client.secret, &token);
	if (!error_ok(error))
		return error;
	out->access_token = token.value;
	out->token_type = TEXT("bearer");
	out->expires_in = (token.expires - token.issued) / 1000;
	out->scope = TEXT("all");
	return ok();
}

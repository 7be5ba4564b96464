/* The EIAM tenant API v2: bearer tokens that are UUIDs; errors as {"error_code", "error_msg"}, those of the token in
 * the words of OAuth. */
#include "api/door.h"
#include "api/rest.h"
#include "base/json.h"
#include "directory/token.h"
#include <string.h>

static struct error authenticate(struct visit *visit)
{
	struct text token = rest_bearer(visit);
	if (token.length == 0)
		return error_of(ERROR_TOKEN_INVALID, TEXT("Authorization"));
	return token_accept(&visit->call, TOKEN_TENANT, token);
}

/* The token endpoint learns its instance from the client id. */
static struct error locate(struct visit *visit)
{
	(void)visit;
	return ok();
}

static struct text refuse(struct visit *visit, const struct rendering *rendering, struct text code, struct text message)
{
	bool oauth = strchr(rendering->code, '.') == NULL;
	struct builder out = builder_in(visit->call.arena, 1u << 20);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_member(&writer, oauth ? TEXT("error") : TEXT("error_code"), code);
	json_write_member(&writer, oauth ? TEXT("error_description") : TEXT("error_msg"), message);
	json_close_object(&writer);
	return builder_text(&out);
}

const struct door door_tenant = {"tenant", rest_read, rest_claim, authenticate, locate, rest_answer, refuse, rest_content_type};

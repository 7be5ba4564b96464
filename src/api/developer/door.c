/* The EIAM developer API: bearer tokens of applications; two spellings of the path, one with the instance's id and one
 * on the instance's own domain. */
#include "api/door.h"
#include "api/rest.h"
#include "base/json.h"
#include "directory/application.h"
#include "directory/instance.h"
#include "directory/token.h"

static struct error path_instance(struct visit *visit, struct instance *instance)
{
	struct text id = route_value(&visit->match, "instanceId");
	if (id.at)
		return instance_get(&visit->call, id, instance);
	return instance_by_domain(&visit->call, visit->exchange->request.host, instance);
}

static struct error locate(struct visit *visit)
{
	struct instance instance;
	struct error error = path_instance(visit, &instance);
	if (!error_ok(error))
		return error;
	visit->call.realm = instance.id;
	return ok();
}

/* The path names an application; the token must be that application's own. */
static struct error require_path(struct visit *visit)
{
	struct call *call = &visit->call;
	struct instance instance;
	struct application application;
	struct text id = route_value(&visit->match, "applicationId");
	bool own = text_equal(id, call->application);
	if (own && text_equal(route_value(&visit->match, "instanceId"), call->realm))
		return ok();
	struct error error = path_instance(visit, &instance);
	if (!error_ok(error))
		return error;
	if (own && text_equal(instance.id, call->realm))
		return ok();
	error = application_by_id(call, id, &application);
	if (!error_ok(error))
		return error;
	if (!text_equal(application.realm, instance.id))
		return error_of(ERROR_APPLICATION_NOT_FOUND, id);
	return error_of(ERROR_TOKEN_NOT_FOR_APPLICATION, id);
}

static struct error authenticate(struct visit *visit)
{
	struct text token = rest_bearer(visit);
	if (token.length == 0)
		return error_of(ERROR_TOKEN_INVALID, TEXT("Authorization"));
	struct error error = token_accept(&visit->call, TOKEN_DEVELOPER, token);
	return error_ok(error) ? require_path(visit) : error;
}

/* Clients read one of two vocabularies; both are there. */
static struct text refuse(struct visit *visit, const struct rendering *rendering, struct text code, struct text message)
{
	struct builder out = builder_in(visit->call.arena, 1u << 20);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_member(&writer, TEXT("error"), code);
	json_write_member(&writer, TEXT("error_description"), message);
	json_write_member(&writer, TEXT("request_id"), visit->call.request_id);
	json_write_member(&writer, TEXT("code"), code);
	json_write_member(&writer, TEXT("message"), message);
	json_write_member(&writer, TEXT("requestId"), visit->call.request_id);
	json_close_object(&writer);
	if (rendering->status == 401)
		http_reply_header(&visit->exchange->reply, "WWW-Authenticate", TEXT("Basic realm=\"muster\""));
	return builder_text(&out);
}

const struct door door_developer = {
	"developer", rest_read, rest_claim, authenticate, locate, rest_answer, refuse, rest_content_type};

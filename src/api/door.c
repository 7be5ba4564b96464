/* Which door a request comes to. */
#include "api/door.h"
#include "api/decode.h"
#include "api/service.h"

const struct door *const doors[] = {&door_developer, &door_tenant, &door_eiam, &door_ims, NULL};

static const struct door *door_of(const struct family *family)
{
	for (size_t i = 0; doors[i]; i++) {
		if (text_is(text_of(doors[i]->family), family->name))
			return doors[i];
	}
	return doors[0];
}

/* Signed in the old way everything is a parameter; in the new way action and version are headers. */
static struct text common(const struct visit *visit, const char *parameter, const char *header)
{
	struct text value = decode_find(visit, parameter);
	return value.length > 0 ? value : http_header(&visit->exchange->request, header, NULL);
}

static struct error route_call(struct visit *visit)
{
	struct error error = decode_parameters(visit);
	struct text version = common(visit, "Version", "x-acs-version");
	struct text action = common(visit, "Action", "x-acs-action");
	struct error routed = route_action(visit->service->router, version, action, &visit->match);
	if (!error_ok(error))
		return error;
	if (!version.at)
		return error_of(ERROR_PARAMETER_MISSING, TEXT("Version"));
	if (!action.at)
		return error_of(ERROR_PARAMETER_MISSING, TEXT("Action"));
	struct text method = visit->exchange->request.method;
	if (!text_is(method, "GET") && !text_is(method, "POST"))
		return error_of(ERROR_METHOD_NOT_ALLOWED, method);
	return routed;
}

struct error door_route(struct visit *visit)
{
	const struct http_request *request = &visit->exchange->request;
	struct error error;
	if (text_is(request->path, "/"))
		error = route_call(visit);
	else
		error = route_path(
			visit->service->router, visit->exchange->arena, request->method, request->path, &visit->match);
	visit->door = door_of(visit->match.family);
	return error;
}

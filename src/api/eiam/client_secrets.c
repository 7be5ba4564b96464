/* Client secrets of applications. */
#include "api/eiam/request.h"
#include "contract/eiam.h"
#include "directory/application.h"

/* The core's name of a parameter becomes the wire's. */
static struct error spelled(struct error error)
{
	if (error.code == ERROR_PARAMETER_INVALID && text_is(error.subject, "expires"))
		error.subject = TEXT("ExpirationTime");
	return error;
}

struct error eiam_create_application_client_secret(struct call *call,
	const struct eiam_create_application_client_secret_request *in,
	struct eiam_create_application_client_secret_response *out)
{
	struct client_secret *secret = &out->application_client_secret;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	return spelled(client_secret_create(call, in->application_id, in->expiration_time, secret));
}

struct error eiam_obtain_application_client_secret(struct call *call,
	const struct eiam_obtain_application_client_secret_request *in,
	struct eiam_obtain_application_client_secret_response *out)
{
	struct client_secret *secret = &out->application_client_secret;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? client_secret_obtain(call, in->application_id, in->secret_id, secret) : error;
}

struct error eiam_list_application_client_secrets(struct call *call,
	const struct eiam_list_application_client_secrets_request *in,
	struct eiam_list_application_client_secrets_response *out)
{
	struct client_secret_list *secrets = &out->application_client_secrets;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = client_secret_list(call, in->application_id, secrets);
	out->total_count = (int64_t)secrets->count;
	return error;
}

struct error eiam_enable_application_client_secret(struct call *call,
	const struct eiam_enable_application_client_secret_request *in,
	struct eiam_enable_application_client_secret_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	return client_secret_set_status(call, in->application_id, in->secret_id, CLIENT_SECRET_STATUS_ENABLED);
}

struct error eiam_disable_application_client_secret(struct call *call,
	const struct eiam_disable_application_client_secret_request *in,
	struct eiam_disable_application_client_secret_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	return client_secret_set_status(call, in->application_id, in->secret_id, CLIENT_SECRET_STATUS_DISABLED);
}

struct error eiam_update_application_client_secret_expiration_time(struct call *call,
	const struct eiam_update_application_client_secret_expiration_time_request *in,
	struct eiam_update_application_client_secret_expiration_time_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	return spelled(client_secret_set_expiry(call, in->application_id, in->secret_id, in->expiration_time));
}

struct error eiam_delete_application_client_secret(struct call *call,
	const struct eiam_delete_application_client_secret_request *in,
	struct eiam_delete_application_client_secret_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? client_secret_delete(call, in->application_id, in->secret_id) : error;
}

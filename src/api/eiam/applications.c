/* Applications. */
#include "api/eiam/request.h"
#include "contract/eiam.h"
#include "directory/application.h"

/* Making and reading */

struct error eiam_create_application(struct call *call, const struct eiam_create_application_request *in,
	struct eiam_create_application_response *out)
{
	struct application application = {
		.name = in->application_name,
		.description = in->description,
		.logo_url = in->logo_url,
		.source_type = in->application_source_type,
		.template = in->application_template_id,
		.sso_type = in->sso_type,
		.identity_type = in->application_identity_type,
		.owner_users = in->application_owner.user_ids,
		.owner_groups = in->application_owner.group_ids,
	};
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	if (application.source_type == APPLICATION_SOURCE_TYPE_TEMPLATE && application.template.length == 0)
		return error_of(ERROR_PARAMETER_MISSING, TEXT("ApplicationTemplateId"));
	error = application_create(call, &application);
	out->application_id = application.id;
	return error;
}

struct error eiam_get_application(
	struct call *call, const struct eiam_get_application_request *in, struct eiam_get_application_response *out)
{
	struct application *application = &out->application.application;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = application_get(call, in->application_id, application);
	if (!error_ok(error))
		return error;
	out->application.application_visibility = application->visibility;
	out->application.application_owner =
		(struct eiam_application_owner){application->owner_users, application->owner_groups};
	return ok();
}

/* Lists */

static struct error sso_bit(struct text name, int64_t *bit)
{
	static const char *const names[] = {
		[APPLICATION_SSO_TYPE_SAML2] = "saml2",
		[APPLICATION_SSO_TYPE_OIDC] = "oidc",
		[APPLICATION_SSO_TYPE_OAUTH2_M2M] = "oauth2/m2m",
		[APPLICATION_SSO_TYPE_OIDC_OAUTH2_M2M] = "oidc+oauth2/m2m",
	};
	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++) {
		if (!text_is(name, names[i]))
			continue;
		*bit = APPLICATION_SSO_BIT(i);
		return ok();
	}
	return error_of(ERROR_PARAMETER_INVALID, TEXT("SsoType"));
}

static struct error sso_bits(struct text names, int64_t *bits)
{
	struct text name;
	int64_t bit = 0;
	*bits = 0;
	while (names.length > 0) {
		text_cut(names, ',', &name, &names);
		struct error error = sso_bit(text_trim(name), &bit);
		if (!error_ok(error))
			return error;
		*bits |= bit;
	}
	return ok();
}

static enum application_identity_type wanted_identity(
	enum eiam_list_applications_request_application_identity_type sent)
{
	switch (sent) {
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_IDENTITY_TYPE_APPLICATION:
		return APPLICATION_IDENTITY_TYPE_APPLICATION;
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_IDENTITY_TYPE_AGENT:
		return APPLICATION_IDENTITY_TYPE_AGENT;
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_IDENTITY_TYPE_ALL:
		break;
	}
	return 0;
}

static enum application_creation_type wanted_creation(
	enum eiam_list_applications_request_application_creation_type sent)
{
	switch (sent) {
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_CREATION_TYPE_USER_CUSTOM:
		return APPLICATION_CREATION_TYPE_USER_CUSTOM;
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_CREATION_TYPE_SYSTEM_INIT:
		return APPLICATION_CREATION_TYPE_SYSTEM_INIT;
	case EIAM_LIST_APPLICATIONS_REQUEST_APPLICATION_CREATION_TYPE_ALL:
		break;
	}
	return 0;
}

/* What no application of this server has. */
static bool asks_for_none(const struct eiam_list_applications_request *in)
{
	return in->service_managed || in->managed_service_code.length > 0 ||
		in->m2m_client_status == EIAM_LIST_APPLICATIONS_REQUEST_M2M_CLIENT_STATUS_ENABLED ||
		in->resource_server_status == EIAM_LIST_APPLICATIONS_REQUEST_RESOURCE_SERVER_STATUS_ENABLED;
}

struct error eiam_list_applications(
	struct call *call, const struct eiam_list_applications_request *in, struct eiam_list_applications_response *out)
{
	struct page_result result;
	struct application_filter filter = {
		.name = in->application_name,
		.template = in->application_template_id,
		.ids = in->application_ids,
		.status = in->status,
		.identity_type = wanted_identity(in->application_identity_type),
		.authorization_type = in->authorization_type,
		.creation_type = wanted_creation(in->application_creation_type),
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = sso_bits(in->sso_type, &filter.sso_types);
	if (!error_ok(error) || asks_for_none(in))
		return error;
	error = application_list(call, &filter, &out->applications, &result);
	if (error_ok(error))
		out->total_count = result.total;
	return error;
}

/* Changes */

static struct error change(
	struct call *call, struct text instance, struct text application, const struct application_change *change)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? application_change(call, application, change) : error;
}

struct error eiam_update_application_info(struct call *call, const struct eiam_update_application_info_request *in,
	struct eiam_update_application_info_response *out)
{
	(void)out;
	struct application_change info = {
		.name = in->application_name,
		.logo_url = in->logo_url,
		.visibility = in->application_visibility,
	};
	if (in->has_application_owner) {
		info.owner_users = empty_unless_sent(call, in->application_owner.user_ids);
		info.owner_groups = empty_unless_sent(call, in->application_owner.group_ids);
	}
	return change(call, in->instance_id, in->application_id, &info);
}

struct error eiam_update_application_description(struct call *call,
	const struct eiam_update_application_description_request *in,
	struct eiam_update_application_description_response *out)
{
	(void)out;
	struct application_change description = {.description = in->description.at ? in->description : TEXT("")};
	return change(call, in->instance_id, in->application_id, &description);
}

struct error eiam_update_application_authorization_type(struct call *call,
	const struct eiam_update_application_authorization_type_request *in,
	struct eiam_update_application_authorization_type_response *out)
{
	(void)out;
	struct application_change type = {.authorization_type = in->authorization_type};
	return change(call, in->instance_id, in->application_id, &type);
}

/* Switches */

static struct error set_status(
	struct call *call, struct text instance, struct text application, enum application_status status)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? application_set_status(call, application, status) : error;
}

struct error eiam_enable_application(struct call *call, const struct eiam_enable_application_request *in,
	struct eiam_enable_application_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->application_id, APPLICATION_STATUS_ENABLED);
}

struct error eiam_disable_application(struct call *call, const struct eiam_disable_application_request *in,
	struct eiam_disable_application_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->application_id, APPLICATION_STATUS_DISABLED);
}

static struct error set_api(
	struct call *call, struct text instance, struct text application, enum application_api_invoke api)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? application_set_api(call, application, api) : error;
}

struct error eiam_enable_application_api_invoke(struct call *call,
	const struct eiam_enable_application_api_invoke_request *in,
	struct eiam_enable_application_api_invoke_response *out)
{
	(void)out;
	return set_api(call, in->instance_id, in->application_id, APPLICATION_API_INVOKE_ENABLED);
}

struct error eiam_disable_application_api_invoke(struct call *call,
	const struct eiam_disable_application_api_invoke_request *in,
	struct eiam_disable_application_api_invoke_response *out)
{
	(void)out;
	return set_api(call, in->instance_id, in->application_id, APPLICATION_API_INVOKE_DISABLED);
}

struct error eiam_delete_application(struct call *call, const struct eiam_delete_application_request *in,
	struct eiam_delete_application_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? application_delete(call, in->application_id) : error;
}

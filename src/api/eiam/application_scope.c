/* What an application may do, and what it may see. Both are set whole. */
#include "api/eiam/request.h"
#include "contract/eiam.h"
#include "directory/application.h"

/* Permissions */

struct grant_name {
	const char *permission; /* in the core's words */
	const char *wire;
	const char *other; /* a second spelling, from the error texts of the developer API */
};

static const struct grant_name grant_names[] = {
	{"user:read", "urn:alibaba:idaas:scope:user:read_all", NULL},
	{"user:manage", "urn:alibaba:idaas:scope:user:manage_all", "urn:alibaba:idaas:scope:user:manager_all"},
	{"unit:read", "urn:alibaba:idaas:scope:organizational_unit:read_all", NULL},
	{"unit:manage", "urn:alibaba:idaas:scope:organizational_unit:manage_all",
		"urn:alibaba:idaas:scope:organizational_unit:manager_all"},
};
static const size_t grant_name_count = sizeof(grant_names) / sizeof(*grant_names);

static struct error permission_of(struct text wire, struct text *permission)
{
	for (size_t i = 0; i < grant_name_count; i++) {
		const struct grant_name *name = &grant_names[i];
		if (!text_is(wire, name->wire) && !(name->other && text_is(wire, name->other)))
			continue;
		*permission = text_of(name->permission);
		return ok();
	}
	return error_of(ERROR_SCOPE_INVALID, wire);
}

/* What this door has no name for was not granted through it. */
static struct text_list wires_of(struct call *call, struct text_list permissions)
{
	struct text_list wires = {arena_array(call->arena, permissions.count + 1, sizeof(*wires.at)), 0};
	for (size_t i = 0; i < permissions.count; i++) {
		for (size_t n = 0; n < grant_name_count; n++) {
			if (text_is(permissions.at[i], grant_names[n].permission))
				wires.at[wires.count++] = text_of(grant_names[n].wire);
		}
	}
	return wires;
}

struct error eiam_set_application_grant_scope(struct call *call,
	const struct eiam_set_application_grant_scope_request *in,
	struct eiam_set_application_grant_scope_response *out)
{
	(void)out;
	struct text_list permissions = {
		arena_array(call->arena, in->grant_scopes.count + 1, sizeof(*permissions.at)), in->grant_scopes.count};
	struct error error = enter_instance(call, in->instance_id);
	for (size_t i = 0; error_ok(error) && i < permissions.count; i++)
		error = permission_of(in->grant_scopes.at[i], &permissions.at[i]);
	return error_ok(error) ? application_set_permissions(call, in->application_id, permissions) : error;
}

struct error eiam_get_application_grant_scope(struct call *call,
	const struct eiam_get_application_grant_scope_request *in,
	struct eiam_get_application_grant_scope_response *out)
{
	struct text_list permissions;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = application_permissions(call, in->application_id, &permissions);
	if (!error_ok(error))
		return error;
	out->application_grant_scope.grant_scopes = wires_of(call, permissions);
	return ok();
}

/* Data scope */

struct error eiam_set_application_provisioning_scope(struct call *call,
	const struct eiam_set_application_provisioning_scope_request *in,
	struct eiam_set_application_provisioning_scope_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	if (!error_ok(error))
		return error;
	struct text_list units = empty_unless_sent(call, in->organizational_unit_ids);
	return application_set_scope(call, in->application_id, units, empty_unless_sent(call, in->group_ids));
}

struct error eiam_get_application_provisioning_scope(struct call *call,
	const struct eiam_get_application_provisioning_scope_request *in,
	struct eiam_get_application_provisioning_scope_response *out)
{
	struct eiam_application_provisioning_scope *scope = &out->application_provisioning_scope;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = application_scope(call, in->application_id, &scope->organizational_unit_ids, &scope->group_ids);
	scope->used_quota = (int64_t)(scope->organizational_unit_ids.count + scope->group_ids.count);
	scope->max_quota = APPLICATION_SCOPE_QUOTA;
	return error;
}

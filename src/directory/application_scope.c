/* What an application may do, and what it may see. */
#include "directory/application.h"
#include "directory/application_item.h"
#include "directory/audit.h"

struct error application_permissions(struct call *call, struct text id, struct text_list *permissions)
{
	struct error error = application_require(call, id);
	return error_ok(error) ? application_items(call, id, APPLICATION_PERMISSION, permissions) : error;
}

struct error application_set_permissions(struct call *call, struct text id, struct text_list permissions)
{
	struct error error = application_require(call, id);
	if (!error_ok(error))
		return error;
	audit_target(call, "application", id);
	return application_set_items(call, id, APPLICATION_PERMISSION, permissions);
}

struct error application_scope(struct call *call, struct text id, struct text_list *units, struct text_list *groups)
{
	struct error error = application_require(call, id);
	if (error_ok(error))
		error = application_items(call, id, APPLICATION_SCOPE_UNIT, units);
	if (error_ok(error))
		error = application_items(call, id, APPLICATION_SCOPE_GROUP, groups);
	return error;
}

static struct error require_quota(struct call *call, struct text id)
{
	struct text_list units, groups;
	struct error error = application_scope(call, id, &units, &groups);
	if (error_ok(error) && units.count + groups.count > APPLICATION_SCOPE_QUOTA)
		return error_of(ERROR_APPLICATION_SCOPE_LIMIT, id);
	return error;
}

struct error application_set_scope(struct call *call, struct text id, struct text_list units, struct text_list groups)
{
	struct error error = application_require(call, id);
	if (!error_ok(error))
		return error;
	audit_target(call, "application", id);
	error = application_set_items(call, id, APPLICATION_SCOPE_UNIT, units);
	if (error_ok(error))
		error = application_set_items(call, id, APPLICATION_SCOPE_GROUP, groups);
	return error_ok(error) ? require_quota(call, id) : error;
}

/* What an application may see and change. */
#include "contract/developer.h"
#include "directory/application.h"

struct error developer_get_application_provisioning_scope(struct call *call,
	const struct developer_get_application_provisioning_scope_request *in,
	struct developer_get_application_provisioning_scope_response *out)
{
	return application_scope(call, in->application_id, &out->organizational_unit_ids, &out->group_ids);
}

/* EIAM instances. */
#include "directory/instance.h"
#include "contract/eiam.h"

struct error eiam_create_instance(
	struct call *call, const struct eiam_create_instance_request *in, struct eiam_create_instance_response *out)
{
	struct instance instance;
	struct error error = instance_create(call, in->description, &instance);
	out->instance_id = instance.id;
	return error;
}

struct error eiam_get_instance(
	struct call *call, const struct eiam_get_instance_request *in, struct eiam_get_instance_response *out)
{
	struct instance *instance = &out->instance.instance;
	struct error error = instance_enter(call, in->instance_id, instance);
	out->instance.domain_config = (struct eiam_domain_config){instance->domain, instance->domain};
	return error;
}

/* What no instance of this server has. */
static bool asks_for_none(const struct eiam_list_instances_request *in)
{
	return in->service_managed || in->managed_service_code.length > 0 ||
		in->cross_region_replication == EIAM_LIST_INSTANCES_REQUEST_CROSS_REGION_REPLICATION_ENABLED;
}

struct error eiam_list_instances(
	struct call *call, const struct eiam_list_instances_request *in, struct eiam_list_instances_response *out)
{
	struct instance_filter filter = {
		.account = call->actor.account,
		.ids = in->instance_ids,
		.status = in->status,
		.page = {in->page_number, in->page_size},
	};
	return asks_for_none(in) ? ok() : instance_list(call, &filter, &out->instances, &out->total_count);
}

struct error eiam_update_instance_description(struct call *call,
	const struct eiam_update_instance_description_request *in,
	struct eiam_update_instance_description_response *out)
{
	(void)out;
	struct instance instance;
	struct error error = instance_enter(call, in->instance_id, &instance);
	return error_ok(error) ? instance_describe(call, in->instance_id, in->description) : error;
}

struct error eiam_check_instance_for_delete(struct call *call, const struct eiam_check_instance_for_delete_request *in,
	struct eiam_check_instance_for_delete_response *out)
{
	struct instance instance;
	struct instance_hindrance_list hindrances;
	struct error error = instance_enter(call, in->instance_id, &instance);
	if (error_ok(error))
		error = instance_hindrances(call, in->instance_id, &hindrances);
	if (!error_ok(error))
		return error;
	struct eiam_restrict_scenario_list *scenarios = &out->check_instance_result.restrict_scenarios;
	scenarios->count = hindrances.count;
	scenarios->at = arena_array(call->arena, hindrances.count + 1, sizeof(*scenarios->at));
	for (size_t i = 0; i < hindrances.count; i++)
		scenarios->at[i] = (struct eiam_restrict_scenario){hindrances.at[i].reason, hindrances.at[i].resource};
	out->check_instance_result.deletable = hindrances.count == 0;
	return ok();
}

struct error eiam_delete_instance(
	struct call *call, const struct eiam_delete_instance_request *in, struct eiam_delete_instance_response *out)
{
	(void)out;
	struct instance instance;
	struct error error = instance_enter(call, in->instance_id, &instance);
	return error_ok(error) ? instance_delete(call, in->instance_id) : error;
}

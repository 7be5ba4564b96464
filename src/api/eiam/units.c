/* Organizational units of an instance, as administrators see them. */
#include "contract/eiam.h"
#include "directory/instance.h"
#include "directory/unit.h"

static struct error enter(struct call *call, struct text instance_id)
{
	struct instance instance;
	return instance_enter(call, instance_id, &instance);
}

struct error eiam_create_organizational_unit(struct call *call,
	const struct eiam_create_organizational_unit_request *in, struct eiam_create_organizational_unit_response *out)
{
	struct unit_new new = {
		.parent = in->parent_id,
		.name = in->organizational_unit_name,
		.external_id = in->organizational_unit_external_id,
		.description = in->description,
	};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_create(call, &new, &out->organizational_unit_id) : error;
}

struct error eiam_update_organizational_unit(struct call *call,
	const struct eiam_update_organizational_unit_request *in, struct eiam_update_organizational_unit_response *out)
{
	(void)out;
	struct unit_change change = {.name = in->organizational_unit_name};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_change(call, in->organizational_unit_id, &change) : error;
}

struct error eiam_update_organizational_unit_description(struct call *call,
	const struct eiam_update_organizational_unit_description_request *in,
	struct eiam_update_organizational_unit_description_response *out)
{
	(void)out;
	struct unit_change change = {.description = in->description.at ? in->description : TEXT("")};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_change(call, in->organizational_unit_id, &change) : error;
}

struct error eiam_update_organizational_unit_parent_id(struct call *call,
	const struct eiam_update_organizational_unit_parent_id_request *in,
	struct eiam_update_organizational_unit_parent_id_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_move(call, in->organizational_unit_id, in->parent_id) : error;
}

struct error eiam_get_organizational_unit(struct call *call, const struct eiam_get_organizational_unit_request *in,
	struct eiam_get_organizational_unit_response *out)
{
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_get(call, in->organizational_unit_id, &out->organizational_unit) : error;
}

struct error eiam_get_root_organizational_unit(struct call *call,
	const struct eiam_get_root_organizational_unit_request *in,
	struct eiam_get_root_organizational_unit_response *out)
{
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_get(call, TEXT(UNIT_ROOT), &out->organizational_unit) : error;
}

struct error eiam_list_organizational_units(struct call *call, const struct eiam_list_organizational_units_request *in,
	struct eiam_list_organizational_units_response *out)
{
	struct unit_filter filter = {
		.parent = in->parent_id,
		.name = in->organizational_unit_name,
		.prefix = in->organizational_unit_name_starts_with,
		.ids = in->organizational_unit_ids,
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct page_result result = {0};
	struct error error = enter(call, in->instance_id);
	if (error_ok(error))
		error = unit_list(call, &filter, &out->organizational_units, &result);
	out->total_count = result.total;
	return error;
}

struct error eiam_list_organizational_unit_parents(struct call *call,
	const struct eiam_list_organizational_unit_parents_request *in,
	struct eiam_list_organizational_unit_parents_response *out)
{
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_ancestors(call, in->organizational_unit_id, &out->parents) : error;
}

struct error eiam_delete_organizational_unit(struct call *call,
	const struct eiam_delete_organizational_unit_request *in, struct eiam_delete_organizational_unit_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_delete(call, in->organizational_unit_id) : error;
}

struct error eiam_delete_organizational_unit_children(struct call *call,
	const struct eiam_delete_organizational_unit_children_request *in,
	struct eiam_delete_organizational_unit_children_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? unit_empty(call, in->organizational_unit_id) : error;
}

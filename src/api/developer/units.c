/* Organizational units, as an application sees them. */
#include "contract/developer.h"
#include "directory/unit.h"

struct error developer_create_organizational_unit(struct call *call,
	const struct developer_create_organizational_unit_request *in,
	struct developer_create_organizational_unit_response *out)
{
	struct unit_new new = {
		.parent = in->parent_id,
		.name = in->organizational_unit_name,
		.external_id = in->organizational_unit_external_id,
		.description = in->description,
	};
	return unit_create(call, &new, &out->organizational_unit_id);
}

struct error developer_patch_organizational_unit(struct call *call,
	const struct developer_patch_organizational_unit_request *in,
	struct developer_patch_organizational_unit_response *out)
{
	(void)out;
	struct unit_change change = {.name = in->organizational_unit_name, .description = in->description};
	return unit_change(call, in->organizational_unit_id, &change);
}

struct error developer_get_organizational_unit(struct call *call,
	const struct developer_get_organizational_unit_request *in,
	struct developer_get_organizational_unit_response *out)
{
	return unit_get(call, in->organizational_unit_id, &out->unit);
}

struct error developer_delete_organizational_unit(struct call *call,
	const struct developer_delete_organizational_unit_request *in,
	struct developer_delete_organizational_unit_response *out)
{
	(void)out;
	return unit_delete(call, in->organizational_unit_id);
}

struct error developer_list_organizational_units(struct call *call,
	const struct developer_list_organizational_units_request *in,
	struct developer_list_organizational_units_response *out)
{
	struct unit_filter filter = {
		.parent = in->parent_id,
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct page_result result;
	struct error error = unit_list(call, &filter, &out->data, &result);
	out->total_count = result.total;
	return error;
}

struct error developer_list_organizational_unit_parent_ids(struct call *call,
	const struct developer_list_organizational_unit_parent_ids_request *in,
	struct developer_list_organizational_unit_parent_ids_response *out)
{
	struct unit_list ancestors = {NULL, 0};
	struct error error = unit_ancestors(call, in->organizational_unit_id, &ancestors);
	out->parent_ids = (struct text_list){arena_array(call->arena, ancestors.count, sizeof(struct text)), 0};
	for (size_t i = 0; i < ancestors.count; i++)
		out->parent_ids.at[out->parent_ids.count++] = ancestors.at[i].id;
	return error;
}

struct error developer_get_organizational_unit_id_by_external_id(struct call *call,
	const struct developer_get_organizational_unit_id_by_external_id_request *in,
	struct developer_get_organizational_unit_id_by_external_id_response *out)
{
	return unit_by_external_id(call, in->organizational_unit_source_type, in->organizational_unit_source_id,
		in->organizational_unit_external_id, &out->organizational_unit_id);
}

struct error developer_patch_organizational_unit_parent_id(struct call *call,
	const struct developer_patch_organizational_unit_parent_id_request *in,
	struct developer_patch_organizational_unit_parent_id_response *out)
{
	(void)out;
	return unit_move(call, in->organizational_unit_id, in->parent_id);
}

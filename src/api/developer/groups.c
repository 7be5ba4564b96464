/* Groups, as an application sees them. */
#include "contract/developer.h"
#include "directory/group.h"

struct error developer_create_group(
	struct call *call, const struct developer_create_group_request *in, struct developer_create_group_response *out)
{
	struct group_new new = {.name = in->group_name, .external_id = in->group_external_id};
	return group_create(call, &new, &out->group_id);
}

struct error developer_patch_group(
	struct call *call, const struct developer_patch_group_request *in, struct developer_patch_group_response *out)
{
	(void)out;
	return group_change(call, in->group_id, &(struct group_change){.name = in->group_name});
}

struct error developer_get_group(
	struct call *call, const struct developer_get_group_request *in, struct developer_get_group_response *out)
{
	return group_get(call, in->group_id, &out->group);
}

struct error developer_delete_group(
	struct call *call, const struct developer_delete_group_request *in, struct developer_delete_group_response *out)
{
	(void)out;
	return group_delete(call, in->group_id);
}

struct error developer_list_groups(
	struct call *call, const struct developer_list_groups_request *in, struct developer_list_groups_response *out)
{
	struct group_filter filter = {
		.prefix = in->group_name_start_with,
		.page = {.size = in->max_results, .position = in->next_token, .by_position = true},
	};
	struct page_result result;
	struct error error = group_list(call, &filter, &out->data, &result);
	out->total_count = result.total;
	out->next_token = result.next;
	out->max_results = in->max_results;
	return error;
}

struct error developer_add_users_to_group(struct call *call, const struct developer_add_users_to_group_request *in,
	struct developer_add_users_to_group_response *out)
{
	(void)out;
	return group_add_users(call, in->group_id, in->user_ids);
}

struct error developer_remove_users_from_group(struct call *call,
	const struct developer_remove_users_from_group_request *in,
	struct developer_remove_users_from_group_response *out)
{
	(void)out;
	return group_remove_users(call, in->group_id, in->user_ids);
}

struct error developer_list_users_for_group(struct call *call, const struct developer_list_users_for_group_request *in,
	struct developer_list_users_for_group_response *out)
{
	struct group_user_filter filter = {
		.group = in->group_id,
		.page = {.size = in->max_results, .position = in->next_token, .by_position = true},
	};
	struct page_result result;
	struct error error = group_users(call, &filter, &out->data, &result);
	out->total_count = result.total;
	out->next_token = result.next;
	out->max_results = in->max_results;
	return error;
}

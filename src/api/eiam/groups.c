/* Groups of an instance, as administrators see them. */
#include "contract/eiam.h"
#include "directory/group.h"
#include "directory/instance.h"

static struct error enter(struct call *call, struct text instance_id)
{
	struct instance instance;
	return instance_enter(call, instance_id, &instance);
}

struct error eiam_create_group(
	struct call *call, const struct eiam_create_group_request *in, struct eiam_create_group_response *out)
{
	struct group_new new = {
		.name = in->group_name,
		.external_id = in->group_external_id,
		.description = in->description,
	};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_create(call, &new, &out->group_id) : error;
}

struct error eiam_update_group(
	struct call *call, const struct eiam_update_group_request *in, struct eiam_update_group_response *out)
{
	(void)out;
	struct group_change change = {.name = in->group_name, .external_id = in->group_external_id};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_change(call, in->group_id, &change) : error;
}

struct error eiam_update_group_description(struct call *call, const struct eiam_update_group_description_request *in,
	struct eiam_update_group_description_response *out)
{
	(void)out;
	struct group_change change = {.description = in->description.at ? in->description : TEXT("")};
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_change(call, in->group_id, &change) : error;
}

struct error eiam_get_group(
	struct call *call, const struct eiam_get_group_request *in, struct eiam_get_group_response *out)
{
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_get(call, in->group_id, &out->group) : error;
}

struct error eiam_list_groups(
	struct call *call, const struct eiam_list_groups_request *in, struct eiam_list_groups_response *out)
{
	struct group_filter filter = {
		.name = in->group_name,
		.prefix = in->group_name_starts_with,
		.external_id = in->group_external_id,
		.ids = in->group_ids,
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct page_result result = {0};
	struct error error = enter(call, in->instance_id);
	if (error_ok(error))
		error = group_list(call, &filter, &out->groups, &result);
	out->total_count = result.total;
	return error;
}

struct error eiam_delete_group(
	struct call *call, const struct eiam_delete_group_request *in, struct eiam_delete_group_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_delete(call, in->group_id) : error;
}

struct error eiam_add_users_to_group(struct call *call, const struct eiam_add_users_to_group_request *in,
	struct eiam_add_users_to_group_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_add_users(call, in->group_id, in->user_ids) : error;
}

struct error eiam_remove_users_from_group(struct call *call, const struct eiam_remove_users_from_group_request *in,
	struct eiam_remove_users_from_group_response *out)
{
	(void)out;
	struct error error = enter(call, in->instance_id);
	return error_ok(error) ? group_remove_users(call, in->group_id, in->user_ids) : error;
}

struct error eiam_list_users_for_group(struct call *call, const struct eiam_list_users_for_group_request *in,
	struct eiam_list_users_for_group_response *out)
{
	struct group_user_filter filter = {
		.group = in->group_id,
		.users = in->user_ids,
		.page = {.number = in->page_number, .size = in->page_size},
	};
	struct page_result result = {0};
	struct error error = enter(call, in->instance_id);
	if (error_ok(error))
		error = group_users(call, &filter, &out->users, &result);
	out->total_count = result.total;
	return error;
}

struct error eiam_list_groups_for_user(struct call *call, const struct eiam_list_groups_for_user_request *in,
	struct eiam_list_groups_for_user_response *out)
{
	struct page page = {.number = in->page_number, .size = in->page_size};
	struct page_result result = {0};
	struct error error = enter(call, in->instance_id);
	if (error_ok(error))
		error = group_of_user(call, in->user_id, &page, &out->groups, &result);
	out->total_count = result.total;
	return error;
}

/* Fields that an instance adds to its users. */
#include "directory/custom_field.h"
#include "api/eiam/request.h"
#include "api/subject.h"
#include "contract/eiam.h"

static const struct subject_name names[] = {
	{"data_type", "FieldDataType"},
	{"items", "FieldDataConfig"},
	{"standard", "DefaultValue"},
	{NULL, NULL},
};

struct error eiam_create_custom_field(struct call *call, const struct eiam_create_custom_field_request *in,
	struct eiam_create_custom_field_response *out)
{
	struct custom_field field = {
		.entity = in->entity_type,
		.name = in->field_name,
		.display_name = in->field_display_name,
		.data_type = in->field_data_type,
		.display_type = in->field_display_type,
		.items = in->field_data_config.items,
		.required = in->required,
		.single = in->unique,
		.encrypted = in->encrypted,
		.standard = in->default_value,
		.user_permission = in->user_permission,
		.description = in->description,
	};
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = custom_field_create(call, &field);
	out->field_id = field.id;
	return subject_spelled(error, names);
}

struct error eiam_get_custom_field(
	struct call *call, const struct eiam_get_custom_field_request *in, struct eiam_get_custom_field_response *out)
{
	struct eiam_custom_field *answer = &out->custom_field;
	struct error error = enter_instance(call, in->instance_id);
	if (error_ok(error))
		error = custom_field_get(call, in->field_id, &answer->custom_field);
	answer->field_data_config.items = answer->custom_field.items;
	answer->has_field_data_config = answer->custom_field.items.count > 0;
	return error;
}

static struct error set_status(
	struct call *call, struct text instance, struct text field, enum custom_field_status status)
{
	struct error error = enter_instance(call, instance);
	return error_ok(error) ? custom_field_set_status(call, field, status) : error;
}

struct error eiam_enable_custom_field(struct call *call, const struct eiam_enable_custom_field_request *in,
	struct eiam_enable_custom_field_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->field_id, CUSTOM_FIELD_STATUS_ENABLED);
}

struct error eiam_disable_custom_field(struct call *call, const struct eiam_disable_custom_field_request *in,
	struct eiam_disable_custom_field_response *out)
{
	(void)out;
	return set_status(call, in->instance_id, in->field_id, CUSTOM_FIELD_STATUS_DISABLED);
}

struct error eiam_delete_custom_field(struct call *call, const struct eiam_delete_custom_field_request *in,
	struct eiam_delete_custom_field_response *out)
{
	(void)out;
	struct error error = enter_instance(call, in->instance_id);
	return error_ok(error) ? custom_field_delete(call, in->field_id) : error;
}

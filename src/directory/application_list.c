/* Lists of applications, in the order of their ids. */
#include "directory/application.h"
#include "directory/application_list_sql.h"
#include "directory/selection.h"

static bool lets_all_pass(const struct application_filter *filter)
{
	return filter->name.length == 0 && filter->template.length == 0 && !filter->ids.at && !filter->status &&
		filter->sso_types == 0 && !filter->identity_type && !filter->authorization_type &&
		!filter->creation_type;
}

/* An instance has few applications: those that pass are read whole, which gives the total as well. */
static struct error select_filtered(
	struct call *call, const struct application_filter *filter, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct name_range range = name_range_of(call, (struct text){NULL, 0}, filter->name);
	struct sql_application_filtered bind = {
		.realm = call->realm,
		.first = range.first,
		.last = range.last,
		.template = filter->template.length > 0 ? filter->template : (struct text){NULL, 0},
		.every = !filter->ids.at,
		.ids = filter->ids,
		.status = (int)filter->status,
		.sso_types = filter->sso_types,
		.identity = (int)filter->identity_type,
		.authorization = (int)filter->authorization_type,
		.creation = (int)filter->creation_type,
	};
	struct error error = sql_application_filtered(call, bind, &found);
	return error_ok(error) ? selection_among(call, selection, texts_of(call, found)) : error;
}

struct error application_list(struct call *call, const struct application_filter *filter,
	struct application_list *applications, struct page_result *result)
{
	struct text purpose = text_print(call->arena, "applications:%.*s", (int)call->realm.length, call->realm.at);
	struct selection selection = {.page = &filter->page, .purpose = purpose};
	struct key_list all = {.kind = SPAN_APPLICATIONS};
	struct error error = lets_all_pass(filter) ? selection_counted(call, &selection, all, EVERY_NAME)
						   : select_filtered(call, filter, &selection);
	*result = selection.result;
	if (error_ok(error))
		error = sql_application_rows(
			call, (struct sql_application_rows){call->realm, selection.ids}, applications);
	for (size_t i = 0; error_ok(error) && i < applications->count; i++)
		applications->at[i].features = TEXT(APPLICATION_FEATURES);
	return error;
}

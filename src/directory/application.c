/* Applications: their rows, owners and visibility. */
#include "directory/application.h"
#include "base/random.h"
#include "directory/application_item.h"
#include "directory/application_sql.h"
#include "directory/audit.h"
#include "directory/removal.h"
#include "directory/span.h"

static struct text cleared(struct text text)
{
	return text.length == 0 ? (struct text){NULL, 0} : text;
}

/* Creation */

static void complete(struct call *call, struct application *application)
{
	application->realm = call->realm;
	application->name_key = text_fold(call->arena, application->name);
	application->description = cleared(application->description);
	application->logo_url = cleared(application->logo_url);
	application->features = TEXT(APPLICATION_FEATURES);
	application->created = call->now;
	application->updated = call->now;
	if (!application->identity_type)
		application->identity_type = APPLICATION_IDENTITY_TYPE_APPLICATION;
	if (!application->authorization_type)
		application->authorization_type = APPLICATION_AUTHORIZATION_TYPE_AUTHORIZE_REQUIRED;
	if (!application->creation_type)
		application->creation_type = APPLICATION_CREATION_TYPE_USER_CUSTOM;
	if (!application->status)
		application->status = APPLICATION_STATUS_ENABLED;
	if (!application->api_invoke)
		application->api_invoke = APPLICATION_API_INVOKE_DISABLED;
}

static struct error count(struct call *call, struct text id, int64_t amount)
{
	const struct span_change change = {{.kind = SPAN_APPLICATIONS}, id, amount, 0};
	return span_change(call, &change, 1);
}

static struct error insert(struct call *call, struct application *application)
{
	int64_t changed = 0;
	struct error error = ok();
	while (error_ok(error) && changed == 0) {
		application->id = random_id(call->arena, "app_", call->now);
		error = sql_application_insert(call, application, &changed);
	}
	return error;
}

static struct error set_all_items(struct call *call, struct text id, const struct application_change *change)
{
	struct error error = application_set_items(call, id, APPLICATION_OWNER_USER, change->owner_users);
	if (error_ok(error))
		error = application_set_items(call, id, APPLICATION_OWNER_GROUP, change->owner_groups);
	if (error_ok(error))
		error = application_set_items(call, id, APPLICATION_VISIBILITY, change->visibility);
	return error;
}

struct error application_create(struct call *call, struct application *application)
{
	complete(call, application);
	struct error error = insert(call, application);
	if (!error_ok(error))
		return error;
	audit_target(call, "application", application->id);
	const struct application_change sets = {
		.owner_users = application->owner_users,
		.owner_groups = application->owner_groups,
		.visibility = application->visibility,
	};
	error = set_all_items(call, application->id, &sets);
	if (!error_ok(error))
		return error;
	return count(call, application->id, 1);
}

/* Finding */

static struct error found_or_not(struct error error, bool found, struct text id, struct application *application)
{
	if (error_ok(error) && !found)
		return error_of(ERROR_APPLICATION_NOT_FOUND, id);
	application->features = TEXT(APPLICATION_FEATURES);
	return error;
}

static struct error find(struct call *call, struct text id, struct application *application)
{
	bool found;
	struct sql_application_row bind = {call->realm, id};
	struct error error = sql_application_row(call, bind, application, &found);
	return found_or_not(error, found, id, application);
}

struct error application_require(struct call *call, struct text id)
{
	struct application application;
	return find(call, id, &application);
}

struct error application_by_id(struct call *call, struct text id, struct application *application)
{
	bool found;
	struct error error = sql_application_anywhere(call, (struct sql_application_anywhere){id}, application, &found);
	return found_or_not(error, found, id, application);
}

struct error application_get(struct call *call, struct text id, struct application *application)
{
	struct error error = find(call, id, application);
	if (error_ok(error))
		error = application_items(call, id, APPLICATION_OWNER_USER, &application->owner_users);
	if (error_ok(error))
		error = application_items(call, id, APPLICATION_OWNER_GROUP, &application->owner_groups);
	if (error_ok(error))
		error = application_items(call, id, APPLICATION_VISIBILITY, &application->visibility);
	return error;
}

/* Changes */

static struct error save(struct call *call, struct application *application)
{
	application->updated = call->now;
	audit_target(call, "application", application->id);
	return sql_application_update(call, application, NULL);
}

static void apply(struct call *call, const struct application_change *change, struct application *application)
{
	if (change->name.at) {
		application->name = change->name;
		application->name_key = text_fold(call->arena, change->name);
	}
	if (change->logo_url.at)
		application->logo_url = cleared(change->logo_url);
	if (change->description.at)
		application->description = cleared(change->description);
	if (change->authorization_type)
		application->authorization_type = change->authorization_type;
}

struct error application_change(struct call *call, struct text id, const struct application_change *change)
{
	struct application application;
	struct error error = find(call, id, &application);
	if (!error_ok(error))
		return error;
	apply(call, change, &application);
	error = set_all_items(call, id, change);
	return error_ok(error) ? save(call, &application) : error;
}

struct error application_set_status(struct call *call, struct text id, enum application_status status)
{
	struct application application;
	struct error error = find(call, id, &application);
	application.status = status;
	return error_ok(error) ? save(call, &application) : error;
}

struct error application_set_api(struct call *call, struct text id, enum application_api_invoke api)
{
	struct application application;
	struct error error = find(call, id, &application);
	application.api_invoke = api;
	return error_ok(error) ? save(call, &application) : error;
}

struct error application_delete(struct call *call, struct text id)
{
	struct application application;
	struct error error = find(call, id, &application);
	if (!error_ok(error))
		return error;
	if (application.status == APPLICATION_STATUS_ENABLED)
		return error_of(ERROR_APPLICATION_ENABLED, id);
	const struct key_list accounts = {SPAN_ACCOUNTS, id};
	audit_target(call, "application", id);
	error = sql_application_remove(call, (struct sql_application_remove){call->realm, id}, NULL);
	if (error_ok(error))
		error = span_drop(call, &accounts, 1);
	if (error_ok(error))
		error = count(call, id, -1);
	return error_ok(error) ? removal_begin(call, REMOVAL_APPLICATION, id) : error;
}

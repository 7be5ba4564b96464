/* EIAM instances. */
#include "directory/instance.h"
#include "base/random.h"
#include "directory/audit.h"
#include "directory/instance_sql.h"
#include "directory/policy.h"
#include "directory/removal.h"
#include "directory/unit.h"
#include "directory/unit_sql.h"

#define PREFIX_LENGTH 8
#define ROOT_NAME "Root"

static void describe(struct call *call, struct instance *instance)
{
	struct text prefix = instance->domain_prefix, domain = call->settings->server_instance_domain;
	instance->domain = text_join(call->arena, TEXT_PARTS(prefix, TEXT("."), domain));
}

static struct error insert(struct call *call, struct instance *instance)
{
	int64_t changed = 0;
	struct error error = ok();
	while (error_ok(error) && changed == 0) {
		instance->id = random_id(call->arena, "idaas_", call->now);
		instance->domain_prefix = text_lower(call->arena, random_word(call->arena, "", PREFIX_LENGTH));
		error = sql_instance_insert(call, instance, &changed);
	}
	describe(call, instance);
	return error;
}

struct error instance_create(struct call *call, struct text description, struct instance *instance)
{
	*instance = (struct instance){
		.account = call->actor.account,
		.description = description,
		.status = INSTANCE_STATUS_RUNNING,
		.created = call->now,
		.updated = call->now,
	};
	struct error error = insert(call, instance);
	if (!error_ok(error))
		return error;
	call->realm = instance->id;
	error = unit_create_root(call, instance->id, TEXT(ROOT_NAME));
	if (error_ok(error))
		error = policy_create(call, instance->id);
	audit_target(call, "instance", instance->id);
	return error;
}

static struct error found_or_not(struct call *call, struct text asked, bool found, struct instance *instance)
{
	if (!found)
		return error_of(ERROR_INSTANCE_NOT_FOUND, asked);
	describe(call, instance);
	return ok();
}

struct error instance_get(struct call *call, struct text id, struct instance *instance)
{
	bool found;
	struct error error = sql_instance_by_id(call, (struct sql_instance_by_id){id}, instance, &found);
	return error_ok(error) ? found_or_not(call, id, found, instance) : error;
}

struct error instance_enter(struct call *call, struct text id, struct instance *instance)
{
	struct error error = instance_get(call, id, instance);
	if (!error_ok(error))
		return error;
	bool local = call->actor.kind == ACTOR_LOCAL && !call->actor.account.at;
	if (!local && !text_equal(instance->account, call->actor.account))
		return error_of(ERROR_INSTANCE_NOT_FOUND, id);
	call->realm = instance->id;
	return ok();
}

struct error instance_by_domain(struct call *call, struct text host, struct instance *instance)
{
	struct text name, port, prefix, domain;
	bool found;
	text_cut(text_lower(call->arena, host), ':', &name, &port);
	text_cut(name, '.', &prefix, &domain);
	if (!domain.at || !text_equal_ignore_case(domain, call->settings->server_instance_domain))
		return error_of(ERROR_INSTANCE_NOT_FOUND, host);
	struct error error = sql_instance_by_prefix(call, (struct sql_instance_by_prefix){prefix}, instance, &found);
	return error_ok(error) ? found_or_not(call, host, found, instance) : error;
}

struct error instance_describe(struct call *call, struct text id, struct text description)
{
	int64_t changed;
	struct sql_instance_update_description bind = {id, description, call->now};
	audit_target(call, "instance", id);
	struct error error = sql_instance_update_description(call, bind, &changed);
	if (error_ok(error) && changed == 0)
		return error_of(ERROR_INSTANCE_NOT_FOUND, id);
	return error;
}

struct error instance_list(
	struct call *call, const struct instance_filter *filter, struct instance_list *instances, int64_t *total)
{
	struct sql_instances_page page = {
		.account = filter->account,
		.every = !filter->ids.at,
		.ids = filter->ids,
		.status = (int)filter->status,
		.skip = (filter->page.number - 1) * filter->page.size,
		.most = filter->page.size,
	};
	struct sql_instances_count count = {page.account, page.every, page.ids, page.status};
	struct tally tally = {0};
	bool found;
	struct error error = sql_instances_page(call, page, instances);
	for (size_t i = 0; error_ok(error) && i < instances->count; i++)
		describe(call, &instances->at[i]);
	if (error_ok(error))
		error = sql_instances_count(call, count, &tally, &found);
	*total = tally.count;
	return error;
}

/* Deletion */

static void add_hindrance(struct instance_hindrance_list *hindrances, const char *reason, struct text resource)
{
	hindrances->at[hindrances->count++] = (struct instance_hindrance){text_of(reason), resource};
}

/* Most often the first is one who stays. */
static struct error any_user(struct call *call, struct text id, struct identifier *user, bool *found)
{
	bool leaving = false;
	struct error error = sql_instance_any_user(call, (struct sql_instance_any_user){id}, user, found);
	if (error_ok(error) && *found)
		error = removal_is_leaving(call, user->id, &leaving);
	if (!error_ok(error) || !leaving)
		return error;
	return sql_instance_any_resident(call, (struct sql_instance_any_resident){id}, user, found);
}

struct error instance_hindrances(struct call *call, struct text id, struct instance_hindrance_list *hindrances)
{
	struct identifier application, user;
	bool has_application, has_user;
	*hindrances = (struct instance_hindrance_list){arena_array(call->arena, 2, sizeof(*hindrances->at)), 0};
	struct sql_instance_any_application by_hand = {id, APPLICATION_CREATION_TYPE_USER_CUSTOM};
	struct error error = sql_instance_any_application(call, by_hand, &application, &has_application);
	if (!error_ok(error))
		return error;
	error = any_user(call, id, &user, &has_user);
	if (!error_ok(error))
		return error;
	if (has_application)
		add_hindrance(hindrances, "application_exists", application.id);
	if (has_user)
		add_hindrance(hindrances, "user_exists", user.id);
	return ok();
}

/* What is few, and by which it is found; the rest is cleared away afterwards. */
static struct error forget(struct call *call, struct text id)
{
	struct error error =
		sql_instance_delete_applications(call, (struct sql_instance_delete_applications){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_items(call, (struct sql_instance_delete_items){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_fields(call, (struct sql_instance_delete_fields){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_notifications(call, (struct sql_instance_delete_notifications){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_imports(call, (struct sql_instance_delete_imports){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_policy(call, (struct sql_instance_delete_policy){id}, NULL);
	if (error_ok(error))
		error = sql_instance_delete_row(call, (struct sql_instance_delete_row){id}, NULL);
	return error;
}

struct error instance_delete(struct call *call, struct text id)
{
	struct instance_hindrance_list hindrances;
	struct error error = instance_hindrances(call, id, &hindrances);
	if (!error_ok(error))
		return error;
	if (hindrances.count > 0)
		return error_of(ERROR_INSTANCE_NOT_EMPTY, id);
	audit_target(call, "instance", id);
	error = forget(call, id);
	if (error_ok(error))
		error = sql_unit_empty(call, (struct sql_unit_empty){id, TEXT(UNIT_ROOT)}, NULL);
	return error_ok(error) ? removal_begin(call, REMOVAL_INSTANCE, id) : error;
}

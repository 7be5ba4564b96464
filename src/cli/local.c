/* What verbs do to the directory of this machine themselves. */
#include "cli/local.h"
#include "api/decode.h"
#include "api/ims/principal.h"
#include "cli/call_json.h"
#include "cli/print.h"
#include "directory/account.h"
#include "directory/audit.h"
#include "directory/instance.h"
#include "directory/user.h"
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 5

/* Populations */

static struct error only_instance(struct call *call)
{
	struct instance_filter filter = {.account = call->actor.account, .page = {1, 2}};
	struct instance_list instances;
	int64_t total;
	struct error error = instance_list(call, &filter, &instances, &total);
	if (error_ok(error) && total != 1)
		return error_of(ERROR_INSTANCE_NOT_FOUND, total == 0 ? TEXT("none") : TEXT("more than one"));
	if (error_ok(error))
		call->realm = instances.at[0].id;
	return error;
}

static struct error enter(struct call *call, struct population population)
{
	struct account account;
	struct instance instance;
	if (population.instance) {
		struct error entered = instance_enter(call, text_of(population.instance), &instance);
		call->actor.account = error_ok(entered) ? instance.account : (struct text){NULL, 0};
		return entered;
	}
	struct error error = account_sole(call, &account);
	if (!error_ok(error))
		return error;
	call->actor.account = call->realm = account.id;
	return population.account ? ok() : only_instance(call);
}

bool local_enter(struct installation *installation, struct population population)
{
	if (population.instance && population.account)
		return print_problem("--instance and --account are about different users");
	struct error error = enter(&installation->call, population);
	if (error_ok(error))
		return true;
	bool which = error.code == ERROR_INSTANCE_NOT_FOUND && !population.instance;
	cli_fail(which ? "there is not exactly one instance (say which: --instance ID)" : "cannot enter", error);
	return false;
}

struct error local_user(struct call *call, const char *named, struct text *id)
{
	struct user user;
	struct text name = text_of(named);
	struct error error = user_row(call, name, &user);
	*id = name;
	if (error.code != ERROR_USER_NOT_FOUND)
		return error;
	if (text_equal(call->realm, call->actor.account) && strchr(named, '@'))
		return principal_user(call, name, id);
	error = user_find(call, USER_BY_NAME, name, id);
	return error.code == ERROR_USER_LOOKUP_FAILED ? error_of(ERROR_USER_NOT_FOUND, name) : error;
}

/* Changes */

static struct error change_once(
	struct call *call, struct error (*change)(struct call *call, void *context), void *context)
{
	struct error error = store_begin(call->store);
	if (!error_ok(error))
		return error;
	error = change(call, context);
	if (error_ok(error))
		error = audit_write(call, "success");
	if (error_ok(error))
		return store_commit(call->store);
	store_rollback(call->store);
	return error;
}

struct error local_change(
	struct call *call, const char *name, struct error (*change)(struct call *call, void *context), void *context)
{
	struct error error = error_of(ERROR_STORE_CONFLICT, (struct text){NULL, 0});
	call->operation = text_print(call->arena, "Local:%s", name);
	for (int i = 0; i < ATTEMPTS && error.code == ERROR_STORE_CONFLICT; i++)
		error = change_once(call, change, context);
	return error;
}

/* Operations */

struct running {
	const struct operation *operation;
	const void *in;
	void *out;
};

static struct error run(struct call *call, void *context)
{
	const struct running *running = context;
	return running->operation->run(call, running->in, running->out);
}

static int by_name(const void *a, const void *b)
{
	return text_compare(((const struct parameter *)a)->name, ((const struct parameter *)b)->name);
}

struct error local_operation(
	struct call *call, const struct operation *operation, struct parameter_list values, void *out)
{
	for (size_t i = 0; i < values.count; i++) {
		if (!call_json_leads_to_value(operation->request, values.at[i].name))
			return error_of(ERROR_PARAMETER_INVALID, values.at[i].name);
	}
	qsort(values.at, values.count, sizeof(*values.at), by_name);
	void *in = arena_alloc(call->arena, operation->request->size);
	struct error error = decode_values(call->arena, operation->request, values, in);
	if (error_ok(error) && operation_is_slow(&(struct visit){.operation = operation, .in = in}))
		error = operation->prepare(call, in);
	struct running running = {operation, in, out};
	return error_ok(error) ? local_change(call, operation->name, run, &running) : error;
}

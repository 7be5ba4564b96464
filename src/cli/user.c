/* `muster user`: the people of an instance, and RAM users, on the server's own machine. */
#include "api/encode.h"
#include "api/ims/principal.h"
#include "cli/catalogue.h"
#include "cli/cli.h"
#include "cli/local.h"
#include "cli/named_value.h"
#include "cli/option.h"
#include "cli/print.h"
#include "cli/secret.h"
#include "directory/account.h"
#include "directory/unit.h"
#include "directory/user.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

#define PAGE 500

const char cli_user_help[] =
	"  muster user list                          all users: id, status, name, email address\n"
	"  muster user show USER                     one user with units, groups and custom fields\n"
	"  muster user create NAME [name=value …]    makes one; the rest are parameters of 'call eiam CreateUser'\n"
	"                                            (of 'call ims CreateUser' with --account)\n"
	"  muster user disable|enable USER           without losing anything\n"
	"  muster user unlock USER                   forgets wrong passwords\n"
	"  muster user password USER                 sets the password that is typed, or stands on stdin\n"
	"  muster user delete USER                   and everything that belongs to it\n\n"
	"USER is an id or a name. It works while the server runs; what it changes is in the audit as 'Local:…'.\n\n"
	"  --instance ID               whose users; without it those of the only instance\n"
	"  --account                   the RAM users of the account instead\n";

struct managing {
	struct installation *installation;
	struct arguments *arguments; /* without the action */
	struct call *call;
	struct population population;
	struct text user; /* the one that was named */
};

/* The operation of the door of this population. */
static const struct operation *operation_of(const struct managing *managing, const char *name)
{
	return catalogue_operation(catalogue_family(managing->population.account ? "ims" : "eiam"), name);
}

/* Listing and showing */

static void print_as(struct managing *managing, const char *operation, const struct user *user, bool indented)
{
	const struct operation *found = operation_of(managing, operation);
	print_json(catalogue_shown(managing->call->arena, found, user, sizeof(*user)), indented);
}

static void print_line(const struct user *user)
{
	printf("%-31.*s  %-8s  %-24.*s  %.*s\n", (int)user->id.length, user->id.at,
		user->status == USER_STATUS_ENABLED ? "enabled" : "disabled", (int)user->name.length, user->name.at,
		(int)user->email.length, user->email.at ? user->email.at : "");
}

static struct error list_page(struct managing *managing, struct user_filter *filter)
{
	struct call *call = managing->call;
	struct user_list users;
	struct page_result result;
	struct error error = user_list(call, filter, &users, &result);
	if (error_ok(error) && managing->population.account)
		error = principal_spell(call, users.at, users.count);
	for (size_t i = 0; error_ok(error) && i < users.count; i++) {
		if (managing->arguments->json)
			print_as(managing, "ListUsers", &users.at[i], false);
		else
			print_line(&users.at[i]);
	}
	filter->page.position = result.next;
	return error;
}

/* In constant memory: what a page took is given back, all but where the next one begins. */
static int list(struct managing *managing)
{
	char position[1024];
	struct user_filter filter = {.page = {.size = PAGE, .position = TEXT(""), .by_position = true}};
	struct error error = ok();
	while (error_ok(error) && filter.page.position.at) {
		struct arena_mark mark = arena_mark(managing->call->arena);
		error = list_page(managing, &filter);
		size_t length = filter.page.position.length;
		assert(length <= sizeof(position));
		if (filter.page.position.at)
			filter.page.position.at = memcpy(position, filter.page.position.at, length);
		if (error_ok(error))
			arena_rewind(managing->call->arena, mark);
	}
	return error_ok(error) ? 0 : cli_fail("cannot list users", error);
}

static int show(struct managing *managing)
{
	struct user user;
	struct error error = user_get(managing->call, managing->user, &user);
	if (error_ok(error) && managing->population.account)
		error = principal_spell(managing->call, &user, 1);
	if (!error_ok(error))
		return cli_fail("cannot show the user", error);
	print_as(managing, "GetUser", &user, print_indents(managing->arguments->json));
	return 0;
}

/* Creating */

static struct error principal_of(struct call *call, struct text name, struct text *principal)
{
	struct account account;
	struct error error = account_get(call, call->realm, &account);
	*principal = name;
	if (!error_ok(error) || memchr(name.at, '@', name.length))
		return error;
	struct text domain = account_domain(call, &account);
	*principal = text_print(call->arena, "%.*s@%.*s", (int)name.length, name.at, (int)domain.length, domain.at);
	return ok();
}

static void add(struct parameter_list *values, const char *name, struct text value)
{
	if (!named_value(*values, name).at)
		values->at[values->count++] = (struct parameter){text_of(name), value};
}

/* What the command knows beside what was typed. */
static struct error complete(struct managing *managing, struct parameter_list *values)
{
	struct text name = text_of(managing->arguments->at[0]);
	if (managing->population.account) {
		struct error error = principal_of(managing->call, name, &name);
		add(values, "UserPrincipalName", name);
		add(values, "DisplayName", text_of(managing->arguments->at[0]));
		return error;
	}
	add(values, "InstanceId", managing->call->realm);
	add(values, "Username", name);
	add(values, "PrimaryOrganizationalUnitId", TEXT(UNIT_ROOT));
	return ok();
}

static int create(struct managing *managing)
{
	const struct operation *operation = operation_of(managing, "CreateUser");
	struct arguments *arguments = managing->arguments;
	struct arena *arena = managing->call->arena;
	struct parameter_list given;
	struct text problem;
	if (!named_values(arena, arguments->count - 1, arguments->at + 1, &given, &problem)) {
		print_problem("%.*s", (int)problem.length, problem.at);
		return 2;
	}
	struct parameter_list values = {arena_array(arena, given.count + 3, sizeof(*values.at)), given.count};
	for (size_t i = 0; i < given.count; i++)
		values.at[i] = given.at[i];
	void *out = arena_alloc(arena, operation->response->size);
	struct error error = complete(managing, &values);
	if (error_ok(error))
		error = local_operation(managing->call, operation, values, out);
	if (!error_ok(error))
		return cli_fail("cannot make the user", error);
	struct text answer = encode_json(arena, operation->response, out, (struct encode_options){false});
	print_json(answer, print_indents(arguments->json));
	return 0;
}

/* Changing */

static struct error do_disable(struct call *call, void *user)
{
	return user_set_status(call, *(struct text *)user, USER_STATUS_DISABLED);
}

static struct error do_enable(struct call *call, void *user)
{
	return user_set_status(call, *(struct text *)user, USER_STATUS_ENABLED);
}

static struct error do_unlock(struct call *call, void *user)
{
	return user_unlock(call, *(struct text *)user);
}

static struct error do_delete(struct call *call, void *user)
{
	return user_delete(call, *(struct text *)user);
}

static struct error do_set_password(struct call *call, void *user)
{
	return user_change_password(call, *(struct text *)user, false, (struct text_list){NULL, 0});
}

static int changed(struct error error)
{
	return error_ok(error) ? 0 : cli_fail("cannot change the user", error);
}

static int disable(struct managing *managing)
{
	return changed(local_change(managing->call, "DisableUser", do_disable, &managing->user));
}

static int enable(struct managing *managing)
{
	return changed(local_change(managing->call, "EnableUser", do_enable, &managing->user));
}

static int unlock(struct managing *managing)
{
	return changed(local_change(managing->call, "UnlockUser", do_unlock, &managing->user));
}

static int delete (struct managing *managing)
{
	return changed(local_change(managing->call, "DeleteUser", do_delete, &managing->user));
}

static int password(struct managing *managing)
{
	struct call *call = managing->call;
	struct text secret;
	if (managing->population.account) {
		print_problem("RAM users have access keys, and no passwords");
		return 1;
	}
	if (!secret_read(call->secrets, "new password", &secret))
		return 1;
	struct error error = user_prepare_password(call, managing->user, secret);
	if (error_ok(error))
		error = local_change(call, "UpdateUserPassword", do_set_password, &managing->user);
	return error_ok(error) ? 0 : cli_fail("cannot set the password", error);
}

/* The verb */

static const struct action {
	const char *name;
	bool existing;	 /* its argument is a user that exists */
	int least, most; /* arguments */
	int (*run)(struct managing *managing);
} actions[] = {
	{"list", false, 0, 0, list},
	{"show", true, 1, 1, show},
	{"create", false, 1, 1000, create},
	{"disable", true, 1, 1, disable},
	{"enable", true, 1, 1, enable},
	{"unlock", true, 1, 1, unlock},
	{"password", true, 1, 1, password},
	{"delete", true, 1, 1, delete},
};

static const struct action *find_action(const struct arguments *arguments)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (arguments_are(arguments, actions[i].name, actions[i].least, actions[i].most))
			return &actions[i];
	}
	return NULL;
}

static int act(struct managing *managing, const struct action *action)
{
	if (!installation_connect(managing->installation, false))
		return 1;
	if (!local_enter(managing->installation, managing->population))
		return 1;
	if (!action->existing)
		return action->run(managing);
	struct error error = local_user(managing->call, managing->arguments->at[0], &managing->user);
	return error_ok(error) ? action->run(managing) : cli_fail("cannot find the user", error);
}

static int run(struct installation *installation, struct arguments *arguments)
{
	struct managing managing = {installation, arguments, &installation->call, {NULL, false}, {NULL, 0}};
	const struct verb_option options[] = {
		{"--instance", &managing.population.instance, NULL},
		{"--account", NULL, &managing.population.account},
	};
	if (!options_take(arguments, options, 2))
		return 2;
	const struct action *action = find_action(arguments);
	if (!action) {
		print_problem("'muster user --help' says what it takes");
		return 2;
	}
	arguments->at++;
	arguments->count--;
	return act(&managing, action);
}

int cli_user(int count, char **at)
{
	return installation_run(count, at, run);
}

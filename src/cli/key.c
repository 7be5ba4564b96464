/* `muster key`: access keys, on the server's own machine. With it a lost root key is recovered. */
#include "base/time.h"
#include "cli/catalogue.h"
#include "cli/cli.h"
#include "cli/local.h"
#include "cli/option.h"
#include "cli/print.h"
#include "directory/access_key.h"
#include <stdio.h>

const char cli_key_help[] =
	"  muster key list [USER]           the account's own (root) keys, or those of a RAM user\n"
	"  muster key create [USER]         makes one, and shows its secret once; two for each owner at most\n"
	"  muster key enable|disable ID\n"
	"  muster key delete ID\n\n"
	"USER is an id or a name. A root key that was lost is replaced by 'muster key create'; when there are two\n"
	"already, delete one first. It works while the server runs.\n";

struct managing {
	struct call *call;
	bool json;
	const char *argument; /* USER or ID, or NULL */
	struct access_key key;
	struct text user; /* not there: the account itself */
};

static struct error find_owner(struct managing *managing)
{
	return managing->argument ? local_user(managing->call, managing->argument, &managing->user) : ok();
}

static void print_as(struct managing *managing, const char *operation, const struct access_key *key)
{
	const struct operation *found = catalogue_operation(catalogue_family("ims"), operation);
	print_json(catalogue_shown(managing->call->arena, found, key, sizeof(*key)), false);
}

static void print_line(struct managing *managing, const struct access_key *key)
{
	const char *made = time_iso(managing->call->arena, key->created).at;
	const char *used = key->last_used > 0 ? time_iso(managing->call->arena, key->last_used).at : "never";
	printf("%.*s  %-8s  made %s  used %s\n", (int)key->id.length, key->id.at,
		key->status == ACCESS_KEY_STATUS_ACTIVE ? "active" : "inactive", made, used);
}

static int list(struct managing *managing)
{
	struct access_key_list keys;
	struct call *call = managing->call;
	struct error error = find_owner(managing);
	if (error_ok(error))
		error = access_key_list(call, call->actor.account, managing->user, &keys);
	if (!error_ok(error))
		return cli_fail("cannot list keys", error);
	for (size_t i = 0; i < keys.count; i++) {
		if (managing->json)
			print_as(managing, "ListAccessKeys", &keys.at[i]);
		else
			print_line(managing, &keys.at[i]);
	}
	return 0;
}

static struct error do_create(struct call *call, void *context)
{
	struct managing *managing = context;
	return access_key_create(call, call->actor.account, managing->user, &managing->key);
}

static int create(struct managing *managing)
{
	struct error error = find_owner(managing);
	if (error_ok(error))
		error = local_change(managing->call, "CreateAccessKey", do_create, managing);
	if (!error_ok(error))
		return cli_fail("cannot make a key", error);
	const struct access_key *key = &managing->key;
	if (managing->json) {
		print_as(managing, "CreateAccessKey", key);
		return 0;
	}
	printf("This secret is shown once; keep it.\n\n"
	       "  access key id       %.*s\n"
	       "  access key secret   %.*s\n",
		(int)key->id.length, key->id.at, (int)key->secret.length, key->secret.at);
	return 0;
}

static struct error set_status(struct call *call, const struct access_key *key, enum access_key_status status)
{
	return access_key_set_status(call, key->account, key->user, key->id, status);
}

static struct error do_enable(struct call *call, void *key)
{
	return set_status(call, key, ACCESS_KEY_STATUS_ACTIVE);
}

static struct error do_disable(struct call *call, void *key)
{
	return set_status(call, key, ACCESS_KEY_STATUS_INACTIVE);
}

static struct error do_delete(struct call *call, void *context)
{
	const struct access_key *key = context;
	return access_key_delete(call, key->account, key->user, key->id);
}

static int change(struct managing *managing, const char *name, struct error (*run)(struct call *call, void *key))
{
	struct error error = access_key_get(managing->call, text_of(managing->argument), &managing->key);
	if (error_ok(error))
		error = local_change(managing->call, name, run, &managing->key);
	return error_ok(error) ? 0 : cli_fail("cannot change the key", error);
}

static int enable(struct managing *managing)
{
	return change(managing, "EnableAccessKey", do_enable);
}

static int disable(struct managing *managing)
{
	return change(managing, "DisableAccessKey", do_disable);
}

static int delete (struct managing *managing)
{
	return change(managing, "DeleteAccessKey", do_delete);
}

static const struct action {
	const char *name;
	int least, most; /* arguments */
	int (*run)(struct managing *managing);
} actions[] = {
	{"list", 0, 1, list},
	{"create", 0, 1, create},
	{"enable", 1, 1, enable},
	{"disable", 1, 1, disable},
	{"delete", 1, 1, delete},
};

static const struct action *find_action(const struct arguments *arguments)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (arguments_are(arguments, actions[i].name, actions[i].least, actions[i].most))
			return &actions[i];
	}
	return NULL;
}

static int run(struct installation *installation, struct arguments *arguments)
{
	if (!options_take(arguments, NULL, 0))
		return 2;
	const struct action *action = find_action(arguments);
	if (!action) {
		print_problem("'muster key --help' says what it takes");
		return 2;
	}
	if (!installation_connect(installation, false))
		return 1;
	if (!local_enter(installation, (struct population){.account = true}))
		return 1;
	struct managing managing = {
		.call = &installation->call,
		.json = arguments->json,
		.argument = arguments->count > 1 ? arguments->at[1] : NULL,
	};
	return action->run(&managing);
}

int cli_key(int count, char **at)
{
	return installation_run(count, at, run);
}

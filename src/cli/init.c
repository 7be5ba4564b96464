/* The first start: a data folder with everything needed to make the first call. */
#include "base/json.h"
#include "base/random.h"
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include "directory/access_key.h"
#include "directory/account.h"
#include "directory/application.h"
#include "directory/audit.h"
#include "directory/instance.h"
#include "directory/unit.h"
#include "store/migrate.h"
#include <stdio.h>
#include <sys/stat.h>

const char cli_init_help[] =
	"It prints the endpoint, the account's access key and the application's secret; the secrets are shown this\n"
	"once. The master key is a file beside the database, or where data.master_key says: keep a copy of it apart\n"
	"from the backups. A further node on the same PostgreSQL needs the same file, and no init of its own.\n"
	"Exit status 3 and no change when there is an account already.\n";

struct beginning {
	struct account account;
	struct access_key key;
	struct instance instance;
	struct application application;
	struct client_secret secret;
};

/* A second node of the same database brings the first one's master key with it. */
static bool make_master_key(struct installation *installation)
{
	const char *file = installation_master_key(installation);
	struct stat found;
	if (stat(file, &found) == 0)
		return true;
	struct error error = keyring_create(file);
	return error_ok(error) || cli_fail("cannot make the master key", error) == 0;
}

static struct error make_application(struct call *call, struct beginning *beginning)
{
	beginning->application = (struct application){
		.name = TEXT("First application"),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	const struct text permissions[] = {
		TEXT("user:read"), TEXT("user:manage"), TEXT("unit:read"), TEXT("unit:manage")};
	struct text root = TEXT(UNIT_ROOT);
	struct text_list all = {(struct text *)(uintptr_t)permissions, 4};
	struct error error = application_create(call, &beginning->application);
	struct text id = beginning->application.id;
	if (error_ok(error))
		error = application_set_api(call, id, APPLICATION_API_INVOKE_ENABLED);
	if (error_ok(error))
		error = application_set_permissions(call, id, all);
	if (error_ok(error))
		error = application_set_scope(call, id, (struct text_list){&root, 1}, (struct text_list){NULL, 0});
	if (error_ok(error))
		error = client_secret_create(call, id, 0, &beginning->secret);
	return error;
}

static struct error begin(struct call *call, struct beginning *beginning)
{
	struct error error = account_create(call, &beginning->account);
	if (!error_ok(error))
		return error;
	call->actor.account = beginning->account.id;
	error = access_key_create(call, beginning->account.id, (struct text){NULL, 0}, &beginning->key);
	if (error_ok(error))
		error = instance_create(call, TEXT("First instance"), &beginning->instance);
	if (!error_ok(error))
		return error;
	call->realm = beginning->instance.id;
	error = make_application(call, beginning);
	if (!error_ok(error))
		return error;
	audit_target(call, "account", beginning->account.id);
	return audit_write(call, "success");
}

static struct error begin_once(struct installation *installation, struct beginning *beginning, bool *done_before)
{
	struct call *call = &installation->call;
	struct account account;
	call->operation = TEXT("Local:Init");
	struct error error = store_begin(installation->store);
	if (!error_ok(error))
		return error;
	error = account_sole(call, &account);
	*done_before = error_ok(error);
	if (!*done_before && error.code == ERROR_ACCOUNT_NOT_FOUND)
		error = begin(call, beginning);
	if (!error_ok(error) || *done_before) {
		store_rollback(installation->store);
		return error;
	}
	return store_commit(installation->store);
}

static void print_json(struct installation *installation, const struct beginning *beginning)
{
	struct builder out = builder_in(installation->arena, 64 * 1024);
	struct json_writer writer = json_writer(&out);
	json_open_object(&writer);
	json_write_member(&writer, TEXT("endpoint"), installation_endpoint(installation));
	json_write_member(&writer, TEXT("account"), beginning->account.id);
	json_write_member(&writer, TEXT("access_key_id"), beginning->key.id);
	json_write_member(&writer, TEXT("access_key_secret"), beginning->key.secret);
	json_write_member(&writer, TEXT("instance"), beginning->instance.id);
	json_write_member(&writer, TEXT("domain"), beginning->instance.domain);
	json_write_member(&writer, TEXT("application"), beginning->application.id);
	json_write_member(&writer, TEXT("client_secret"), beginning->secret.secret);
	json_close_object(&writer);
	printf("%s\n", builder_text(&out).at);
}

static void print_calls(const char *endpoint, const char *instance, const char *application, const char *secret)
{
	printf("\nStart it with 'muster serve', then try:\n\n"
	       "  TOKEN=$(curl -s '%s/v2/%s/%s/oauth2/token' \\\n"
	       "    -u '%s:%s' -d grant_type=client_credentials | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n"
	       "  curl -s '%s/v2/%s/%s/users' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' "
	       "\\\n"
	       "    -d "
	       "'{\"username\":\"amina\",\"displayName\":\"Amina\",\"primaryOrganizationalUnitId\":\"ou_root\"}'\n"
	       "  curl -s '%s/v2/%s/%s/users' -H \"Authorization: Bearer $TOKEN\"\n\n",
		endpoint, instance, application, application, secret, endpoint, instance, application, endpoint,
		instance, application);
}

static void print_words(struct installation *installation, const struct beginning *beginning)
{
	const char *url = text_copy(installation->arena, installation_endpoint(installation)).at;
	printf("Muster is ready. These secrets are shown once; keep them.\n\n");
	printf("  endpoint            %s\n", url);
	printf("  account             %s\n", beginning->account.id.at);
	printf("  access key id       %s\n", beginning->key.id.at);
	printf("  access key secret   %s\n", beginning->key.secret.at);
	printf("  instance            %s\n", beginning->instance.id.at);
	printf("  application         %s\n", beginning->application.id.at);
	printf("  client secret       %s\n", beginning->secret.secret.at);
	print_calls(url, beginning->instance.id.at, beginning->application.id.at, beginning->secret.secret.at);
}

static int init(struct installation *installation, struct arguments *arguments)
{
	struct beginning beginning = {0};
	bool done_before = false;
	int64_t pending;
	if (!arguments_are_none(arguments))
		return 2;
	if (!installation_make_folder(installation) || !make_master_key(installation) ||
		!installation_connect(installation, true))
		return 1;
	struct error error = migrate(installation->store, migrations, false, &pending);
	if (error_ok(error))
		error = begin_once(installation, &beginning, &done_before);
	if (!error_ok(error))
		return cli_fail("cannot make the first account", error);
	if (done_before) {
		fprintf(stderr, "muster: there is an account already; nothing was changed\n");
		return 3;
	}
	if (arguments->json)
		print_json(installation, &beginning);
	else
		print_words(installation, &beginning);
	return 0;
}

int cli_init(int count, char **at)
{
	return installation_run(count, at, init);
}

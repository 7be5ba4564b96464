/* `muster call`: any operation of any family, as the contract's tables say. */
#include "cli/call_help.h"
#include "cli/call_send.h"
#include "cli/catalogue.h"
#include "cli/cli.h"
#include "cli/named_value.h"
#include "cli/option.h"
#include "cli/print.h"
#include <stdlib.h>
#include <string.h>

#define OPTIONS 6

struct calling {
	struct installation *installation;
	struct arguments *arguments;
	struct caller caller;
	const char *options[OPTIONS]; /* as typed, in the order of `sources` */
	bool help;
};

static const struct source {
	const char *option, *variable;
	size_t offset; /* in struct caller */
} sources[OPTIONS] = {
	{"--endpoint", "MUSTER_ENDPOINT", offsetof(struct caller, endpoint)},
	{"--access-key", "MUSTER_ACCESS_KEY_ID", offsetof(struct caller, key)},
	{"--access-secret", "MUSTER_ACCESS_KEY_SECRET", offsetof(struct caller, secret)},
	{"--instance", "MUSTER_INSTANCE", offsetof(struct caller, instance)},
	{"--application", "MUSTER_APPLICATION", offsetof(struct caller, application)},
	{"--client-secret", "MUSTER_CLIENT_SECRET", offsetof(struct caller, client_secret)},
};

static bool take_options(struct calling *calling)
{
	struct verb_option options[OPTIONS + 2] = {
		{"--help", NULL, &calling->help}, {"--ca", &calling->caller.authorities, NULL}};
	for (size_t i = 0; i < OPTIONS; i++)
		options[i + 2] = (struct verb_option){sources[i].option, &calling->options[i], NULL};
	return options_take(calling->arguments, options, OPTIONS + 2);
}

static bool take_sources(struct calling *calling)
{
	struct text problem;
	for (size_t i = 0; i < OPTIONS; i++) {
		struct text *to = (void *)((char *)&calling->caller + sources[i].offset);
		const char *option = calling->options[i];
		*to = text_of(option ? option : secure_getenv(sources[i].variable));
		if (option && !named_value_read(calling->caller.arena, *to, to, &problem))
			return print_problem("%.*s", (int)problem.length, problem.at);
	}
	return true;
}

/* Scheme, host and port. Anything after them would be neither called nor signed. */
static bool settle_endpoint(struct calling *calling)
{
	struct caller *caller = &calling->caller;
	struct text host, path;
	if (caller->endpoint.length == 0)
		caller->endpoint = installation_endpoint(calling->installation);
	bool tls = text_starts_with(caller->endpoint, TEXT("https://"));
	size_t scheme = tls ? sizeof("https://") - 1 : sizeof("http://") - 1;
	text_cut(text_slice(caller->endpoint, scheme, SIZE_MAX), '/', &host, &path);
	bool known = tls || text_starts_with(caller->endpoint, TEXT("http://"));
	if (!known || host.length == 0 || path.length > 0 || memchr(host.at, '@', host.length))
		return print_problem("the endpoint is http:// or https://, a host and a port, and nothing else");
	caller->endpoint.length = scheme + host.length;
	return true;
}

static int call(struct calling *calling, const struct operation *operation)
{
	struct arguments *arguments = calling->arguments;
	struct parameter_list values;
	struct answer answer;
	struct text problem;
	if (!take_sources(calling) || !settle_endpoint(calling))
		return 2;
	if (!named_values(calling->caller.arena, arguments->count - 2, arguments->at + 2, &values, &problem)) {
		print_problem("%.*s", (int)problem.length, problem.at);
		return 2;
	}
	if (!call_send(&calling->caller, operation, values, &answer))
		return 1;
	if (answer.status < 200 || answer.status > 299) {
		call_print_refusal(&answer);
		return 1;
	}
	if (answer.body.length > 0)
		print_json(answer.body, print_indents(arguments->json));
	return 0;
}

static int call_or_explain(struct calling *calling, const struct family *family)
{
	struct arguments *arguments = calling->arguments;
	if (arguments->count == 1) {
		call_help_family(family);
		return 0;
	}
	const struct operation *operation = catalogue_operation(family, arguments->at[1]);
	if (!operation) {
		print_problem(
			"there is no operation '%s'; 'muster call %s' lists them", arguments->at[1], family->name);
		return 2;
	}
	if (!calling->help && operation->supported)
		return call(calling, operation);
	call_help_operation(operation);
	return calling->help ? 0 : 2;
}

static int run(struct installation *installation, struct arguments *arguments)
{
	struct calling calling = {
		.installation = installation,
		.arguments = arguments,
		.caller = {.arena = installation->arena},
	};
	if (!take_options(&calling))
		return 2;
	if (arguments->count == 0) {
		call_help_families();
		return 0;
	}
	const struct family *family = catalogue_family(arguments->at[0]);
	if (family)
		return call_or_explain(&calling, family);
	print_problem("there is no family '%s'; 'muster call' lists them", arguments->at[0]);
	return 2;
}

int cli_call(int count, char **at)
{
	return installation_run(count, at, run);
}

/* `muster audit`: what happened lately. */
#include "directory/audit.h"
#include "api/encode.h"
#include "base/time.h"
#include "cli/cli.h"
#include "cli/installation.h"
#include "cli/option.h"
#include "cli/print.h"
#include <stddef.h>
#include <stdio.h>

#define MOST 50
#define MOST_OF_ALL 1000000

const char cli_audit_help[] =
	"The newest come first: when, what, outcome, which target, who, with which credential, from where. With\n"
	"--json they are one JSON object on a line each, times in Unix milliseconds.\n\n"
	"  --most N                    how many; 50 without it\n";

static struct text actor_kind(const struct audit_event *event)
{
	for (size_t i = 0; i < shape_audit_event.count && event->actor_kind != 0; i++) {
		const struct field *field = &shape_audit_event.fields[i];
		if (field->offset == offsetof(struct audit_event, actor_kind))
			return text_of(field->names[event->actor_kind - 1]);
	}
	return (struct text){NULL, 0};
}

static void print_line(struct arena *arena, const struct audit_event *event)
{
	const char *time = time_iso(arena, event->time).at;
	printf("%s  %-32.*s  %-8.*s", time, (int)event->action.length, event->action.at, (int)event->outcome.length,
		event->outcome.at);
	const struct text rest[] = {
		event->target_kind, event->target, actor_kind(event), event->actor, event->credential, event->source};
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
		printf("%s%.*s", i == 1 || i == 3 ? " " : "  ", rest[i].length > 0 ? (int)rest[i].length : 1,
			rest[i].length > 0 ? rest[i].at : "-");
	putchar('\n');
}

static int print_recent(struct installation *installation, int64_t most, bool json)
{
	struct audit_event_list events;
	struct arena *arena = installation->arena;
	struct error error = audit_recent(&installation->call, most, &events);
	if (!error_ok(error))
		return cli_fail("cannot read the audit", error);
	for (size_t i = 0; i < events.count; i++) {
		struct encode_options options = {false};
		if (json)
			print_json(encode_json(arena, &shape_audit_event, &events.at[i], options), false);
		else
			print_line(arena, &events.at[i]);
	}
	return 0;
}

static int run(struct installation *installation, struct arguments *arguments)
{
	const char *given = NULL;
	int64_t most = MOST;
	const struct verb_option option = {"--most", &given, NULL};
	if (!options_take(arguments, &option, 1))
		return 2;
	bool good = !given || (text_to_integer(text_of(given), &most) && most >= 1 && most <= MOST_OF_ALL);
	if (!good || arguments->count > 0) {
		print_problem("'muster audit --help' says what it takes");
		return 2;
	}
	return installation_connect(installation, false) ? print_recent(installation, most, arguments->json) : 1;
}

int cli_audit(int count, char **at)
{
	return installation_run(count, at, run);
}

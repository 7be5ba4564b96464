/* `muster import`: users, groups, units and custom fields from a file. */
#include "base/time.h"
#include "cli/cli.h"
#include "cli/import_reader.h"
#include "cli/import_store.h"
#include "cli/local.h"
#include "cli/option.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "directory/audit.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A slice of a batch is a transaction. The larger, the more of what falls on the same pages is written once; but
 * whoever else writes waits for its end, so fewer are taken when that is long. */
#define SLICE_FIRST 2000 /* records */
#define SLICE_LEAST 10
#define SLICE_MICROSECONDS 1500000
#define ATTEMPTS 20 /* at a slice that loses races on PostgreSQL */

const char cli_import_help[] =
	"FILE has one JSON object a line, as 'muster export' writes them, or is CSV with users and a header;\n"
	"\"-\" is the standard input. docs/import.md says what may stand in it. It works while the server runs.\n\n"
	"A line that is refused is reported as FILE:LINE: MEMBER: why. The import then stops; lines are done\n"
	"by the thousand, and nothing of those around it is. What is done is remembered with the file:\n"
	"--resume goes on there, also after a crash, or begins if there is nothing yet. Passwords that are not hashed "
	"take their time.\n\n"
	"  --instance ID               whose users; without it those of the only instance\n"
	"  --csv                       FILE is CSV; so it is, too, when its name ends with .csv\n"
	"  --skip-errors               go on past lines that are refused\n"
	"  --resume                    go on where a former import of the file stopped\n"
	"  --name NAME                 remember the file by this name instead of by its size and ends\n"
	"  --dry-run                   change nothing; say of every line whether and why it would be refused\n\n"
	"The exit status is 0 only when no line was refused.\n";

struct import_options {
	const char *instance, *name;
	bool csv, skip_errors, resume, trial, json;
};

struct run {
	struct installation *installation;
	struct call *call;
	struct import_options options;
	const char *file;
	const struct portable *portable;
	struct csv_header header;
	struct source source;
	struct progress progress;
	struct import_reader *reader;
	struct import_chunk chunk; /* of the reader: the records of the batch */
	struct arena *arena;	   /* of the batch */
	struct import_batch batch;
	size_t slice; /* records of a transaction: fewer when it takes long, or others write the same on PostgreSQL */
	struct import_mark mark;
	int64_t former;	  /* what the mark counted when this run began */
	int64_t analyzed; /* how much there was when the store was last told to look */
	bool slow;	  /* passwords were hashed, and that was said */
};

static int64_t rows_of(const struct import_mark *mark)
{
	return mark->custom_fields + mark->units + mark->groups + mark->users + mark->refused;
}

/* Batches, in slices: each is a transaction */

/* Without --skip-errors the first record that is refused undoes its slice. */
static bool is_stopped(const struct run *run, const struct import_mark *mark)
{
	return mark->refused > run->mark.refused && !run->batch.go_on;
}

static struct error apply_slice(struct run *run, const struct import_batch *slice, struct import_mark *mark)
{
	size_t last = (size_t)(slice->at - run->batch.at) + slice->count - 1;
	struct error error = import_apply(run->call, slice, mark);
	mark->line = run->chunk.line[last];
	mark->position = run->chunk.position[last];
	bool kept = mark->name.at && !slice->trial && !is_stopped(run, mark);
	return error_ok(error) && kept ? import_keep(run->call, mark) : error;
}

static struct error try_slice(struct run *run, const struct import_batch *slice, struct import_mark *mark)
{
	struct store *store = run->call->store;
	*mark = run->mark;
	if (slice->trial)
		return apply_slice(run, slice, mark);
	struct error error = store_begin(store);
	if (error_ok(error))
		error = apply_slice(run, slice, mark);
	if (!error_ok(error) || is_stopped(run, mark)) {
		store_rollback(store);
		return error;
	}
	error = store_commit(store);
	import_store_give_way();
	return error;
}

static void report(const struct run *run, const struct import_batch *slice)
{
	bool stopped = false;
	for (size_t i = 0; i < slice->count && !stopped; i++) {
		if (error_ok(slice->at[i].outcome))
			continue;
		progress_clear(&run->progress);
		import_record_report(run->file, &slice->at[i]);
		stopped = !slice->go_on;
	}
}

static void size_slice(struct run *run, int64_t microseconds)
{
	if (microseconds > SLICE_MICROSECONDS && run->slice / 2 >= SLICE_LEAST)
		run->slice /= 2;
	else if (microseconds < SLICE_MICROSECONDS / 2)
		run->slice = run->slice * 2 < IMPORT_BATCH_MOST ? run->slice * 2 : IMPORT_BATCH_MOST;
}

/* The next slice, smaller and smaller while others are faster. */
static struct error do_slice(struct run *run, size_t *done, bool *stopped)
{
	struct import_batch slice = run->batch;
	int64_t began = time_monotonic();
	struct import_mark mark;
	struct error error = error_of(ERROR_STORE_CONFLICT, (struct text){NULL, 0});
	const int attempts = slice.trial ? 1 : ATTEMPTS;
	for (int i = 0; i < attempts && error.code == ERROR_STORE_CONFLICT; i++) {
		if (i > 0 && run->slice / 2 >= SLICE_LEAST)
			run->slice /= 2;
		size_t left = run->batch.count - *done;
		slice.at = run->batch.at + *done;
		slice.count = left < run->slice ? left : run->slice;
		error = try_slice(run, &slice, &mark);
	}
	if (!error_ok(error))
		return error;
	report(run, &slice);
	*stopped = is_stopped(run, &mark);
	*done += slice.count;
	size_slice(run, time_monotonic() - began);
	if (!*stopped)
		run->mark = mark;
	return ok();
}

static struct error analyze(struct run *run)
{
	int64_t rows = rows_of(&run->mark);
	if (rows < run->analyzed * 2 || rows < IMPORT_BATCH_MOST)
		return ok();
	run->analyzed = rows;
	return store_analyze(run->call->store);
}

/* Hashing is slow on purpose. */
static void say_slow(struct run *run)
{
	for (size_t i = 0; i < run->batch.count && !run->slow; i++) {
		run->slow = run->batch.at[i].plain_password.length > 0;
		if (run->slow)
			print_problem("there are plain passwords in '%s'; hashing each takes its time", run->file);
	}
}

static struct error do_batch(struct run *run, bool *stopped)
{
	say_slow(run);
	struct error error = import_hash(run->call, &run->batch);
	for (size_t done = 0; error_ok(error) && done < run->batch.count && !*stopped;)
		error = do_slice(run, &done, stopped);
	return error_ok(error) ? analyze(run) : error;
}

static bool do_all(struct run *run, bool *stopped)
{
	struct error error = ok();
	do {
		arena_reset(run->arena);
		if (!import_reader_next(run->reader, &run->chunk))
			return print_problem("cannot read '%s': %s", run->file, strerror(errno));
		run->batch.at = run->chunk.at;
		run->batch.count = run->chunk.count;
		run->call->now = time_now();
		if (run->batch.count > 0)
			error = do_batch(run, stopped);
		progress_show(&run->progress, rows_of(&run->mark) - run->former, run->mark.position);
	} while (error_ok(error) && !*stopped && run->batch.count > 0);
	progress_clear(&run->progress);
	return error_ok(error) || cli_fail("the import stopped", error) == 0;
}

/* Beginning and end */

static struct error begin(struct call *call, void *context)
{
	const struct run *run = context;
	audit_target(call, "import", text_print(call->arena, "begins: %s", run->file));
	return ok();
}

static struct text summary(struct run *run, const char *what)
{
	const struct import_mark *mark = &run->mark;
	return text_print(run->arena, "%s: %lld users, %lld groups, %lld units, %lld custom fields; %lld lines refused",
		what, (long long)mark->users, (long long)mark->groups, (long long)mark->units,
		(long long)mark->custom_fields, (long long)mark->refused);
}

static struct error end(struct call *call, void *context)
{
	struct run *run = context;
	run->mark.ended = call->now;
	audit_target(call, "import", summary(run, "ended"));
	return run->mark.name.at ? import_keep(call, &run->mark) : ok();
}

static struct error stop(struct call *call, void *context)
{
	audit_target(call, "import", summary(context, "stopped"));
	return ok();
}

/* By the usual connection: once it has committed, all that was imported is certain to last. */
static bool audit(struct run *run, struct error (*what)(struct call *call, void *context))
{
	if (run->options.trial)
		return true;
	struct store *bulk = run->call->store;
	run->call->now = time_now();
	run->call->store = run->installation->store;
	struct error error = local_change(run->call, "Import", what, run);
	run->call->store = bulk;
	return error_ok(error) || cli_fail("cannot write the audit", error) == 0;
}

static void print_summary(struct run *run, const char *what)
{
	if (!run->options.json) {
		struct text text = summary(run, what);
		printf("%.*s (%.1f s)\n", (int)text.length, text.at, progress_seconds(&run->progress));
		return;
	}
	const struct import_mark *mark = &run->mark;
	printf("{\"users\":%lld,\"groups\":%lld,\"units\":%lld,\"custom_fields\":%lld,\"refused\":%lld,\"line\":%lld}"
	       "\n",
		(long long)mark->users, (long long)mark->groups, (long long)mark->units, (long long)mark->custom_fields,
		(long long)mark->refused, (long long)run->mark.line);
}

static void advise(const struct run *run)
{
	if (run->mark.line == 0 || !run->mark.name.at)
		print_problem("nothing was imported from line %lld on", (long long)run->mark.line + 1);
	else
		print_problem("lines up to %lld are imported; mend what follows, then: --resume --name %.*s",
			(long long)run->mark.line, (int)run->mark.name.length, run->mark.name.at);
}

static int do_import(struct run *run)
{
	bool stopped = false;
	bool good = audit(run, begin) && do_all(run, &stopped) && audit(run, stopped ? stop : end);
	if (run->options.trial)
		print_summary(run, "would be imported");
	else
		print_summary(run, good && !stopped ? "imported" : "imported before it stopped");
	if (!good || stopped)
		advise(run);
	return good && !stopped && run->mark.refused == 0 ? 0 : 1;
}

/* Preparing */

static bool find_former(struct run *run)
{
	bool found = false;
	struct import_mark *mark = &run->mark;
	struct arena *arena = run->installation->arena;
	struct text name = run->options.name ? text_of(run->options.name) : source_identity(arena, &run->source);
	struct error error = name.at ? import_find(run->call, name, mark, &found) : ok();
	if (!error_ok(error))
		return cli_fail("cannot look for a former import", error) == 0;
	if (found && mark->ended == 0 && !run->options.resume)
		print_problem(
			"a former import of it stopped after line %lld; --resume goes on there", (long long)mark->line);
	if (!found && run->options.resume)
		print_problem("no former import of '%s'%s is known: it begins at its first line", run->file,
			run->options.name ? "" : " as it is");
	run->options.resume &= found;
	if (!run->options.resume)
		*mark = (struct import_mark){.name = name, .created = run->call->now};
	return true;
}

/* After the header of a CSV file, which is read in any case. */
static bool go_on(struct run *run)
{
	run->former = rows_of(&run->mark);
	if (!run->options.resume || source_skip(&run->source, run->mark.position, run->mark.line))
		return true;
	return print_problem(
		"'%s' is not as it was: no line ends where line %lld did", run->file, (long long)run->mark.line);
}

static bool read_header(struct run *run)
{
	struct text line, problem;
	int64_t number;
	if (!run->options.csv)
		return true;
	enum source_result result = source_next(&run->source, &line, &number);
	if (result == SOURCE_FAILED)
		return print_problem("cannot read '%s': %s", run->file, strerror(errno));
	if (result != SOURCE_RECORD)
		return print_problem("%s:1: there is no header", run->file);
	if (!import_record_header(run->installation->arena, run->portable, line, &run->header, &problem))
		return print_problem("%s:1: %.*s", run->file, (int)problem.length, problem.at);
	return true;
}

static int import_file(struct run *run)
{
	struct installation *installation = run->installation;
	if (!find_former(run))
		return 1;
	if (run->mark.ended > 0) {
		run->progress = progress_begin("import", run->source.size, run->source.position);
		print_summary(run, "imported before");
		return run->mark.refused == 0 ? 0 : 1;
	}
	if (!read_header(run) || !go_on(run))
		return 1;
	if (!import_store_begin(installation, run->options.trial))
		return 1;
	run->call->arena = run->call->secrets = run->arena;
	run->progress = progress_begin("import", run->source.size, run->source.position);
	run->reader = import_reader_open(&run->source, run->portable, run->options.csv ? &run->header : NULL);
	int status = do_import(run);
	import_reader_close(run->reader);
	import_store_end(installation);
	return status;
}

static bool take_options(struct arguments *arguments, struct import_options *options)
{
	const struct verb_option known[] = {
		{"--instance", &options->instance, NULL},
		{"--name", &options->name, NULL},
		{"--csv", NULL, &options->csv},
		{"--skip-errors", NULL, &options->skip_errors},
		{"--resume", NULL, &options->resume},
	};
	if (!options_take(arguments, known, sizeof(known) / sizeof(*known)))
		return false;
	if (arguments->count != 1)
		return print_problem("'muster import --help' says what it takes");
	options->csv |= text_ends_with(text_of(arguments->at[0]), TEXT(".csv"));
	options->trial = arguments->dry_run;
	options->json = arguments->json;
	return true;
}

static int run_verb(struct installation *installation, struct arguments *arguments)
{
	struct run run = {.installation = installation, .call = &installation->call};
	if (!take_options(arguments, &run.options))
		return 2;
	run.file = arguments->at[0];
	run.batch.go_on = run.options.skip_errors || run.options.trial;
	run.batch.trial = run.options.trial;
	if (!installation_connect(installation, false) ||
		!local_enter(installation, (struct population){run.options.instance, false}))
		return 1;
	if (!source_open(installation->arena, run.file, run.options.csv, &run.source)) {
		print_problem("cannot open '%s': %s", run.file, strerror(errno));
		return 1;
	}
	run.portable = portable_make(installation->arena);
	run.arena = arena_create(ARENA_WIPED);
	run.slice = SLICE_FIRST;
	int status = import_file(&run);
	arena_destroy(run.arena);
	source_close(&run.source);
	return status;
}

int cli_import(int count, char **at)
{
	return installation_run(count, at, run_verb);
}

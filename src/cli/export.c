/* `muster export`: users, groups, units and custom fields into a file that can be imported. */
#include "base/time.h"
#include "cli/cli.h"
#include "cli/export_record.h"
#include "cli/local.h"
#include "cli/option.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "directory/audit.h"
#include "directory/custom_field.h"
#include "directory/export.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char cli_export_help[] =
	"One JSON object a line, as 'muster import' takes them: custom fields, units from the top down,\n"
	"groups, users with their places; ids and times are kept. FILE must not be there yet and is made for\n"
	"its owner alone; without it they go to the standard output. A server may run meanwhile: it is all\n"
	"as it was at one instant. Secrets of clients and access keys are never part of it. What is in\n"
	"encrypted custom fields is readable in it.\n\n"
	"  --instance ID               whose users; without it those of the only instance\n"
	"  --csv                       users alone, as CSV with a header, for spreadsheets\n"
	"  --with-password-hashes      also the hashes of passwords, so that users keep theirs\n";

struct run {
	struct installation *installation;
	struct call *call;
	const char *instance;
	bool csv, password_hashes;
	const char *file; /* NULL: the standard output */
	FILE *out;
	struct export_lines lines;
	struct progress progress;
	int64_t rows, written; /* rows that were read; of these, what the file has */
};

/* False when it could not be written. */
static bool write_line(struct run *run, struct text line)
{
	fwrite(line.at, 1, line.length, run->out);
	fputs(run->csv ? "\r\n" : "\n", run->out);
	return !ferror(run->out);
}

static bool take(void *context, const struct import_record *record)
{
	struct run *run = context;
	run->rows++;
	progress_show(&run->progress, run->rows, run->rows);
	if (run->csv && record->kind != IMPORT_USER)
		return true;
	run->written++;
	struct arena_mark mark = arena_mark(run->lines.arena);
	bool written = write_line(
		run, run->csv ? export_record_csv(&run->lines, record) : export_record_json(&run->lines, record));
	arena_rewind(run->lines.arena, mark);
	return written;
}

static struct error begin(struct run *run)
{
	int64_t rows;
	struct call *call = run->call;
	struct error error = store_begin(call->store);
	if (error_ok(error))
		error = export_count(call, &rows);
	if (error_ok(error))
		error = custom_fields_in_use(call, &run->lines.columns);
	if (!error_ok(error))
		return error;
	run->progress = progress_begin("export", rows, 0);
	if (run->csv)
		write_line(run, export_record_header(&run->lines));
	return ok();
}

static bool write_all(struct run *run)
{
	const struct export_options options = {run->password_hashes, take, run};
	struct error error = begin(run);
	if (error_ok(error))
		error = export_all(run->call, &options);
	progress_clear(&run->progress);
	store_rollback(run->call->store);
	if (!error_ok(error))
		return cli_fail("cannot export", error) == 0;
	if (fflush(run->out) != 0 || ferror(run->out) || (run->file && fsync(fileno(run->out)) != 0))
		return print_problem("cannot write: %s", strerror(errno));
	return true;
}

/* What leaves the house is in the audit before it does. */
static struct error tell(struct call *call, void *context)
{
	const struct run *run = context;
	const char *what = run->password_hashes ? "all users, with hashes of passwords" : "all users";
	audit_target(call, "export", text_of(what));
	return ok();
}

/* A reader's connection has one state of the database before it, and is in nobody's way. */
static bool export(struct run *run)
{
	struct installation *installation = run->installation;
	struct store_options options = installation_store(installation, true);
	struct error error = local_change(run->call, "Export", tell, run);
	if (error_ok(error))
		error = store_open(&options, &run->call->store);
	bool good = error_ok(error) ? write_all(run) : cli_fail("cannot export", error) == 0;
	store_close(run->call->store);
	run->call->store = installation->store;
	return good;
}

static bool open_file(struct run *run)
{
	run->out = stdout;
	if (!run->file)
		return true;
	int file = open(run->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	run->out = file >= 0 ? fdopen(file, "w") : NULL;
	return run->out || print_problem("cannot make '%s': %s", run->file, strerror(errno));
}

static int export_file(struct run *run)
{
	if (!open_file(run))
		return 1;
	bool good = export(run);
	if (!run->file)
		return good ? 0 : 1;
	fclose(run->out);
	const char *what = run->csv ? "user" : "row", *are = run->written == 1 ? " is" : "s are";
	if (good)
		printf("%lld %s%s in '%s'.\n", (long long)run->written, what, are, run->file);
	else
		unlink(run->file);
	return good ? 0 : 1;
}

static int run_verb(struct installation *installation, struct arguments *arguments)
{
	struct run run = {.installation = installation, .call = &installation->call};
	const struct verb_option known[] = {
		{"--instance", &run.instance, NULL},
		{"--csv", NULL, &run.csv},
		{"--with-password-hashes", NULL, &run.password_hashes},
	};
	if (!options_take(arguments, known, sizeof(known) / sizeof(*known)))
		return 2;
	if (arguments->count > 1) {
		print_problem("'muster export --help' says what it takes");
		return 2;
	}
	run.file = arguments->count == 1 ? arguments->at[0] : NULL;
	if (!installation_connect(installation, false) ||
		!local_enter(installation, (struct population){run.instance, false}))
		return 1;
	run.lines = (struct export_lines){
		.arena = installation->arena,
		.portable = portable_make(installation->arena),
		.secrets = run.password_hashes,
	};
	return export_file(&run);
}

int cli_export(int count, char **at)
{
	return installation_run(count, at, run_verb);
}

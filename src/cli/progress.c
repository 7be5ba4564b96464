/* How far something long has come. */
#include "cli/progress.h"
#include "base/log.h"
#include "base/time.h"
#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define SECOND INT64_C(1000000) /* microseconds, as time_monotonic */
#define BAR_EVERY (SECOND / 5)
#define LOG_EVERY (5 * SECOND)

struct progress progress_begin(const char *what, int64_t whole, int64_t before)
{
	int64_t now = time_monotonic();
	return (struct progress){what, whole, before, now, now, isatty(STDERR_FILENO) == 1};
}

double progress_seconds(const struct progress *progress)
{
	return (double)(time_monotonic() - progress->started) / (double)SECOND;
}

static int64_t rate(const struct progress *progress, int64_t rows)
{
	double seconds = progress_seconds(progress);
	return seconds > 0 ? (int64_t)((double)rows / seconds) : 0;
}

static int64_t percent(const struct progress *progress, int64_t done)
{
	return progress->whole > 0 ? done * 100 / progress->whole : LOG_NOTHING;
}

static int64_t seconds_left(const struct progress *progress, int64_t done)
{
	int64_t here = done - progress->before;
	if (progress->whole <= 0 || here <= 0)
		return LOG_NOTHING;
	return (int64_t)(progress_seconds(progress) * (double)(progress->whole - done) / (double)here);
}

static void draw(const struct progress *progress, int64_t rows, int64_t done)
{
	char bar[BAR_WIDTH + 1] = {0};
	int64_t part = percent(progress, done), left = seconds_left(progress, done);
	fprintf(stderr, "\r\033[K");
	if (part != LOG_NOTHING) {
		for (int i = 0; i < BAR_WIDTH; i++)
			bar[i] = i * 100 < part * BAR_WIDTH ? '#' : '.';
		fprintf(stderr, "[%s] %3lld %%  ", bar, (long long)part);
	}
	fprintf(stderr, "%lld rows, %lld rows/s", (long long)rows, (long long)rate(progress, rows));
	if (left != LOG_NOTHING)
		fprintf(stderr, ", %lld:%02lld left", (long long)left / 60, (long long)left % 60);
	fflush(stderr);
}

void progress_show(struct progress *progress, int64_t rows, int64_t done)
{
	int64_t now = time_monotonic();
	if (now - progress->shown < (progress->terminal ? BAR_EVERY : LOG_EVERY))
		return;
	progress->shown = now;
	if (progress->terminal) {
		draw(progress, rows, done);
		return;
	}
	log_write(LOG_INFO, progress->what,
		LOG_FIELDS({"rows", {NULL, 0}, rows}, {"rows_per_second", {NULL, 0}, rate(progress, rows)},
			{"percent", {NULL, 0}, percent(progress, done)},
			{"seconds_left", {NULL, 0}, seconds_left(progress, done)}));
}

void progress_clear(const struct progress *progress)
{
	if (progress->terminal)
		fprintf(stderr, "\r\033[K");
}

/* Health, metrics and the documents of the contract. */
#include "api/platform.h"
#include "base/log.h"
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static void reply(struct exchange *exchange, int status, const char *type, struct text body)
{
	exchange->reply.status = status;
	exchange->reply.content_type = text_of(type);
	exchange->reply.body = body;
}

static double cpu_seconds(void)
{
	struct timespec used = {0};
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static double resident_bytes(void)
{
	char line[128] = "";
	struct text all, resident, pages;
	int64_t count;
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, line, sizeof(line) - 1);
	if (file >= 0)
		close(file);
	text_cut((struct text){line, length > 0 ? (size_t)length : 0}, ' ', &all, &resident);
	text_cut(resident, ' ', &pages, &resident);
	return text_to_integer(pages, &count) ? (double)(count * sysconf(_SC_PAGESIZE)) : 0;
}

static double read_figure(const atomic_int_fast64_t *figure)
{
	return (double)atomic_load(figure);
}

static void answer_metrics(struct service *service, struct exchange *exchange)
{
	struct runner_figures store = runner_figures(service->runner);
	struct pool_figures slow = pool_figures(service->pool);
	const char *build = text_print(exchange->arena, "{version=\"%s\"}", service->version).at;
	const struct metric others[] = {
		{"muster_build_info", "gauge", "The running version.", 1, build},
		{"process_start_time_seconds", "gauge", "When the server started.", (double)service->started / 1000},
		{"process_cpu_seconds_total", "counter", "Processor time used.", cpu_seconds()},
		{"process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes()},
		{"muster_connections", "gauge", "Open connections.", read_figure(&service->http.connections)},
		{"muster_tls_certificate_ends_seconds", "gauge", "When the certificate ends; 0 without TLS.",
			read_figure(&service->http.certificate_ends)},
		{"muster_calls_under_way", "gauge", "Calls being answered.", read_figure(&service->under_way)},
		{"muster_store_queued", "gauge", "Calls that wait for the database.", (double)store.queued},
		{"muster_store_shed_total", "counter", "Calls refused because too many waited for the database.",
			read_figure(&service->shed_by_store)},
		{"muster_store_jobs_total", "counter", "Jobs done by the database.", (double)store.jobs},
		{"muster_store_transactions_total", "counter", "Transactions committed.", (double)store.transactions},
		{"muster_store_conflicts_total", "counter", "Jobs run again after a conflict.",
			(double)store.conflicts},
		{"muster_store_failures_total", "counter", "Jobs that failed for the database.",
			(double)store.failures},
		{"muster_slow_queued", "gauge", "Calls that wait for a password hash.", (double)slow.queued},
		{"muster_slow_running", "gauge", "Password hashes being computed.", (double)slow.running},
		{"muster_slow_done_total", "counter", "Password hashes computed.", (double)slow.done},
		{"muster_slow_shed_total", "counter", "Calls refused because too many waited for a password hash.",
			read_figure(&service->shed_by_pool)},
		{"muster_refused_authentication_total", "counter", "Calls whose caller was not who it claimed to be.",
			read_figure(&service->refused.authentication)},
		{"muster_refused_held_back_total", "counter", "Calls not looked at after too many such failures.",
			read_figure(&service->refused.held_back)},
		{"muster_refused_permission_total", "counter", "Calls whose caller was not permitted to make them.",
			read_figure(&service->refused.permission)},
		{"muster_log_dropped_total", "counter", "Log lines dropped because nobody read them in time.",
			(double)log_dropped()},
	};
	struct text text = metrics_text(service->metrics, exchange->arena, others, sizeof(others) / sizeof(*others));
	reply(exchange, 200, "text/plain; version=0.0.4", text);
}

static bool answer_document(struct exchange *exchange, struct text name)
{
	for (size_t i = 0; families[i]; i++) {
		struct text file = text_print(exchange->arena, "%s.json", families[i]->name);
		if (!text_equal(name, file))
			continue;
		reply(exchange, 200, "application/json", text_of(families[i]->openapi));
		return true;
	}
	return false;
}

/* Who only reads is answered by a server that cannot write, so calls are still sent to it. */
static void answer_ready(struct service *service, struct exchange *exchange)
{
	if (atomic_load(&service->leaving)) {
		reply(exchange, 503, "text/plain", TEXT("stopping\n"));
		return;
	}
	static const struct {
		int status;
		const char *body;
	} answers[] = {
		[RUNNER_READY] = {200, "ready\n"},
		[RUNNER_READS] = {200, "ready for reads: the database takes no changes\n"},
		[RUNNER_AWAY] = {503, "the database does not answer\n"},
	};
	enum runner_state state = runner_state(service->runner);
	reply(exchange, answers[state].status, "text/plain", text_of(answers[state].body));
}

static void answer_healthy(struct service *service, struct exchange *exchange)
{
	(void)service;
	reply(exchange, 200, "text/plain", TEXT("ok\n"));
}

static void answer_errors(struct service *service, struct exchange *exchange)
{
	(void)service;
	reply(exchange, 200, "text/html;charset=utf-8", text_of(errors_page));
}

static const struct page {
	const char *path;
	bool management, always; /* answered by the management server; answered by the public one beside it, too */
	void (*answer)(struct service *service, struct exchange *exchange);
} pages[] = {
	{"/healthz", true, true, answer_healthy},
	{"/readyz", true, false, answer_ready},
	{"/metrics", true, false, answer_metrics},
	{"/errors", false, true, answer_errors},
};

static const struct page *find_page(struct text path)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		if (text_is(path, pages[i].path))
			return &pages[i];
	}
	return NULL;
}

static bool only_asks(const struct exchange *exchange)
{
	struct text method = exchange->request.method;
	return text_is(method, "GET") || text_is(method, "HEAD");
}

bool platform_answer(struct service *service, struct exchange *exchange)
{
	struct text path = exchange->request.path;
	const struct page *page = find_page(path);
	if (!only_asks(exchange) || (page && service->managed_elsewhere && !page->always))
		return false;
	if (!page)
		return text_starts_with(path, TEXT("/openapi/")) &&
			answer_document(exchange, text_slice(path, sizeof("/openapi/") - 1, SIZE_MAX));
	page->answer(service, exchange);
	return true;
}

void platform_manage(void *context, struct exchange *exchange)
{
	const struct page *page = find_page(exchange->request.path);
	if (page && page->management && only_asks(exchange))
		page->answer(context, exchange);
	else
		reply(exchange, 404, "text/plain", TEXT("here are /healthz, /readyz and /metrics\n"));
	exchange_finish(exchange);
}

/* Health, metrics and the documents of the contract. */
#include "api/platform.h"

static void reply(struct exchange *exchange, int status, const char *type, struct text body)
{
	exchange->reply.status = status;
	exchange->reply.content_type = text_of(type);
	exchange->reply.body = body;
}

static void answer_metrics(struct service *service, struct exchange *exchange)
{
	struct runner_figures figures = runner_figures(service->runner);
	const struct metric_gauge gauges[] = {
		{"muster_store_queued", "Calls that wait for the database.", figures.queued},
		{"muster_store_jobs", "Jobs run since the start.", figures.jobs},
		{"muster_store_transactions", "Transactions committed since the start.", figures.transactions},
		{"muster_store_conflicts", "Jobs run again after a conflict.", figures.conflicts},
		{"muster_store_failures", "Jobs that failed for the database.", figures.failures},
		{"muster_slow_queued", "Calls that wait for a password hash.", pool_queued(service->pool)},
	};
	struct text text = metrics_text(service->metrics, exchange->arena, gauges, sizeof(gauges) / sizeof(*gauges));
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

static void answer_ready(struct service *service, struct exchange *exchange)
{
	if (runner_ready(service->runner))
		reply(exchange, 200, "text/plain", TEXT("ready\n"));
	else
		reply(exchange, 503, "text/plain", TEXT("the database does not answer\n"));
}

bool platform_answer(struct service *service, struct exchange *exchange)
{
	struct text path = exchange->request.path;
	if (!text_is(exchange->request.method, "GET"))
		return false;
	if (text_is(path, "/healthz"))
		reply(exchange, 200, "text/plain", TEXT("ok\n"));
	else if (text_is(path, "/readyz"))
		answer_ready(service, exchange);
	else if (text_is(path, "/metrics"))
		answer_metrics(service, exchange);
	else if (text_is(path, "/errors"))
		reply(exchange, 200, "text/html;charset=utf-8", text_of(errors_page));
	else
		return text_starts_with(path, TEXT("/openapi/"))
			&& answer_document(exchange, text_slice(path, sizeof("/openapi/") - 1, SIZE_MAX));
	return true;
}

#include "directory/artefact.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

#define SECOND 1000
#define DAY (24 * 60 * 60 * SECOND)

static bool store(struct call *call, const char *value, int64_t lifetime)
{
	struct artefact artefact = {
		.kind = ARTEFACT_KIND_TENANT_TOKEN,
		.realm = call->realm,
		.client = TEXT("app_1"),
		.user = TEXT("user_1"),
		.binding = TEXT("sci_1"),
		.payload = TEXT("more"),
		.expires = call->now + lifetime,
	};
	bool fresh;
	assert_ok(artefact_store(call, &artefact, text_of(value), &fresh));
	return fresh;
}

static bool find(struct call *call, const char *value, struct artefact *artefact)
{
	bool found;
	assert_ok(artefact_find(call, ARTEFACT_KIND_TENANT_TOKEN, text_of(value), artefact, &found));
	return found;
}

static bool consume(struct call *call, const char *value)
{
	struct artefact artefact;
	bool used;
	assert_ok(artefact_consume(call, ARTEFACT_KIND_TENANT_TOKEN, text_of(value), &artefact, &used));
	return used;
}

static void what_is_stored_is_found_by_what_was_handed_out(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct artefact artefact;
	assert_true(store(call, "value", SECOND));
	assert_true(find(call, "value", &artefact));
	assert_text(artefact.client, "app_1");
	assert_text(artefact.user, "user_1");
	assert_text(artefact.binding, "sci_1");
	assert_text(artefact.payload, "more");
	assert_int_equal(artefact.created, call->now);
	assert_int_equal(artefact.used, 0);
	assert_false(text_is(artefact.hash, "value"));
	assert_false(find(call, "another", &artefact));
}

static void one_of_another_kind_is_not_found(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct artefact artefact;
	bool found;
	assert_true(store(call, "value", SECOND));
	assert_ok(artefact_find(call, ARTEFACT_KIND_NONCE, TEXT("value"), &artefact, &found));
	assert_false(found);
}

static void a_value_is_fresh_once(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	assert_true(store(call, "value", SECOND));
	assert_false(store(call, "value", SECOND));
	assert_true(store(call, "other", SECOND));
}

static void an_expired_one_is_gone_before_it_is_swept(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct artefact artefact;
	assert_true(store(call, "value", SECOND));
	call->now += SECOND;
	assert_false(find(call, "value", &artefact));
	assert_false(consume(call, "value"));
	assert_true(store(call, "value", SECOND));
	assert_true(find(call, "value", &artefact));
}

static void it_is_used_up_once(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct artefact artefact;
	assert_true(store(call, "value", SECOND));
	assert_true(consume(call, "value"));
	assert_false(consume(call, "value"));
	assert_true(find(call, "value", &artefact));
	assert_int_equal(artefact.used, call->now);
	assert_false(consume(call, "another"));
}

static void expired_ones_are_swept_in_steps(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	int64_t swept;
	assert_true(store(call, "lasting", DAY));
	assert_true(store(call, "a", SECOND));
	assert_true(store(call, "b", SECOND));
	assert_true(store(call, "c", SECOND));
	call->now += SECOND;
	assert_ok(artefact_sweep(call, 2, &swept));
	assert_int_equal(swept, 2);
	assert_ok(artefact_sweep(call, 2, &swept));
	assert_int_equal(swept, 1);
	assert_ok(artefact_sweep(call, 2, &swept));
	assert_int_equal(swept, 0);
}

/* Client tokens */

static const struct text key = {"account|Op|token", 16}, request = {"{\"a\":1}", 7}, answer = {"{\"id\":2}", 8};

static void the_same_request_gets_the_first_answer(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct text former;
	assert_ok(artefact_recall(call, key, request, &former));
	assert_null(former.at);
	assert_ok(artefact_remember(call, key, request, answer));
	assert_ok(artefact_recall(call, key, request, &former));
	assert_true(text_equal(former, answer));
}

static void another_request_with_the_same_token_is_refused(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct text former;
	assert_ok(artefact_remember(call, key, request, answer));
	assert_error(artefact_recall(call, key, TEXT("{\"a\":2}"), &former), ERROR_IDEMPOTENT_MISMATCH);
}

static void an_answer_is_remembered_for_a_day_and_not_in_the_clear(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct artefact artefact;
	struct text former;
	bool found;
	assert_ok(artefact_remember(call, key, request, answer));
	assert_ok(artefact_find(call, ARTEFACT_KIND_CLIENT_TOKEN, key, &artefact, &found));
	assert_true(found);
	assert_int_equal(artefact.expires, call->now + DAY);
	assert_false(text_equal(artefact.payload, answer));
	call->now += DAY;
	assert_ok(artefact_recall(call, key, request, &former));
	assert_null(former.at);
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(what_is_stored_is_found_by_what_was_handed_out),
		in_directory(one_of_another_kind_is_not_found),
		in_directory(a_value_is_fresh_once),
		in_directory(an_expired_one_is_gone_before_it_is_swept),
		in_directory(it_is_used_up_once),
		in_directory(expired_ones_are_swept_in_steps),
		in_directory(the_same_request_gets_the_first_answer),
		in_directory(another_request_with_the_same_token_is_refused),
		in_directory(an_answer_is_remembered_for_a_day_and_not_in_the_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

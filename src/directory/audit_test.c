#include "directory/audit.h"
#include "directory/fixture.h"
#include "tests/unit/unit.h"

static void an_event_says_who_did_what_to_which_target(void **state)
{
	struct directory *directory = *state;
	struct call *call = &directory->call;
	struct audit_event_list events;
	call->operation = TEXT("Eiam:CreateUser");
	call->source = TEXT("192.0.2.1");
	call->actor = (struct actor){ACTOR_ROOT, directory->account.id, directory->account.id, TEXT("LTAI5tKey")};
	audit_target(call, "user", TEXT("user_1"));
	assert_ok(audit_write(call, "success"));
	assert_ok(audit_recent(call, 10, &events));
	assert_int_equal(events.count, 1);
	const struct audit_event *event = &events.at[0];
	assert_int_equal(event->time, call->now);
	assert_int_equal(event->actor_kind, ACTOR_ROOT);
	assert_text(event->realm, directory->instance.id.at);
	assert_text(event->account, directory->account.id.at);
	assert_text(event->actor, directory->account.id.at);
	assert_text(event->credential, "LTAI5tKey");
	assert_text(event->action, "Eiam:CreateUser");
	assert_text(event->target_kind, "user");
	assert_text(event->target, "user_1");
	assert_text(event->source, "192.0.2.1");
	assert_text(event->outcome, "success");
	assert_text(event->request_id, call->request_id.at);
}

static void the_newest_come_first(void **state)
{
	struct call *call = &((struct directory *)*state)->call;
	struct audit_event_list events;
	const char *const targets[] = {"user_1", "user_2", "user_3"};
	for (int i = 0; i < 3; i++) {
		call->now++;
		audit_target(call, "user", text_of(targets[i]));
		assert_ok(audit_write(call, "success"));
	}
	assert_ok(audit_recent(call, 2, &events));
	assert_int_equal(events.count, 2);
	assert_text(events.at[0].target, "user_3");
	assert_text(events.at[1].target, "user_2");
}

int main(int argc, char **argv)
{
	enum store_engine engine;
	if (!fixture_engine(argc, argv, &engine))
		return FIXTURE_SKIPPED;
	const struct CMUnitTest tests[] = {
		in_directory(an_event_says_who_did_what_to_which_target),
		in_directory(the_newest_come_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Whether the caller may do what an operation needs. */
#include "directory/permission.h"
#include "directory/application_item.h"

/* "user:manage" for "user:read", and the tenant API's words for everything. */
static bool includes(struct text granted, struct text wanted)
{
	struct text granted_what, granted_how, wanted_what, wanted_how;
	text_cut(granted, ':', &granted_what, &granted_how);
	text_cut(wanted, ':', &wanted_what, &wanted_how);
	bool reading = text_is(wanted_how, "read");
	if (text_equal(granted, wanted) || text_is(granted, "all") || (text_is(granted, "read") && reading))
		return true;
	return reading && text_is(granted_how, "manage") && text_equal(granted_what, wanted_what);
}

static struct text key_of(struct call *call, struct text permission)
{
	return text_join(call->arena,
		TEXT_PARTS(TEXT("permission|"), call->realm, TEXT("|"), call->actor.id, TEXT("|"), permission));
}

static struct error require_grant(struct call *call, struct text permission)
{
	struct text_list granted;
	struct text known;
	if (!permission.at)
		return ok();
	struct text key = key_of(call, permission);
	if (store_recall(call->store, STORE_EVERYTHING, call->arena, key, &known))
		return ok();
	struct error error = application_items(call, call->actor.id, APPLICATION_PERMISSION, &granted);
	if (!error_ok(error))
		return error;
	for (size_t i = 0; i < granted.count; i++) {
		if (!includes(granted.at[i], permission))
			continue;
		store_remember(call->store, STORE_EVERYTHING, key, TEXT("granted"));
		return ok();
	}
	return error_of(ERROR_PERMISSION_DENIED, permission);
}

struct error permission_require(struct call *call, struct text permission)
{
	switch (call->actor.kind) {
	case ACTOR_ROOT:
	case ACTOR_LOCAL:
		return ok();
	case ACTOR_APPLICATION:
		return require_grant(call, permission);
	case ACTOR_RAM_USER:
	case ACTOR_NONE:
		break;
	}
	return error_of(ERROR_PERMISSION_DENIED, permission);
}

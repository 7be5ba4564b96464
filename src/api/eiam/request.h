/* What requests of the management API have in common. */
#pragma once
#include "directory/instance.h"

/* Every operation on what an instance holds begins by entering it. ERROR_INSTANCE_NOT_FOUND also for an instance of
 * another account. */
static inline must_check struct error enter_instance(struct call *call, struct text id)
{
	struct instance instance;
	return instance_enter(call, id, &instance);
}

/* A form cannot say "an empty list", so within a whole that is replaced a list that was not sent is one. */
static inline struct text_list empty_unless_sent(struct call *call, struct text_list list)
{
	return list.at ? list : (struct text_list){arena_array(call->arena, 1, sizeof(*list.at)), 0};
}

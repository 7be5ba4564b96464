/* EIAM instances. Each is a realm of its own with a root unit (`ou_root`) and a password policy, made with it. */
#pragma once
#include "directory/call.h"

struct error instance_create(struct call *call, struct text description, struct instance *instance) must_check;
/* ERROR_INSTANCE_NOT_FOUND also for an instance of another account than the actor's. Sets call->realm. */
struct error instance_enter(struct call *call, struct text id, struct instance *instance) must_check;
/* The instance itself, whoever asks: for doors that find it by a token or a domain. */
struct error instance_get(struct call *call, struct text id, struct instance *instance) must_check;
struct error instance_by_domain(struct call *call, struct text host, struct instance *instance) must_check;
struct error instance_describe(struct call *call, struct text id, struct text description) must_check;

struct instance_filter {
	struct text account;
	struct text_list ids; /* not there: all */
	enum instance_status status;
	struct { int64_t number, size; } page;
};
struct error instance_list(struct call *call, const struct instance_filter *filter, struct instance_list *instances,
	int64_t *total) must_check;

/* Why an instance cannot be deleted: applications that were made by hand, or users. Empty when it can. */
struct instance_hindrance {
	struct text reason;   /* "application_exists", "user_exists" */
	struct text resource; /* id of one of them */
};
struct instance_hindrance_list {
	struct instance_hindrance *at;
	size_t count;
};
struct error instance_hindrances(struct call *call, struct text id, struct instance_hindrance_list *hindrances)
	must_check;
/* ERROR_INSTANCE_NOT_EMPTY while there are hindrances. Removes everything that belongs to it but the audit, and what was
 * issued in it: tokens are of no use without the rest, and expire. */
struct error instance_delete(struct call *call, struct text id) must_check;

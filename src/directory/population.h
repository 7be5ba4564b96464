/* Units, groups, users and applications for tests, made in one line each. */
#pragma once
#include "directory/application.h"
#include "directory/fixture.h"
#include "directory/group.h"
#include "directory/instance.h"
#include "directory/span.h"
#include "directory/unit.h"
#include "directory/user.h"
#include <string.h>

#define CALL(state) (&((struct directory *)*(state))->call)
#define ROOT TEXT(UNIT_ROOT)
#define TEXTS(...)                                                                                                     \
	((struct text_list){(struct text[]){__VA_ARGS__}, sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text)})

static inline struct text new_unit(struct call *call, struct text parent, const char *name)
{
	struct text id;
	assert_ok(unit_create(call, &(struct unit_new){.parent = parent, .name = text_of(name)}, &id));
	return id;
}

static inline struct text new_group(struct call *call, const char *name)
{
	struct text id;
	assert_ok(group_create(call, &(struct group_new){.name = text_of(name)}, &id));
	return id;
}

static inline struct text new_user(struct call *call, struct text unit, const char *name)
{
	struct text id;
	assert_ok(user_create(call, &(struct user_new){.name = text_of(name), .primary_unit = unit}, &id));
	return id;
}

static inline struct text new_application(struct call *call, struct text_list units, struct text_list groups)
{
	struct application application = {
		.name = TEXT("an application"),
		.source_type = APPLICATION_SOURCE_TYPE_STANDARD,
		.sso_type = APPLICATION_SSO_TYPE_OIDC,
	};
	assert_ok(application_create(call, &application));
	assert_ok(application_set_scope(call, application.id, units, groups));
	return application.id;
}

/* The owner of lists of the realm. */
#define NOBODY ((struct text){NULL, 0})

/* How many keys a counted list has. */
static inline int64_t count_of(struct call *call, enum span_kind kind, struct text owner)
{
	int64_t amount = -1;
	assert_ok(span_total(call, (struct key_list){kind, owner}, &amount));
	return amount;
}

static inline void assert_same(struct text text, struct text expected)
{
	if (!text_equal(text, expected))
		fail_msg("'%.*s', not '%.*s'", (int)text.length, text.at ? text.at : "", (int)expected.length,
			expected.at ? expected.at : "");
}

/* The keys of the lists that are counted in spans. */
#include "directory/span_keys.h"
#include "directory/span_keys_sql.h"
#include <assert.h>
#include <string.h>

/* Beyond every character; no key has it, as it is none. */
#define LAST_KEY TEXT("\xF4\x8F\xBF\xBF")
/* Before every character of a name. */
#define BETWEEN '\x01'

struct source {
	const char *name;
	bool paired; /* its keys are pairs of name and id */
	struct error (*keys)(struct call *call, const struct key_range *range, struct listed_list *found);
	struct error (*count)(struct call *call, const struct key_range *range, struct tally *count, bool *found);
};

static const struct source sources[] = {
	[SPAN_USERS] = {"users", false, sql_span_users, NULL},
	[SPAN_ENABLED_USERS] = {"users", false, sql_span_enabled_users, NULL},
	[SPAN_DISABLED_USERS] = {"users", false, sql_span_disabled_users, sql_span_disabled_users_count},
	[SPAN_USER_NAMES] = {"user_names", false, sql_span_user_names, sql_span_user_names_count},
	[SPAN_DISPLAY_NAMES] = {"display_names", true, sql_span_display_names, sql_span_display_names_count},
	[SPAN_UNIT_USERS] = {"unit_users:", false, sql_span_unit_users, NULL},
	[SPAN_GROUP_USERS] = {"group_users:", false, sql_span_group_users, NULL},
	[SPAN_GROUPED_USERS] = {"grouped_users", false, sql_span_grouped_users, NULL},
	[SPAN_UNITS] = {"units", false, sql_span_units, NULL},
	[SPAN_UNIT_NAMES] = {"unit_names", true, sql_span_unit_names, sql_span_unit_names_count},
	[SPAN_CHILDREN] = {"children:", false, sql_span_children, NULL},
	[SPAN_CHILD_NAMES] = {"child_names:", false, sql_span_child_names, sql_span_child_names_count},
	[SPAN_GROUPS] = {"groups", false, sql_span_groups, NULL},
	[SPAN_GROUP_NAMES] = {"group_names", false, sql_span_group_names, sql_span_group_names_count},
	[SPAN_APPLICATIONS] = {"applications", false, sql_span_applications, NULL},
	[SPAN_ACCOUNTS] = {"accounts:", false, sql_span_accounts, NULL},
};

static struct text join(struct call *call, struct text head, struct text tail)
{
	char *at = arena_alloc(call->arena, head.length + tail.length);
	memcpy(at, head.at, head.length);
	if (tail.length > 0)
		memcpy(at + head.length, tail.at, tail.length);
	return (struct text){at, head.length + tail.length};
}

struct text span_list_name(struct call *call, struct key_list list)
{
	struct text name = text_of(sources[list.kind].name);
	return list.owner.at ? join(call, name, list.owner) : name;
}

struct text span_key_after(struct call *call, struct text key)
{
	const char between = BETWEEN;
	return join(call, key, (struct text){&between, 1});
}

struct text span_key(struct call *call, struct text name, struct text id)
{
	return join(call, span_key_after(call, name), id);
}

/* An id that is cut off a key may have the character at its end that makes it the key after. */
static void cut_key(struct text key, struct text *name, struct text *id)
{
	text_cut(key, BETWEEN, name, id);
	if (!id->at)
		*id = TEXT("");
}

static struct key_range bind_of(struct call *call, struct key_list list, struct span_range range)
{
	struct key_range bind = {
		.realm = call->realm,
		.owner = list.owner,
		.first = range.first.at ? range.first : TEXT(""),
		.last = range.last.at ? range.last : LAST_KEY,
		.skip = range.skip,
		.most = range.most,
	};
	if (sources[list.kind].paired) {
		cut_key(bind.first, &bind.first, &bind.first_id);
		cut_key(bind.last, &bind.last, &bind.last_id);
	}
	return bind;
}

struct error span_keys(struct call *call, struct key_list list, struct span_range range, struct listed_list *found)
{
	const struct source *source = &sources[list.kind];
	struct key_range bind = bind_of(call, list, range);
	struct error error = source->keys(call, &bind, found);
	for (size_t i = 0; error_ok(error) && source->paired && i < found->count; i++)
		found->at[i].key = span_key(call, found->at[i].key, found->at[i].id);
	return error;
}

struct error span_keys_count(struct call *call, struct key_list list, struct span_range range, int64_t *count)
{
	bool found;
	struct tally tally = {0};
	struct key_range bind = bind_of(call, list, range);
	assert(sources[list.kind].count);
	struct error error = sources[list.kind].count(call, &bind, &tally, &found);
	*count = tally.count;
	return error;
}

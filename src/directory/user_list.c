/* Lists of users. */
#include "directory/password.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/tally.h"
#include "directory/user_list_sql.h"
#include "directory/user_record.h"
#include "directory/user_sql.h"

/* Beyond every character. */
#define LAST_KEY TEXT("\xF4\x8F\xBF\xBF")

static struct text present(struct text text)
{
	return text.length > 0 ? text : (struct text){NULL, 0};
}

static void narrow_by_names(struct call *call, const struct user_filter *filter, struct user_search *search)
{
	const struct text none = {NULL, 0};
	struct name_range names = name_range_of(call, none, filter->name_prefix);
	struct name_range display_names = name_range_of(call, none, filter->display_name_prefix);
	search->name = names.first;
	search->name_end = names.last.at ? names.last : LAST_KEY;
	search->display_name = display_names.first;
	search->display_name_end = display_names.last.at ? display_names.last : LAST_KEY;
}

/* See user_list.sql for the spelling. */
static void narrow_by_tags(struct call *call, struct tag_list tags, struct user_search *search)
{
	search->tags = (struct text_list){arena_array(call->arena, tags.count, sizeof(struct text)), tags.count};
	search->tag_count = (int64_t)tags.count;
	for (size_t i = 0; i < tags.count; i++) {
		struct text key = tags.at[i].key, value = tags.at[i].value;
		search->tags.at[i] = text_print(call->arena, ":%.*s", (int)key.length, key.at);
		if (value.at)
			search->tags.at[i] = text_print(call->arena, "%zu:%.*s%.*s", text_characters(key),
				(int)key.length, key.at, (int)value.length, value.at);
	}
}

/* Where to begin: with what leaves the fewest to look at. */
static enum user_search_by beginning(const struct user_filter *filter, const struct user_search *search)
{
	if (filter->ids.at)
		return USER_SEARCH_BY_IDS;
	if (search->external_id.at && search->source_type != 0 && search->source_id.at)
		return USER_SEARCH_BY_EXTERNAL_ID;
	if (search->email.at)
		return USER_SEARCH_BY_EMAIL;
	if (search->phone_number.at)
		return USER_SEARCH_BY_PHONE;
	if (search->name.at)
		return USER_SEARCH_BY_NAME;
	if (search->display_name.at)
		return USER_SEARCH_BY_DISPLAY_NAME;
	if (search->unit.at)
		return USER_SEARCH_BY_UNIT;
	return search->application.at ? USER_SEARCH_BY_SCOPE : USER_SEARCH_BY_ALL;
}

static struct error search_of(struct call *call, const struct user_filter *filter, struct user_search *search)
{
	*search = (struct user_search){
		.realm = call->realm,
		.ids = filter->ids,
		.external_id = present(filter->external_id),
		.email = text_fold(call->arena, present(filter->email)),
		.phone_number = present(filter->phone_number),
		.phone_region = present(filter->phone_region),
		.unit = present(filter->unit),
		.status = filter->status,
		.source_type = filter->source_type,
		.source_id = present(filter->source_id),
	};
	narrow_by_names(call, filter, search);
	narrow_by_tags(call, filter->tags, search);
	struct error error = ok();
	if (search->unit.at) /* then all its members are in scope */
		error = scope_require_unit(call, search->unit);
	else
		error = scope_limit(call, &search->application);
	search->by = beginning(filter, search);
	return error;
}

static bool is_narrowed(const struct user_search *search)
{
	return search->status != 0 || search->source_type != 0 || search->source_id.at || search->external_id.at ||
		search->phone_region.at || search->tag_count != 0;
}

enum way {
	WAY_REALM, /* everyone: counted beforehand */
	WAY_UNIT,  /* everyone of a unit: likewise */
	WAY_SCAN,
	WAY_SEARCH,
};

static enum way way_of(const struct user_search *search)
{
	if (search->by == USER_SEARCH_BY_ALL)
		return is_narrowed(search) ? WAY_SCAN : WAY_REALM;
	if (search->by == USER_SEARCH_BY_UNIT && !is_narrowed(search))
		return WAY_UNIT;
	return WAY_SEARCH;
}

static struct error count(struct call *call, enum way way, const struct user_search *search, int64_t *total)
{
	struct tally tally = {0};
	bool found;
	struct error error;
	if (way == WAY_REALM)
		return tally_read(call, TALLY_USERS, call->realm, total);
	if (way == WAY_UNIT)
		return tally_read(call, TALLY_UNIT_USERS, search->unit, total);
	if (way == WAY_SCAN)
		error = sql_users_scanned_count(call, search, &tally, &found);
	else
		error = sql_users_searched_count(call, search, &tally, &found);
	*total = tally.count;
	return error;
}

static struct error find(
	struct call *call, enum way way, const struct user_search *search, struct identifier_list *found)
{
	switch (way) {
	case WAY_REALM:
		return sql_users_of_realm(call, search, found);
	case WAY_UNIT:
		return sql_users_of_unit(call, search, found);
	case WAY_SCAN:
		return sql_users_scanned(call, search, found);
	case WAY_SEARCH:
		return sql_users_searched(call, search, found);
	}
	return error_internal("no such way to list users");
}

static struct error find_page(struct call *call, struct user_search *search, struct selection *selection)
{
	enum way way = way_of(search);
	struct identifier_list found = {NULL, 0};
	int64_t total;
	struct error error = count(call, way, search, &total);
	if (error_ok(error))
		error = selection_begin(call, selection, total);
	if (!error_ok(error))
		return error;
	search->after = selection->after;
	search->most = selection->most;
	search->skip = selection->skip;
	error = find(call, way, search, &found);
	selection_end(call, selection, found);
	return error;
}

struct error user_fill_tags(struct call *call, struct user *users, size_t count)
{
	struct text_list ids = {arena_array(call->arena, count, sizeof(struct text)), count};
	struct tag_list tags;
	for (size_t i = 0; i < count; i++)
		ids.at[i] = users[i].id;
	struct error error = sql_user_tags(call, (struct sql_user_tags){call->realm, ids}, &tags);
	if (!error_ok(error))
		return error;
	/* both are in the order of the ids */
	for (size_t i = 0, tag = 0; i < count; i++) {
		size_t first = tag;
		while (tag < tags.count && text_equal(tags.at[tag].user, users[i].id))
			tag++;
		users[i].tags = (struct tag_list){tag > first ? tags.at + first : NULL, tag - first};
	}
	return ok();
}

static struct error describe(struct call *call, struct user_list *users)
{
	for (size_t i = 0; i < users->count; i++) {
		if (users->at[i].locked_until <= call->now)
			users->at[i].locked_until = 0;
	}
	if (user_is_ram(call))
		return user_fill_tags(call, users->at, users->count);
	return password_describe(call, users->at, users->count);
}

static struct text purpose_of(struct call *call, struct text unit)
{
	return text_print(call->arena, "users:%.*s:%.*s", (int)call->realm.length, call->realm.at, (int)unit.length,
		unit.at ? unit.at : "");
}

struct error user_list(
	struct call *call, const struct user_filter *filter, struct user_list *users, struct page_result *result)
{
	struct user_search search;
	struct selection selection = {.page = &filter->page};
	struct error error = search_of(call, filter, &search);
	if (error_ok(error)) {
		selection.purpose = purpose_of(call, search.unit);
		error = find_page(call, &search, &selection);
	}
	*result = selection.result;
	if (error_ok(error))
		error = sql_users_by_ids(call, (struct sql_users_by_ids){call->realm, selection.ids}, users);
	return error_ok(error) ? describe(call, users) : error;
}

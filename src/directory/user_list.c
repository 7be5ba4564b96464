/* Lists of users. */
#include "directory/password.h"
#include "directory/scope.h"
#include "directory/selection.h"
#include "directory/user_find_sql.h"
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
	search->tag_keys = (struct text_list){arena_array(call->arena, tags.count, sizeof(struct text)), tags.count};
	search->tag_count = (int64_t)tags.count;
	for (size_t i = 0; i < tags.count; i++) {
		struct text key = tags.at[i].key, value = tags.at[i].value;
		search->tag_keys.at[i] = key;
		search->tags.at[i] = text_print(call->arena, ":%.*s", (int)key.length, key.at);
		if (value.at)
			search->tags.at[i] = text_print(call->arena, "%zu:%.*s%.*s", text_characters(key),
				(int)key.length, key.at, (int)value.length, value.at);
	}
}

/* While everybody was made here, a source is everybody's or nobody's. */
static struct error settle_source(struct call *call, struct user_search *search)
{
	const struct text none = {NULL, 0};
	struct identifier someone;
	bool from_elsewhere;
	if (search->source_type == 0 && !search->source_id.at)
		return ok();
	struct error error = sql_users_from_elsewhere(
		call, (struct sql_users_from_elsewhere){call->realm}, &someone, &from_elsewhere);
	if (!error_ok(error) || from_elsewhere)
		return error;
	bool own = (search->source_type == 0 || search->source_type == USER_SOURCE_TYPE_BUILD_IN) &&
		(!search->source_id.at || text_equal(search->source_id, call->realm));
	if (!own)
		search->ids = (struct text_list){arena_array(call->arena, 1, sizeof(struct text)), 0};
	search->source_type = 0;
	search->source_id = none;
	return ok();
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
	struct error error = settle_source(call, search);
	if (!error_ok(error))
		return error;
	if (search->unit.at) /* then all its members are in scope */
		return scope_require_unit(call, search->unit);
	return scope_limit(call, &search->application);
}

/* Short lists, of those who have what is unique */

static struct error find_keyed(struct call *call, const struct user_search *search, struct identifier_list *found)
{
	if (search->email.at)
		return sql_users_by_email(call, (struct sql_users_by_email){call->realm, search->email}, found);
	if (search->external_id.at)
		return sql_users_with_external_id(
			call, (struct sql_users_with_external_id){call->realm, search->external_id}, found);
	struct sql_users_by_phone_number bind = {call->realm, search->phone_number};
	return sql_users_by_phone_number(call, bind, found);
}

static struct error find_short(struct call *call, struct user_search *search, struct selection *selection)
{
	struct identifier_list found = {NULL, 0};
	struct error error = ok();
	if (!search->ids.at) {
		error = find_keyed(call, search, &found);
		search->ids = texts_of(call, found);
	}
	if (error_ok(error) && search->application.at)
		error = scope_filter_users(call, search->ids, &search->ids);
	if (error_ok(error))
		error = sql_users_among(call, search, &found);
	return error_ok(error) ? selection_among(call, selection, texts_of(call, found)) : error;
}

/* Lists that are counted: with at most one condition, which has a list of its own */

static int conditions(const struct user_search *search)
{
	bool others =
		search->source_type != 0 || search->source_id.at || search->phone_region.at || search->tag_count != 0;
	return (search->name.at != NULL) + (search->display_name.at != NULL) + (search->unit.at != NULL) +
		(search->status != 0) + (others ? 2 : 0);
}

static struct name_range names_of(const struct user_search *search)
{
	return search->name.at ? (struct name_range){search->name, search->name_end}
			       : (struct name_range){search->display_name, search->display_name_end};
}

static struct key_list list_of(const struct user_search *search)
{
	if (search->name.at)
		return (struct key_list){.kind = SPAN_USER_NAMES};
	if (search->display_name.at)
		return (struct key_list){.kind = SPAN_DISPLAY_NAMES};
	if (search->unit.at)
		return (struct key_list){SPAN_UNIT_USERS, search->unit};
	if (search->status == 0)
		return (struct key_list){.kind = SPAN_USERS};
	return (struct key_list){
		.kind = search->status == USER_STATUS_ENABLED ? SPAN_ENABLED_USERS : SPAN_DISABLED_USERS};
}

/* All others */

/* How many would be looked at, from where search_from_best begins. */
static struct error estimate(struct call *call, struct user_search search, int64_t *rows)
{
	struct name_range names = names_of(&search);
	int64_t before;
	if (search.application.at)
		return scope_rows(call, rows);
	search.status = 0; /* which is no list that it goes by */
	if (!names.first.at)
		return span_total(call, list_of(&search), rows);
	return span_between(call, list_of(&search), (struct span_range){names.first, names.last, 0, 0}, &before, rows);
}

static struct error require_patience(struct call *call, const struct user_search *search)
{
	int64_t rows;
	if (call->patient)
		return ok();
	struct error error = estimate(call, *search, &rows);
	return error_ok(error) ? selection_require_patience(call, rows) : error;
}

static struct error search_from_best(struct call *call, const struct user_search *search, struct user_found_list *found)
{
	if (search->tag_count > 0)
		return sql_users_tagged(call, search, found);
	if (search->application.at)
		return sql_users_in_scope(call, search, found);
	if (search->name.at)
		return sql_users_named(call, search, found);
	if (search->display_name.at)
		return sql_users_displayed(call, search, found);
	if (search->unit.at)
		return sql_users_in_unit(call, search, found);
	return sql_users_scanned(call, search, found);
}

/* A page beyond the end has no row that could say how many there are. */
static struct error count(struct call *call, struct user_search search, int64_t *total)
{
	struct user_found_list found = {NULL, 0};
	search.after = TEXT("");
	search.skip = 0;
	search.most = 1;
	struct error error = search_from_best(call, &search, &found);
	*total = found.count > 0 ? found.at[0].total : 0;
	return error;
}

static struct text_list ids_of(struct call *call, struct user_found_list found)
{
	struct text_list ids = {arena_array(call->arena, found.count, sizeof(struct text)), found.count};
	for (size_t i = 0; i < found.count; i++)
		ids.at[i] = found.at[i].id;
	return ids;
}

static void add_to_key(struct builder *key, const struct text *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		builder_add(key, parts[i]);
		builder_add_char(key, '\x1f');
	}
}

/* All that tells one search from another. None of its texts has control characters. */
static struct text key_of(struct call *call, const struct user_search *search)
{
	const struct text parts[] = {TEXT("users"), search->realm, search->application, search->unit, search->name,
		search->name_end, search->display_name, search->display_name_end, search->phone_region,
		search->source_id, text_of_integer(call->arena, search->source_type),
		text_of_integer(call->arena, search->status)};
	struct builder key = builder_in(call->arena, SIZE_MAX);
	add_to_key(&key, parts, sizeof(parts) / sizeof(*parts));
	add_to_key(&key, search->tags.at, search->tags.count);
	return builder_text(&key);
}

static struct error find_all(struct call *call, const void *search, struct text_list *ids)
{
	struct user_search all = *(const struct user_search *)search;
	struct user_found_list found = {NULL, 0};
	all.after = TEXT("");
	all.skip = 0;
	all.most = INT64_MAX;
	struct error error = search_from_best(call, &all, &found);
	*ids = ids_of(call, found);
	return error;
}

static struct error find_searched(struct call *call, struct user_search *search, struct selection *selection)
{
	struct user_found_list found = {NULL, 0};
	struct text key = key_of(call, search);
	struct error error = require_patience(call, search);
	if (error_ok(error) && selection_is_asked_again(call, key))
		return selection_known(call, selection, key, (struct selection_search){find_all, search});
	if (error_ok(error))
		error = selection_begin(call, selection, INT64_MAX);
	search->after = selection->after;
	search->most = selection->most;
	search->skip = selection->skip;
	if (error_ok(error))
		error = search_from_best(call, search, &found);
	if (!error_ok(error))
		return error;
	selection_end(call, selection, ids_of(call, found));
	if (found.count == 0)
		return count(call, *search, &selection->result.total);
	selection->result.total = found.at[0].total;
	return ok();
}

static struct error find(struct call *call, struct user_search *search, struct selection *selection)
{
	if (search->ids.at || search->email.at || search->phone_number.at || search->external_id.at)
		return find_short(call, search, selection);
	if (search->application.at || conditions(search) > 1)
		return find_searched(call, search, selection);
	return selection_counted(call, selection, list_of(search), names_of(search));
}

static struct error fill_tags(struct call *call, struct user *users, size_t count)
{
	struct text_list ids = {arena_array(call->arena, count, sizeof(struct text)), count};
	struct tag_list tags;
	for (size_t i = 0; i < count; i++)
		ids.at[i] = users[i].id;
	struct error error = sql_users_tags(call, (struct sql_users_tags){call->realm, ids}, &tags);
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
		return fill_tags(call, users->at, users->count);
	return password_describe_all(call, users->at, users->count);
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
		error = find(call, &search, &selection);
	}
	*result = selection.result;
	if (error_ok(error))
		error = sql_users_by_ids(call, (struct sql_users_by_ids){call->realm, selection.ids}, users);
	if (error_ok(error))
		error = describe(call, users);
	if (error_ok(error))
		selection_order(call, selection.ids, &shape_user, (struct list *)users);
	return error;
}

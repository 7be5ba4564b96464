/* The engine-independent half of a connection. */
#include "store/engine.h"
#include <assert.h>
#include <string.h>

#define FIRST_ROOM ((size_t)16)

struct error store_open(const struct store_options *options, struct store **store)
{
	*store = NULL;
	if (options->engine == STORE_POSTGRES)
		return postgres_store_open(options, store);
	return sqlite_store_open(options, store);
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_rollback(store);
	store->engine->close(store);
}

enum store_engine store_engine(const struct store *store)
{
	return store->engine->kind;
}

struct error store_begin(struct store *store)
{
	assert(!store->in_transaction);
	struct error error = store->engine->begin(store);
	store->in_transaction = error_ok(error);
	return error;
}

struct error store_commit(struct store *store)
{
	assert(store->in_transaction);
	struct error error = store->engine->commit(store);
	if (!error_ok(error))
		store->engine->rollback(store);
	store->in_transaction = false;
	return error;
}

void store_rollback(struct store *store)
{
	if (store->in_transaction)
		store->engine->rollback(store);
	store->in_transaction = false;
}

struct error store_savepoint(struct store *store)
{
	assert(store->in_transaction);
	return store->engine->savepoint(store);
}

struct error store_release(struct store *store)
{
	assert(store->in_transaction);
	return store->engine->release(store);
}

void store_undo(struct store *store)
{
	assert(store->in_transaction);
	store->engine->undo(store);
}

bool store_recall(
	struct store *store, enum store_memory memory, struct arena *arena, struct text key, struct text *value)
{
	const struct memo *memo = store->memos[memory];
	return memo != NULL && store->in_transaction && memo_recall(memo, arena, key, value);
}

void store_remember(struct store *store, enum store_memory memory, struct text key, struct text value)
{
	struct memo *memo = store->memos[memory];
	if (memo != NULL && store->in_transaction)
		memo_remember(memo, key, value);
}

bool store_remembers(const struct store *store)
{
	return store->lists != NULL && store->in_transaction;
}

const struct text_list *store_recall_list(struct store *store, struct text key)
{
	return store_remembers(store) ? list_memo_recall(store->lists, key) : NULL;
}

void store_remember_list(struct store *store, struct text key, struct text_list list)
{
	if (store_remembers(store))
		list_memo_remember(store->lists, key, list);
}

struct error store_run(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct store_result result)
{
	int64_t changed = 0, *wanted = result.changed;
	result.changed = &changed;
	struct error error = store->engine->run(store, arena, statement, bind, result);
	store->changes += changed;
	if (wanted != NULL)
		*wanted = changed;
	return error;
}

int64_t store_changes(const struct store *store)
{
	return store->changes;
}

struct error store_change(
	struct store *store, struct arena *arena, const struct statement *statement, const void *bind, int64_t *changed)
{
	return store_run(store, arena, statement, bind, (struct store_result){.changed = changed});
}

struct first_row {
	void *row;
	size_t size;
	bool found;
};

static bool keep_first(void *context, const void *row)
{
	struct first_row *first = context;
	memcpy(first->row, row, first->size);
	first->found = true;
	return false;
}

struct error store_one(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct store_row row)
{
	struct first_row first = {row.into, statement->row->size, false};
	struct error error = store_run(store, arena, statement, bind, (struct store_result){keep_first, &first, NULL});
	*row.found = first.found;
	return error;
}

struct row_list {
	struct arena *arena;
	char *at;
	size_t size, count, room;
};

static bool keep_row(void *context, const void *row)
{
	struct row_list *list = context;
	if (list->count == list->room) {
		list->room = list->room == 0 ? FIRST_ROOM : list->room * 2;
		char *at = arena_array(list->arena, list->room, list->size);
		if (list->count > 0)
			memcpy(at, list->at, list->count * list->size);
		list->at = at;
	}
	memcpy(list->at + list->count * list->size, row, list->size);
	list->count++;
	return true;
}

struct error store_all(struct store *store, struct arena *arena, const struct statement *statement, const void *bind,
	struct list *rows)
{
	struct row_list list = {.arena = arena, .size = statement->row->size};
	struct error error = store_run(store, arena, statement, bind, (struct store_result){keep_row, &list, NULL});
	*rows = (struct list){list.at, list.count};
	return error;
}

struct error store_prepare(struct store *store, struct arena *arena, const struct statement *statement)
{
	struct row_map map = {NULL, 0};
	struct error error = store->engine->prepare(store, arena, statement, &map);
	if (!error_ok(error) || statement->row == NULL)
		return error;
	for (size_t i = 0; i < map.count; i++) {
		if (map.fields[i] == NULL)
			return error_internal(
				text_print(arena, "%s: column %zu has no field", statement->name, i + 1).at);
	}
	return ok();
}

struct error store_analyze(struct store *store)
{
	if (store_engine(store) != STORE_POSTGRES)
		return ok();
	return store_script(store, "set local statement_timeout = 0; analyze");
}

struct error store_script(struct store *store, const char *sql)
{
	return store->engine->script(store, sql);
}

bool store_log_is_long(const struct store *store)
{
	return store->engine->log_is_long != NULL && store->engine->log_is_long(store);
}

struct error store_copy(struct store *store, struct text path)
{
	return store->engine->copy(store, path);
}

struct error store_verify(struct store *store)
{
	return store->engine->verify(store);
}

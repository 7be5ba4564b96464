/* Paths are kept as a tree of segments: at each node the literal children, and one child for a parameter. A literal
 * goes before a parameter; when it leads nowhere the parameter is tried. Actions are kept in a sorted array. */
#include "api/route.h"
#include "base/encode.h"
#include <stdlib.h>
#include <string.h>

#define SEGMENTS_MOST 16

struct node {
	struct text literal;   /* not there: a parameter */
	struct text parameter; /* its name */
	struct node *children, *next;
	const struct operation **operations; /* that end here, one for each method */
	size_t count;
};

struct action {
	struct text version, name;
	const struct operation *operation;
};

struct router {
	struct node root;
	struct action *actions;
	size_t action_count;
};

/* Building */

static struct node *child_for(struct arena *arena, struct node *node, struct text segment)
{
	bool parameter = segment.length > 2 && segment.at[0] == '{';
	struct text name = parameter ? text_slice(segment, 1, segment.length - 2) : (struct text){NULL, 0};
	struct node **at = &node->children;
	for (; *at; at = &(*at)->next) {
		if (parameter ? text_equal((*at)->parameter, name) : text_equal((*at)->literal, segment))
			return *at;
	}
	struct node *child = arena_alloc(arena, sizeof(*child));
	child->parameter = name;
	child->literal = parameter ? (struct text){NULL, 0} : segment;
	*at = child;
	return child;
}

static void add_path(struct arena *arena, struct router *router, const char *path, const struct operation *operation)
{
	struct node *node = &router->root;
	struct text rest = text_slice(text_of(path), 1, SIZE_MAX), segment;
	while (rest.at) {
		text_cut(rest, '/', &segment, &rest);
		node = child_for(arena, node, segment);
	}
	const struct operation **operations = arena_array(arena, node->count + 1, sizeof(*operations));
	if (node->count > 0)
		memcpy(operations, node->operations, node->count * sizeof(*operations));
	operations[node->count++] = operation;
	node->operations = operations;
}

static int compare_actions(const void *a, const void *b)
{
	const struct action *left = a, *right = b;
	int order = text_compare(left->version, right->version);
	return order != 0 ? order : text_compare(left->name, right->name);
}

static void add_family(struct arena *arena, struct router *router, const struct family *family)
{
	for (size_t i = 0; i < family->count; i++) {
		const struct operation *operation = &family->operations[i];
		if (family->style == FAMILY_RPC) {
			router->actions[router->action_count++] =
				(struct action){text_of(family->version), text_of(operation->name), operation};
			continue;
		}
		for (size_t p = 0; operation->paths && operation->paths[p]; p++)
			add_path(arena, router, operation->paths[p], operation);
	}
}

struct router *router_create(struct arena *arena)
{
	struct router *router = arena_alloc(arena, sizeof(*router));
	router->actions = arena_array(arena, operation_count + 1, sizeof(*router->actions));
	for (size_t i = 0; families[i]; i++)
		add_family(arena, router, families[i]);
	qsort(router->actions, router->action_count, sizeof(*router->actions), compare_actions);
	return router;
}

/* Finding */

struct search {
	struct text segments[SEGMENTS_MOST];
	size_t count;
	const struct node *path[SEGMENTS_MOST]; /* the node that took each segment */
};

static const struct node *walk(struct search *search, const struct node *node, size_t depth)
{
	if (depth == search->count)
		return node->count > 0 ? node : NULL;
	for (int parameters = 0; parameters < 2; parameters++) {
		for (const struct node *child = node->children; child; child = child->next) {
			bool takes = child->literal.at ? text_equal(child->literal, search->segments[depth])
						       : search->segments[depth].length > 0;
			if ((child->literal.at == NULL) != (parameters == 1) || !takes)
				continue;
			search->path[depth] = child;
			const struct node *found = walk(search, child, depth + 1);
			if (found)
				return found;
		}
	}
	return NULL;
}

static bool split(struct arena *arena, struct text path, struct search *search)
{
	struct text rest = text_slice(path, 1, SIZE_MAX), segment;
	while (rest.at) {
		text_cut(rest, '/', &segment, &rest);
		if (search->count == SEGMENTS_MOST)
			return false;
		if (!decode_percent(arena, segment, false, &search->segments[search->count++]))
			return false;
	}
	return true;
}

/* How much of `path` is the literal beginning of `pattern`, in whole segments. */
static size_t shared_head(struct text path, struct text pattern)
{
	struct text ours, theirs;
	size_t length = 0;
	while (path.at && pattern.at) {
		text_cut(path, '/', &ours, &path);
		text_cut(pattern, '/', &theirs, &pattern);
		if (!text_equal(ours, theirs))
			break;
		length += ours.length + 1;
	}
	return length;
}

static size_t longest_head(const struct family *family, struct text path)
{
	size_t longest = 0;
	for (size_t i = 0; i < family->count; i++) {
		for (const char *const *pattern = family->operations[i].paths; pattern && *pattern; pattern++) {
			size_t length = shared_head(path, text_of(*pattern));
			longest = length > longest ? length : longest;
		}
	}
	return longest;
}

/* The family that answers for a path that leads nowhere: the one whose operations come closest. */
static const struct family *family_near(struct text path)
{
	const struct family *found = families[0];
	size_t longest = 0;
	for (size_t i = 0; families[i]; i++) {
		size_t length = longest_head(families[i], path);
		if (length <= longest)
			continue;
		longest = length;
		found = families[i];
	}
	return found;
}

static void take_values(const struct search *search, struct route_match *match)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->path[i]->literal.at || match->count == ROUTE_PARAMETERS)
			continue;
		match->names[match->count] = search->path[i]->parameter;
		match->values[match->count++] = search->segments[i];
	}
}

struct error route_path(const struct router *router, struct arena *arena, struct text method, struct text path,
	struct route_match *match)
{
	struct search search = {.count = 0};
	bool good = path.length > 0 && path.at[0] == '/' && split(arena, path, &search);
	const struct node *node = good ? walk(&search, &router->root, 0) : NULL;
	if (!node) {
		match->family = family_near(path);
		return error_of(ERROR_OPERATION_NOT_FOUND, path);
	}
	match->family = node->operations[0]->family;
	for (size_t i = 0; i < node->count; i++) {
		if (!text_is(method, node->operations[i]->method))
			continue;
		match->operation = node->operations[i];
		match->family = match->operation->family;
		take_values(&search, match);
		return ok();
	}
	return error_of(ERROR_METHOD_NOT_ALLOWED, method);
}

static const struct family *family_of_version(struct text version)
{
	for (size_t i = 0; families[i]; i++) {
		if (families[i]->style == FAMILY_RPC && text_is(version, families[i]->version))
			return families[i];
	}
	return NULL;
}

static const struct family *first_rpc_family(void)
{
	for (size_t i = 0; families[i]; i++) {
		if (families[i]->style == FAMILY_RPC)
			return families[i];
	}
	return families[0];
}

struct error route_action(
	const struct router *router, struct text version, struct text action, struct route_match *match)
{
	match->family = family_of_version(version);
	if (!match->family) {
		match->family = first_rpc_family();
		return error_of(ERROR_VERSION_UNKNOWN, version);
	}
	struct action key = {version, action, NULL};
	const struct action *found = bsearch(&key, router->actions, router->action_count, sizeof(key), compare_actions);
	if (!found)
		return error_of(ERROR_OPERATION_NOT_FOUND, action);
	match->operation = found->operation;
	return ok();
}

struct text route_value(const struct route_match *match, const char *name)
{
	for (size_t i = 0; i < match->count; i++) {
		if (text_is(match->names[i], name))
			return match->values[i];
	}
	return (struct text){NULL, 0};
}

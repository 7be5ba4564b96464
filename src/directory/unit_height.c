/* How high the tree is. */
#include "directory/unit_height.h"
#include "directory/unit.h"
#include "directory/unit_sql.h"

struct error unit_path(struct call *call, struct text id, struct unit_list *path)
{
	return sql_unit_path(call, (struct sql_unit_path){call->realm, id, UNIT_DEPTH_MAXIMUM + 1}, path);
}

static struct error set_height(struct call *call, struct text id, int64_t height)
{
	return sql_unit_set_height(call, (struct sql_unit_set_height){call->realm, id, height}, NULL);
}

struct error unit_height_raise(struct call *call, const struct unit_list *path, int64_t height)
{
	struct error error = ok();
	for (size_t i = path->count; i > 0 && error_ok(error) && path->at[i - 1].height <= height; i--)
		error = set_height(call, path->at[i - 1].id, ++height);
	return error;
}

static struct error height_of(struct call *call, struct text id, int64_t *height)
{
	struct tally below = {0};
	bool found;
	struct error error =
		sql_unit_below_height(call, (struct sql_unit_below_height){call->realm, id}, &below, &found);
	*height = below.count + 1;
	return error;
}

struct error unit_height_lower(struct call *call, struct text id)
{
	struct unit_list path = {NULL, 0};
	struct error error = unit_path(call, id, &path);
	for (size_t i = path.count; i > 0 && error_ok(error); i--) {
		const struct unit *unit = &path.at[i - 1];
		int64_t height = unit->height;
		error = height_of(call, unit->id, &height);
		if (!error_ok(error) || height == unit->height)
			return error;
		error = set_height(call, unit->id, height);
	}
	return error;
}

/* How many: each count is spread over eight rows, so that concurrent writers seldom meet in one. */
#include "directory/tally.h"
#include "base/random.h"
#include "directory/tally_sql.h"

#define TALLY_SHARDS 8

struct error tally_add(struct call *call, enum tally_kind kind, struct text owner, int64_t amount)
{
	struct sql_tally_increase bind = {
		.realm = call->realm,
		.kind = (int)kind,
		.owner = owner,
		.shard = (int64_t)random_below(TALLY_SHARDS),
		.amount = amount,
	};
	return sql_tally_increase(call, bind, NULL);
}

struct error tally_add_each(struct call *call, enum tally_kind kind, struct text_list owners, int64_t amount)
{
	struct sql_tally_increase_each bind = {
		.realm = call->realm,
		.kind = (int)kind,
		.shard = (int64_t)random_below(TALLY_SHARDS),
		.amount = amount,
		.owners = owners,
	};
	return sql_tally_increase_each(call, bind, NULL);
}

struct error tally_read(struct call *call, enum tally_kind kind, struct text owner, int64_t *amount)
{
	struct tally tally = {0};
	bool found;
	struct error error = sql_tally_sum(call, (struct sql_tally_sum){call->realm, (int)kind, owner}, &tally, &found);
	*amount = tally.count;
	return error;
}

struct error tally_drop(struct call *call, enum tally_kind kind, struct text owner)
{
	return sql_tally_remove(call, (struct sql_tally_remove){call->realm, (int)kind, owner}, NULL);
}

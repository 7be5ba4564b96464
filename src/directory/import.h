/* Many custom fields, units, groups and users from elsewhere. Each is made under the rules that hold when it is made
 * alone, but in batches: what is counted is counted once for a batch, and what a batch refers to is looked up once.
 *
 * A unit is referred to by its path below the root ("/Sales/North", "/" is the root), its id or its external id; a
 * group by its id or name. What a record refers to was made before, or by a record before it. */
#pragma once
#include "directory/call.h"

enum import_kind {
	IMPORT_CUSTOM_FIELD,
	IMPORT_UNIT,
	IMPORT_GROUP,
	IMPORT_USER,
	IMPORT_KINDS,
};

struct import_record {
	int64_t line;	      /* in the file that it comes from */
	struct error problem; /* why it is refused as it stands, or ok(); the subject is the name of the field */
	struct error outcome; /* why import_apply refused it, or ok() */
	enum import_kind kind;
	/* As it shall be stored. What is absent gets what it would have if it were new: ids are random, external ids
	 * are the ids, times are now. Realm and keys are set by the core. */
	union {
		struct custom_field custom_field; /* its id and times are always new */
		struct unit unit;
		struct group group;
		struct user user; /* with its custom_values */
	};
	struct text unit_reference;	/* of a unit: its parent; of a user: its primary unit. Absent: the root */
	struct text_list units, groups; /* references to further ones a user is in */
	struct text plain_password;	/* for import_hash */
	struct password password;	/* hash, forced_update, created; or no hash */
};

struct import_batch {
	struct import_record *at;
	size_t count;
	bool go_on; /* past records that are refused */
	bool trial; /* the transaction will be undone: nothing is counted, so that nobody waits for the counts */
};

/* The slow stage, outside the transaction: hashes the plain passwords under the instance's policy, and refuses hashes
 * that can never be verified. What is wrong becomes the record's problem. */
struct error import_hash(struct call *call, const struct import_batch *batch) must_check;
/* Adds what was made to the counts of `mark`, and to `mark->refused` what was not. Without `go_on` it ends at the first
 * that is refused, and the caller undoes the transaction. The same batch can be applied again after that. */
struct error import_apply(struct call *call, const struct import_batch *batch, struct import_mark *mark) must_check;

/* How far an import has come: kept in the transaction of each batch, so that nothing is lost or made twice when it is
 * killed, not even when that was after its end. */
struct error import_find(struct call *call, struct text name, struct import_mark *mark, bool *found) must_check;
struct error import_keep(struct call *call, struct import_mark *mark) must_check;

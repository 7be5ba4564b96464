-- Users who were not made here: as a rule there are none, and then a filter by source has nothing to look at.

create index users_from_elsewhere on users (realm, id) where source_type <> 1 or source_id <> realm;

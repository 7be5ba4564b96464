-- The values of a field are found without reading those of all others: SQLite prefers an index that has all it needs,
-- even when it must go through the whole realm by it.

drop index custom_value_by_field;
create index custom_value_by_field on custom_value (realm, field, user_id);

-- Groups.

-- group_insert(group)
insert into user_group (realm, id, name, name_key, external_id, source_type, source_id, description, created, updated)
values ($realm, $id, $name, $name_key, $external_id, $source_type, $source_id, $description, $created, $updated)
on conflict do nothing;

-- group_by_id(realm text, id text) -> group
select * from user_group where realm = $realm and id = $id;

-- group_by_ids(realm text, ids texts) -> group[]
select * from user_group where realm = $realm and id in (select value from {each ids}) order by id;

-- group_by_name(realm text, name_key text) -> identifier
select id from user_group where realm = $realm and name_key = $name_key;

-- group_by_source(realm text, source_type enum, source_id text, external_id text) -> identifier
select id from user_group
where realm = $realm and external_id = $external_id and source_type = $source_type and source_id = $source_id;

-- group_update(group)
update user_group
set name = $name, name_key = $name_key, external_id = $external_id, description = $description, updated = $updated
where realm = $realm and id = $id;

-- group_delete(realm text, id text)
delete from user_group where realm = $realm and id = $id;

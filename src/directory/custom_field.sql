-- Fields that an instance adds to its users.

-- custom_field_insert(custom_field)
insert into custom_field (realm, id, entity, name, display_name, data_type, display_type, required, single, encrypted,
  standard, user_permission, description, status, created, updated)
values ($realm, $id, $entity, $name, $display_name, $data_type, $display_type, $required, $single, $encrypted,
  $standard, $user_permission, $description, $status, $created, $updated)
on conflict do nothing;

-- custom_field_by_id(realm text, id text) -> custom_field
select * from custom_field where realm = $realm and id = $id;

-- custom_fields_enabled(realm text, entity enum) -> custom_field[]
select * from custom_field where realm = $realm and entity = $entity and status = 1 order by name;

-- custom_field_set_status(realm text, id text, status enum, updated time)
update custom_field set status = $status, updated = $updated where realm = $realm and id = $id;

-- custom_field_delete(realm text, id text)
delete from custom_field where realm = $realm and id = $id;

-- custom_field_item_insert(realm text, field text, position integer, value text, display_name text, status enum)
insert into custom_field_item (realm, field, position, value, display_name, status)
values ($realm, $field, $position, $value, $display_name, $status);

-- custom_field_items(realm text, field text) -> custom_field_item[]
select value, display_name, status from custom_field_item
where realm = $realm and field = $field order by position;

-- All of an instance, page by page.

-- export_custom_fields(realm text) -> custom_field[]
select * from custom_field where realm = $realm order by name;

-- export_units(realm text, parent text, after text, most integer) -> unit[]
select * from unit
where realm = $realm and parent = $parent and id > $after
  and parent_emptied = (select emptied from unit where realm = $realm and id = $parent)
order by id limit $most;

-- export_groups(realm text, after text, most integer) -> group[]
select * from user_group where realm = $realm and id > $after order by id limit $most;

-- export_users(realm text, after text, most integer) -> user[]
select * from users
where realm = $realm and id > $after and not {leaving_unit primary_unit} order by id limit $most;

-- export_user_units(realm text, ids texts) -> unit_membership[]
-- But the primary ones.
select user_id as "user", unit from unit_member
where realm = $realm and user_id in (select value from {each ids}) and main = 0
  and not {leaving_unit unit_member.unit}
order by user_id, unit;

-- export_user_groups(realm text, ids texts) -> group_membership[]
select user_id as "user", group_id as "group" from group_member
where realm = $realm and user_id in (select value from {each ids})
  and exists (select 1 from user_group where realm = $realm and id = group_id)
order by user_id, group_id;

-- export_user_values(realm text, ids texts) -> custom_value[]
select custom_value.user_id as "user", custom_value.field, custom_field.name, custom_value.value, custom_value.sealed
from custom_value join custom_field
on custom_field.realm = $realm and custom_field.id = custom_value.field and custom_field.status = 1
where custom_value.realm = $realm and custom_value.user_id in (select value from {each ids})
order by custom_value.user_id, custom_field.name;

-- export_user_passwords(realm text, ids texts) -> password[]
-- Those in force.
select user_id as "user", hash, forced_update, created from password
where realm = $realm and user_id in (select value from {each ids})
  and created = (select max(created) from password as every
    where every.realm = $realm and every.user_id = password.user_id)
order by user_id;

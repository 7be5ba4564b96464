-- What users have in custom fields.

-- custom_values_of_user(realm text, user_id text) -> custom_value[]
select custom_value.field, custom_field.name, custom_value.value, custom_value.sealed
from custom_value join custom_field
on custom_field.realm = $realm and custom_field.id = custom_value.field and custom_field.status = 1
where custom_value.realm = $realm and custom_value.user_id = $user_id
order by custom_field.name;

-- custom_value_holder(realm text, field text, unique_key text) -> identifier
select user_id as id from custom_value where realm = $realm and field = $field and unique_key = $unique_key;

-- custom_value_set(realm text, user_id text, field text, value text, sealed bytes, unique_key text)
insert into custom_value (realm, user_id, field, value, sealed, unique_key)
values ($realm, $user_id, $field, $value, $sealed, $unique_key)
on conflict (realm, user_id, field)
do update set value = excluded.value, sealed = excluded.sealed, unique_key = excluded.unique_key;

-- custom_value_remove(realm text, user_id text, field text)
delete from custom_value where realm = $realm and user_id = $user_id and field = $field;

-- Imports: what all records of a batch need alike is done at once.

-- import_unit_member(realm text, unit text, user_id text, main boolean)
insert into unit_member (realm, unit, user_id, main) values ($realm, $unit, $user_id, $main) on conflict do nothing;

-- import_unit_members@postgres(realm text, main boolean, pairs texts)
-- Each pair is a unit and a user with a blank between them: ids have none.
insert into unit_member (realm, unit, user_id, main)
select $realm, split_part(value, ' ', 1), split_part(value, ' ', 2), $main from {each pairs}
on conflict do nothing;

-- import_group_member(realm text, group_id text, user_id text, source_type enum, source_id text)
insert into group_member (realm, group_id, user_id, source_type, source_id)
values ($realm, $group_id, $user_id, $source_type, $source_id) on conflict do nothing;

-- import_group_members@postgres(realm text, source_type enum, source_id text, pairs texts)
insert into group_member (realm, group_id, user_id, source_type, source_id)
select $realm, split_part(value, ' ', 1), split_part(value, ' ', 2), $source_type, $source_id from {each pairs}
on conflict do nothing;

-- import_unit_below(realm text, parent text, name_key text) -> identifier
-- As unit_sibling, but asked so often that planning it each time would take longer than the answer.
select id from unit
where realm = $realm and parent = $parent and name_key = $name_key
  and parent_emptied = (select emptied from unit where realm = $realm and id = $parent);

-- import_unit_known(realm text, id text) -> identifier
select id from unit where realm = $realm and id = $id and not {leaving_unit id};

-- import_group_known(realm text, id text) -> identifier
select id from user_group where realm = $realm and id = $id;

-- import_mark_keep(import_mark), quiet
insert into import_mark (realm, name, line, position, custom_fields, units, groups, users, refused, created, updated,
  ended)
values ($realm, $name, $line, $position, $custom_fields, $units, $groups, $users, $refused, $created, $updated,
  $ended)
on conflict (realm, name) do update set line = excluded.line, position = excluded.position,
  custom_fields = excluded.custom_fields, units = excluded.units, groups = excluded.groups, users = excluded.users,
  refused = excluded.refused, created = excluded.created, updated = excluded.updated, ended = excluded.ended;

-- import_mark_find(realm text, name text) -> import_mark
select * from import_mark where realm = $realm and name = $name;

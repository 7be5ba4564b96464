-- Imports: what each row needs, by statements that do as little as they can.

-- import_unit_member(realm text, unit text, user_id text, main boolean)
insert into unit_member (realm, unit, user_id, main) values ($realm, $unit, $user_id, $main) on conflict do nothing;

-- import_group_member(realm text, group_id text, user_id text, source_type enum, source_id text)
insert into group_member (realm, group_id, user_id, source_type, source_id)
values ($realm, $group_id, $user_id, $source_type, $source_id) on conflict do nothing;

-- import_mark_keep(import_mark)
insert into import_mark (realm, name, line, position, custom_fields, units, groups, users, refused, created, updated)
values ($realm, $name, $line, $position, $custom_fields, $units, $groups, $users, $refused, $created, $updated)
on conflict (realm, name) do update set line = excluded.line, position = excluded.position,
  custom_fields = excluded.custom_fields, units = excluded.units, groups = excluded.groups, users = excluded.users,
  refused = excluded.refused, created = excluded.created, updated = excluded.updated;

-- import_mark_find(realm text, name text) -> import_mark
select * from import_mark where realm = $realm and name = $name;

-- import_mark_forget(realm text, name text)
delete from import_mark where realm = $realm and name = $name;

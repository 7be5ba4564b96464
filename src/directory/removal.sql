-- Marks of what is to be cleared away, and how what has no owner any more is cleared.

-- {leaving_unit unit}
-- Whether the unit with that id is on its way out: the way up from it ends before the root. Whether there is any removal
-- of this kind is asked first: there seldom is.
(exists (select 1 from removal where removal.realm = $realm and removal.kind = 4) and exists (
  with recursive upwards(unit) as (
    select {unit}
    union all
    select (select upper.id from unit as lower join unit as upper
      on upper.realm = $realm and upper.id = lower.parent and upper.emptied = lower.parent_emptied
      where lower.realm = $realm and lower.id = upwards.unit)
    from upwards where upwards.unit is not null and upwards.unit <> 'ou_root')
  select 1 from upwards where upwards.unit is null));

-- {leaving_user user}
-- Whether the user with that id is: its primary unit is.
(exists (select 1 from removal where removal.realm = $realm and removal.kind = 4) and exists (
  select 1 from users as resident
  where resident.realm = $realm and resident.id = {user} and {leaving_unit resident.primary_unit}));

-- removal_insert(removal)
insert into removal (id, realm, kind, owner, created) values ($id, $realm, $kind, $owner, $created);

-- removal_first() -> removal
-- Instances last: what else was begun in them is done by then.
select * from removal order by kind, id limit 1;

-- removal_delete(id text)
delete from removal where id = $id;

-- removal_user_leaving(realm text, user_id text) -> identifier
select id from users where realm = $realm and id = $user_id and {leaving_unit primary_unit};

-- removal_values(realm text, field text, most integer)
delete from custom_value where realm = $realm and field = $field and user_id in (
  select user_id from custom_value where realm = $realm and field = $field limit $most);

-- removal_accounts(realm text, application text, most integer)
delete from application_account where realm = $realm and id in (
  select id from application_account where realm = $realm and application = $application limit $most);

-- removal_items(realm text, application text, most integer)
delete from application_item where realm = $realm and application = $application and item in (
  select item from application_item where realm = $realm and application = $application limit $most);

-- removal_groups(realm text, most integer)
delete from user_group where realm = $realm and id in (select id from user_group where realm = $realm limit $most);

-- removal_root(realm text)
delete from unit where realm = $realm;

-- removal_spans(realm text, most integer)
delete from span where (realm, list, first, shard) in (
  select realm, list, first, shard from span where realm = $realm limit $most);

-- removal_spans@sqlite
delete from span where rowid in (select rowid from span where realm = $realm limit $most);

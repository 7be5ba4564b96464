-- Data scopes. Every statement takes an application that may be absent: then everything is in scope. The root is above
-- every unit, so a scope with `ou_root` in it needs no case of its own; looking for it first is only quicker. The way up is
-- walked by a subquery for each step, because PostgreSQL takes a join there for a big one and reads the whole table.

-- scope_root(realm text, application text) -> identifier
select item as id from application_item
where realm = $realm and application = $application and kind = 5 and item = 'ou_root';

-- scope_unit(realm text, application text, unit text) -> identifier
select id from unit
where realm = $realm and id = $unit and not {leaving_unit id} and (
  $application is null
  or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 5 and item = 'ou_root')
  or exists (
    with recursive above(id) as (
      select id from unit where realm = $realm and id = $unit
      union
      select (select parent from unit where realm = $realm and id = above.id) from above where above.id is not null)
    select 1 from above where exists (select 1 from application_item
      where realm = $realm and application = $application and kind = 5 and item = above.id)));

-- scope_units(realm text, application text, units texts) -> identifier[], by values
-- Which of the units are in scope, in no order.
with recursive above(start, id) as (
  select id, id from unit where realm = $realm and id in (select value from {each units})
  union
  select start, (select parent from unit where realm = $realm and id = above.id) from above
  where above.id is not null and $application is not null)
select distinct start as id from above
where not {leaving_unit start} and ($application is null or exists (select 1 from application_item
  where realm = $realm and application = $application and kind = 5 and item = above.id));

-- scope_group(realm text, application text, group_id text) -> identifier
select id from user_group
where realm = $realm and id = $group_id and (
  $application is null
  or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 5 and item = 'ou_root')
  or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 6 and item = $group_id));

-- scope_user(realm text, application text, user_id text) -> identifier
select id from users
where realm = $realm and id = $user_id and not {leaving_unit primary_unit} and (
  $application is null
  or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 5 and item = 'ou_root')
  or exists (select 1 from group_member
    where group_member.realm = $realm and group_member.user_id = $user_id and exists (select 1 from application_item
      where realm = $realm and application = $application and kind = 6 and item = group_member.group_id))
  or exists (
    with recursive above(id) as (
      select unit from unit_member
      where realm = $realm and user_id = $user_id and not {leaving_unit unit_member.unit}
      union
      select (select parent from unit where realm = $realm and id = above.id) from above where above.id is not null)
    select 1 from above where exists (select 1 from application_item
      where realm = $realm and application = $application and kind = 5 and item = above.id)));

-- scope_users(realm text, application text, users texts) -> identifier[], by values
-- Which of the users are in scope, in no order.
with recursive above(start, unit) as (
  select user_id, unit from unit_member
  where $application is not null and realm = $realm and user_id in (select value from {each users})
    and not {leaving_unit unit_member.unit}
  union
  select start, (select parent from unit where realm = $realm and id = above.unit) from above
  where above.unit is not null)
select id from users
where realm = $realm and id in (select value from {each users}) and not {leaving_unit primary_unit} and (
  $application is null
  or exists (select 1 from group_member
    where group_member.realm = $realm and group_member.user_id = users.id and exists (select 1 from application_item
      where realm = $realm and application = $application and kind = 6 and item = group_member.group_id))
  or id in (select start from above where exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 5 and item = above.unit)));

-- scope_rows(realm text, application text) -> tally, by values
-- About how many rows a list of what is in scope looks at. More than 64 units, or a unit with more children, count as
-- many without being looked at: each unit stands for 31 rows, so that these are 2000.
with recursive inside(unit, children) as (
  select item, (select coalesce(sum(amount), 0) from span where realm = $realm and list = 'children:' || item)
  from application_item where realm = $realm and application = $application and kind = 5
  union
  select id, (select coalesce(sum(amount), 0) from span where realm = $realm and list = 'children:' || id)
  from inside join unit on unit.realm = $realm and unit.parent = inside.unit
  where inside.children <= 64
)
select cast(coalesce(sum(looked), 0) as bigint) as count from (
  select case when children > 64 then 2001 else 31 end
    + (select coalesce(sum(amount), 0) from span where realm = $realm and list = 'unit_users:' || unit) as looked
  from (select unit, children from inside limit 65) as units
  union all
  select (select coalesce(sum(amount), 0) from span where realm = $realm and list = 'group_users:' || item)
  from application_item where realm = $realm and application = $application and kind = 6) as all_looked;

-- scope_insert_group(realm text, application text, group_id text)
insert into application_item (realm, application, kind, item)
values ($realm, $application, 6, $group_id) on conflict do nothing;

-- scope_delete_units(realm text, units texts)
delete from application_item where realm = $realm and kind = 5 and item in (select value from {each units});

-- scope_delete_group(realm text, group_id text)
-- It owns no application any more either.
delete from application_item where realm = $realm and kind in (2, 6) and item = $group_id;

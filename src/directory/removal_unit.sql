-- What was below a unit, from the bottom up, and who lived there.

-- removal_deepest(realm text, owner text) -> unit
-- The first below what was below the owner that has nothing below itself.
with recursive down(id, level) as (
  select (select id from unit
    where realm = $realm and parent = $owner
      and parent_emptied < (select emptied from unit where realm = $realm and id = $owner)
    order by parent_emptied, id limit 1), 1
  union all
  select (select id from unit where realm = $realm and parent = down.id order by parent_emptied, id limit 1), level + 1
  from down where down.id is not null)
select unit.id, unit.parent, unit.parent_emptied from down join unit on unit.realm = $realm and unit.id = down.id
order by level desc limit 1;

-- removal_leaves(realm text, parent text, parent_emptied integer, most integer) -> identifier[]
-- Among the first units below the parent those that have nothing below themselves.
select first.id from (
  select id from unit where realm = $realm and parent = $parent and parent_emptied = $parent_emptied
  order by id limit $most) as first
where not exists (select 1 from unit where realm = $realm and parent = first.id);

-- removal_members(realm text, units texts, most integer) -> unit_membership[], by values
-- Those who live there and those who only come there.
select user_id as "user", main from unit_member
where realm = $realm and unit in (select value from {each units}) limit $most;

-- removal_visitors_leave(realm text, units texts, users texts)
delete from unit_member
where realm = $realm and user_id in (select value from {each users}) and unit in (select value from {each units})
  and main = 0;

-- removal_unit_rows(realm text, ids texts) -> unit[]
select * from unit where realm = $realm and id in (select value from {each ids});

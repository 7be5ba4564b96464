-- What goes when everything below a unit goes.

-- unit_below(realm text, id text, most integer) -> identifier[]
-- All units below one; `$most` levels, should the tree ever be wrong.
with recursive below(id, level) as (
  select id, 1 from unit where realm = $realm and parent = $id
  union all
  select unit.id, below.level + 1 from below join unit on unit.realm = $realm and unit.parent = below.id
  where below.level < $most)
select id from below;

-- unit_leave_all(realm text, units texts)
delete from unit_member where realm = $realm and unit in (select value from {each units});

-- unit_delete_tallies(realm text, users enum, children enum, units texts)
delete from tally where realm = $realm and kind in ($users, $children) and owner in (select value from {each units});

-- resident_some(realm text, units texts, most integer) -> identifier[]
-- Users whose primary unit is one of these.
select user_id as id from unit_member
where realm = $realm and unit in (select value from {each units}) and main = 1
limit $most;

-- resident_leave_units(realm text, kind enum, users texts)
-- Counts them out of every unit they are in.
insert into tally (realm, kind, owner, shard, amount)
select $realm, $kind, unit, 0, -count(*) from unit_member
where realm = $realm and user_id in (select value from {each users}) group by unit
on conflict (realm, kind, owner, shard) do update set amount = tally.amount + excluded.amount;

-- resident_leave_groups(realm text, kind enum, users texts)
insert into tally (realm, kind, owner, shard, amount)
select $realm, $kind, group_id, 0, -count(*) from group_member
where realm = $realm and user_id in (select value from {each users}) group by group_id
on conflict (realm, kind, owner, shard) do update set amount = tally.amount + excluded.amount;

-- resident_in_groups(realm text, users texts) -> tally
-- How many of them are in a group.
select count(*) as count from {each users}
where exists (select 1 from group_member where realm = $realm and user_id = value);

-- resident_delete_tallies(realm text, kind enum, users texts)
delete from tally where realm = $realm and kind = $kind and owner in (select value from {each users});

-- resident_delete_ownership(realm text, users texts)
delete from application_item where realm = $realm and kind = 1 and item in (select value from {each users});

-- resident_delete_notifications(realm text, users texts)
delete from notification where realm = $realm and user_id in (select value from {each users});

-- resident_delete(realm text, users texts)
delete from users where realm = $realm and id in (select value from {each users});

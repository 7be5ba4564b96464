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

-- resident_some(realm text, units texts, most integer) -> identifier[]
-- Users whose primary unit is one of these.
select user_id as id from unit_member
where realm = $realm and unit in (select value from {each units}) and main = 1
limit $most;

-- resident_delete_ownership(realm text, users texts)
delete from application_item where realm = $realm and kind = 1 and item in (select value from {each users});

-- resident_delete_notifications(realm text, users texts)
delete from notification where realm = $realm and user_id in (select value from {each users});

-- resident_delete(realm text, users texts)
delete from users where realm = $realm and id in (select value from {each users});

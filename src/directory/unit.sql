-- Organizational units. `$most` bounds how many levels a question walks, should the tree ever be wrong.

-- unit_insert(unit)
insert into unit (realm, id, parent, parent_emptied, name, name_key, external_id, source_type, source_id, description,
  created, updated)
values ($realm, $id, $parent, coalesce((select emptied from unit where realm = $realm and id = $parent), 0), $name,
  $name_key, $external_id, $source_type, $source_id, $description, $created, $updated)
on conflict do nothing;

-- unit_by_id(realm text, id text) -> unit
select * from unit where realm = $realm and id = $id and not {leaving_unit id};

-- unit_by_ids(realm text, ids texts) -> unit[]
select * from unit where realm = $realm and id in (select value from {each ids}) and not {leaving_unit id} order by id;

-- unit_by_source(realm text, source_type enum, source_id text, external_id text) -> identifier
select id from unit
where realm = $realm and source_type = $source_type and source_id = $source_id and external_id = $external_id
  and not {leaving_unit id};

-- unit_sibling(realm text, parent text, name_key text) -> identifier, by values
select id from unit
where realm = $realm and parent = $parent and name_key = $name_key
  and parent_emptied = (select emptied from unit where realm = $realm and id = $parent);

-- unit_path(realm text, id text, most integer) -> unit[]
-- The unit and those above it, from the top down: their ids and heights.
with recursive above(id, level) as (
  select id, 1 from unit where realm = $realm and id = $id
  union all
  select (select parent from unit where realm = $realm and id = above.id), level + 1 from above
  where above.id is not null and level <= $most)
select unit.id, unit.height from above join unit on unit.realm = $realm and unit.id = above.id order by above.level desc;

-- unit_below_height(realm text, id text) -> tally
-- Of the highest unit right below it.
select coalesce((
  select height from unit
  where realm = $realm and parent = $id
    and parent_emptied = (select emptied from unit where realm = $realm and id = $id)
  order by height desc limit 1), 0) as count;

-- unit_set_height(realm text, id text, height integer)
update unit set height = $height where realm = $realm and id = $id;

-- unit_update(unit)
update unit set name = $name, name_key = $name_key, description = $description, updated = $updated
where realm = $realm and id = $id;

-- unit_set_parent(realm text, id text, parent text, now time)
update unit set parent = $parent, updated = $now,
  parent_emptied = (select emptied from unit where realm = $realm and id = $parent)
where realm = $realm and id = $id;

-- unit_inhabited(realm text, id text) -> identifier
select id from unit where realm = $realm and id = $id and (
  exists (select 1 from unit as child
    where child.realm = $realm and child.parent = $id
      and child.parent_emptied = (select emptied from unit where realm = $realm and id = $id))
  or exists (select 1 from unit_member where realm = $realm and unit = $id));

-- unit_parents(realm text, ids texts) -> identifier[]
-- Which of the units have units below them.
select each_ids.value as id from {each ids}
where exists (select 1 from unit
  where realm = $realm and parent = each_ids.value
    and parent_emptied = (select emptied from unit where realm = $realm and id = each_ids.value));

-- unit_parents@postgres
-- It would rather read all units of the realm than look below each of these.
select each_ids.value as id from {each ids} cross join lateral (
  select emptied from unit where realm = $realm and id = each_ids.value limit 1) upper
cross join lateral (
  select 1 from unit where realm = $realm and parent = each_ids.value and parent_emptied = upper.emptied limit 1) lower;

-- unit_give_way(realm text, source_type enum, source_id text, external_id text)
-- What is on its way out gives its external id free.
update unit set external_id = id
where realm = $realm and source_type = $source_type and source_id = $source_id and external_id = $external_id
  and {leaving_unit id};

-- unit_empty(realm text, id text)
update unit set emptied = emptied + 1 where realm = $realm and id = $id;

-- unit_former_child(realm text, id text) -> identifier
-- One that was right below it when it was emptied.
select id from unit
where realm = $realm and parent = $id
  and parent_emptied < (select emptied from unit where realm = $realm and id = $id)
limit 1;

-- unit_detach(realm text, id text)
-- As if its parent had been emptied: in a way of its own, since others by its name may have gone so.
update unit set parent_emptied = (
  select sibling.parent_emptied from unit as sibling where sibling.realm = $realm and sibling.parent = unit.parent
  order by sibling.parent_emptied limit 1) - 1
where realm = $realm and id = $id;

-- unit_delete(realm text, ids texts)
delete from unit where realm = $realm and id in (select value from {each ids});

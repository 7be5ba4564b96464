-- Organizational units. `$most` bounds how many levels a question walks, should the tree ever be wrong.

-- unit_insert(unit)
insert into unit (realm, id, parent, name, name_key, external_id, source_type, source_id, description, created, updated)
values ($realm, $id, $parent, $name, $name_key, $external_id, $source_type, $source_id, $description, $created, $updated)
on conflict do nothing;

-- unit_by_id(realm text, id text) -> unit
select * from unit where realm = $realm and id = $id;

-- unit_by_ids(realm text, ids texts) -> unit[]
select * from unit where realm = $realm and id in (select value from {each ids}) order by id;

-- unit_by_source(realm text, source_type enum, source_id text, external_id text) -> identifier
select id from unit
where realm = $realm and source_type = $source_type and source_id = $source_id and external_id = $external_id;

-- unit_sibling(realm text, parent text, name_key text) -> identifier
select id from unit where realm = $realm and parent = $parent and name_key = $name_key;

-- unit_path(realm text, id text, most integer) -> identifier[]
-- The unit and those above it, from the top down.
with recursive above(id, level) as (
  select id, 1 from unit where realm = $realm and id = $id
  union all
  select (select parent from unit where realm = $realm and id = above.id), level + 1 from above
  where above.id is not null and level <= $most)
select id from above where id is not null order by level desc;

-- unit_levels(realm text, id text, most integer) -> tally
-- How many levels the tree has from the unit down; the unit alone is one.
with recursive below(id, level) as (
  select id, 1 from unit where realm = $realm and id = $id
  union all
  select unit.id, below.level + 1 from below join unit on unit.realm = $realm and unit.parent = below.id
  where below.level < $most)
select max(level) as count from below;

-- unit_update(unit)
update unit set name = $name, name_key = $name_key, description = $description, updated = $updated
where realm = $realm and id = $id;

-- unit_set_parent(realm text, id text, parent text, now time)
update unit set parent = $parent, updated = $now where realm = $realm and id = $id;

-- unit_inhabited(realm text, id text) -> identifier
select id from unit where realm = $realm and id = $id and (
  exists (select 1 from unit as child where child.realm = $realm and child.parent = $id)
  or exists (select 1 from unit_member where realm = $realm and unit = $id));

-- unit_parents(realm text, ids texts) -> identifier[]
-- Which of the units have units below them.
select each_ids.value as id from {each ids}
where exists (select 1 from unit where realm = $realm and parent = each_ids.value);

-- unit_delete(realm text, ids texts)
delete from unit where realm = $realm and id in (select value from {each ids});

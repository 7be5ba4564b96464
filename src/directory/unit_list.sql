-- Lists of units: which ids a page has. Their rows come by unit_by_ids.

-- unit_page(realm text, after text, skip integer, most integer) -> identifier[]
select id from unit where realm = $realm and id > $after order by id limit $most offset $skip;

-- unit_page_of_parent(realm text, parent text, after text, skip integer, most integer) -> identifier[]
select id from unit where realm = $realm and parent = $parent and id > $after order by id limit $most offset $skip;

-- unit_named(realm text, parent text, first text, last text, after text, skip integer, most integer) -> identifier[]
-- Whose folded name is from `first` on and before `last`.
with named(id) as materialized (
  select id from unit
  where realm = $realm and name_key >= $first and name_key < $last and ($parent is null or parent = $parent))
select id from named where id > $after order by id limit $most offset $skip;

-- unit_named_count(realm text, parent text, first text, last text) -> tally
select count(*) as count from unit
where realm = $realm and name_key >= $first and name_key < $last and ($parent is null or parent = $parent);

-- unit_among(realm text, parent text, first text, last text, ids texts) -> identifier[]
select id from unit
where realm = $realm and id in (select value from {each ids}) and ($parent is null or parent = $parent)
  and ($first is null or (name_key >= $first and name_key < $last))
order by id;

-- unit_in_scope(realm text, application text) -> identifier[]
with recursive below(id) as (
  select unit.id from application_item join unit on unit.realm = $realm and unit.id = application_item.item
  where application_item.realm = $realm and application_item.application = $application and application_item.kind = 5
  union
  select unit.id from below join unit on unit.realm = $realm and unit.parent = below.id)
select id from below;

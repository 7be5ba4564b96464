-- Lists of units: which ids a page has. Their rows come by unit_by_ids.

-- unit_among(realm text, parent text, first text, last text, ids texts) -> identifier[], by values
select id from unit
where realm = $realm and id in (select value from {each ids}) and ($parent is null or parent = $parent)
  and ($first is null or (name_key >= $first and name_key < $last)) and not {leaving_unit id}
order by id;

-- unit_in_scope(realm text, application text) -> identifier[], by values
with recursive below(id) as (
  select unit.id from application_item join unit on unit.realm = $realm and unit.id = application_item.item
  where application_item.realm = $realm and application_item.application = $application and application_item.kind = 5
  union
  select unit.id from below join unit on unit.realm = $realm and unit.parent = below.id)
select id from below;

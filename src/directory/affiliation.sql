-- What users are in.

-- affiliations(realm text, application text, user_id text, primary_unit text) -> affiliation[]
-- With an application only those groups that are in its scope.
select 1 as kind, unit.id, unit.name, null as description,
  case when unit.id = $primary_unit then 1 else 0 end as main
from unit_member join unit on unit.realm = $realm and unit.id = unit_member.unit
where unit_member.realm = $realm and unit_member.user_id = $user_id and not {leaving_unit unit.id}
union all
select 2 as kind, user_group.id, user_group.name, user_group.description, 0 as main
from group_member join user_group on user_group.realm = $realm and user_group.id = group_member.group_id
where group_member.realm = $realm and group_member.user_id = $user_id
  and ($application is null or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 6 and item = group_member.group_id))
order by 1, 2;

-- affiliations@sqlite
-- Names and descriptions are known by heart, or asked for below. What is here is in the indexes by user, in this order.
select 1 as kind, unit as id, case when unit = $primary_unit then 1 else 0 end as main
from unit_member where realm = $realm and user_id = $user_id and not {leaving_unit unit_member.unit}
union all
select 2 as kind, group_id as id, 0 as main
from group_member where realm = $realm and user_id = $user_id
  and ($application is null or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 6 and item = group_member.group_id));

-- affiliation_names(realm text, units texts, groups texts) -> affiliation[]
-- Who is gone has none.
select 1 as kind, id, name, null as description from unit where realm = $realm and id in (select value from {each units})
union all
select 2 as kind, id, name, description from user_group where realm = $realm and id in (select value from {each groups});

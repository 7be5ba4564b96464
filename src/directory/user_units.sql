-- Which units a user is in.

-- user_units(realm text, user_id text, primary_unit text) -> unit_membership[]
-- All of it but the names is in the index by user, in this order.
select unit_member.unit, unit.name, case when unit_member.unit = $primary_unit then 1 else 0 end as main
from unit_member join unit
on unit.realm = $realm and unit.id = unit_member.unit
where unit_member.realm = $realm and unit_member.user_id = $user_id and not {leaving_unit unit.id}
order by unit_member.unit;

-- user_units_join(realm text, user_id text, units texts) -> unit_membership[]
-- Those that it was not in.
insert into unit_member (realm, unit, user_id, main)
select $realm, value, $user_id, 0 from {each units} where true
on conflict do nothing
returning unit;

-- user_unit_join(realm text, user_id text, unit text, main boolean)
insert into unit_member (realm, unit, user_id, main) values ($realm, $unit, $user_id, $main) on conflict do nothing;

-- user_units_leave(realm text, user_id text, units texts) -> unit_membership[]
-- Those that it was in.
delete from unit_member
where realm = $realm and user_id = $user_id and unit in (select value from {each units})
returning unit;

-- user_units_set_main(realm text, user_id text, unit text)
update unit_member set main = 1 where realm = $realm and user_id = $user_id and unit = $unit;

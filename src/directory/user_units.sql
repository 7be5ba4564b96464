-- Which units a user is in.

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

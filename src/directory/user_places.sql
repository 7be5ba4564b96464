-- The counted lists that users stand in.

-- user_places_all(realm text, users texts) -> place[]
-- `kind` is that of directory/span_keys.h.
select 0 as kind, id as owner, id as key, id, case when status = 2 then 1 else 0 end as disabled
from users where realm = $realm and id in (select value from {each users})
union all
select 3, id, name_key, id, 0 from users where realm = $realm and id in (select value from {each users})
union all
select 4, id, display_name_key, id, 0 from users
where realm = $realm and id in (select value from {each users})
  and case when display_name_key is null then 0 else 1 end = 1 -- else SQLite goes through all display names
union all
select 5, unit, user_id, user_id, 0 from unit_member
where realm = $realm and user_id in (select value from {each users})
union all
select 6, group_id, user_id, user_id, 0 from group_member
where realm = $realm and user_id in (select value from {each users})
  and exists (select 1 from user_group where realm = $realm and id = group_id)
union all
select distinct 7, user_id, user_id, user_id, 0 from group_member
where realm = $realm and user_id in (select value from {each users})
union all
select 15, application, name_key, user_id, 0 from application_account
where realm = $realm and user_id in (select value from {each users})
  and exists (select 1 from application as its where its.realm = $realm and its.id = application_account.application);

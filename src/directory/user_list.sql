-- Lists of users, in the order of their ids. `$by` says where a search begins (enum user_search_by): 2 ids, 3 external id,
-- 4 email, 5 phone, 6 name, 7 display name, 8 unit, 9 scope. The branches of `candidate` that are not asked for cost
-- nothing. Tags are spelled as a colon and
-- the key, or as the key's length, a colon, the key and the value.

-- users_by_ids(realm text, ids texts) -> user[]
select * from users where realm = $realm and id in (select value from {each ids}) order by id;

-- users_of_realm(user_search) -> identifier[]
select id from users where realm = $realm and id > $after order by id limit $most offset $skip;

-- users_of_unit(user_search) -> identifier[]
select user_id as id from unit_member where realm = $realm and unit = $unit and user_id > $after
order by user_id limit $most offset $skip;

-- users_scanned(user_search) -> identifier[]
-- What a whole realm must be looked through for.
select u.id from users u
where u.realm = $realm and u.id > $after
  and ($status = 0 or u.status = $status)
  and ($source_type = 0 or u.source_type = $source_type)
  and ($source_id is null or u.source_id = $source_id)
  and ($external_id is null or u.external_id = $external_id)
  and ($tag_count = 0 or $tag_count = (
    select count(*) from user_tag t where t.realm = $realm and t.user_id = u.id and (
      ':' || t.tag_key in (select value from {each tags})
      or length(t.tag_key) || ':' || t.tag_key || t.tag_value in (select value from {each tags}))))
order by u.id limit $most offset $skip;

-- users_scanned_count(user_search) -> tally
select count(*) as count from users u
where u.realm = $realm
  and ($status = 0 or u.status = $status)
  and ($source_type = 0 or u.source_type = $source_type)
  and ($source_id is null or u.source_id = $source_id)
  and ($external_id is null or u.external_id = $external_id)
  and ($tag_count = 0 or $tag_count = (
    select count(*) from user_tag t where t.realm = $realm and t.user_id = u.id and (
      ':' || t.tag_key in (select value from {each tags})
      or length(t.tag_key) || ':' || t.tag_key || t.tag_value in (select value from {each tags}))));

-- users_searched(user_search) -> identifier[]
with recursive inside(unit) as (
  select item from application_item where realm = $realm and application = $application and kind = 5
  union
  select unit.id from inside join unit on unit.realm = $realm and unit.parent = inside.unit
), scoped(id) as (
  select m.user_id from inside join unit_member m on m.realm = $realm and m.unit = inside.unit
  union
  select m.user_id from application_item a join group_member m on m.realm = $realm and m.group_id = a.item
  where a.realm = $realm and a.application = $application and a.kind = 6
), candidate(id) as (
  select value from {each ids} where $by = 2
  union all
  select id from users where $by = 3 and realm = $realm and source_type = $source_type and source_id = $source_id
    and external_id = $external_id
  union all
  select id from users where $by = 4 and realm = $realm and email_key = $email
  union all
  select id from users where $by = 5 and realm = $realm and phone_number = $phone_number
  union all
  select id from users where $by = 6 and realm = $realm and name_key >= $name and name_key < $name_end
  union all
  select id from users where $by = 7 and realm = $realm and display_name_key >= $display_name
    and display_name_key < $display_name_end
  union all
  select user_id from unit_member where $by = 8 and realm = $realm and unit = $unit
  union all
  select id from scoped where $by = 9
)
select u.id from users u
where u.realm = $realm and u.id in (select id from candidate) and u.id > $after
  and ($application is null or $by = 9 or u.id in (select id from scoped))
  and ($unit is null or exists (
    select 1 from unit_member m where m.realm = $realm and m.unit = $unit and m.user_id = u.id))
  and ($name is null or (u.name_key >= $name and u.name_key < $name_end))
  and ($display_name is null or (u.display_name_key >= $display_name and u.display_name_key < $display_name_end))
  and ($email is null or u.email_key = $email)
  and ($phone_number is null or u.phone_number = $phone_number)
  and ($phone_region is null or u.phone_region = $phone_region)
  and ($external_id is null or u.external_id = $external_id)
  and ($source_type = 0 or u.source_type = $source_type)
  and ($source_id is null or u.source_id = $source_id)
  and ($status = 0 or u.status = $status)
order by u.id limit $most offset $skip;

-- users_searched_count(user_search) -> tally
with recursive inside(unit) as (
  select item from application_item where realm = $realm and application = $application and kind = 5
  union
  select unit.id from inside join unit on unit.realm = $realm and unit.parent = inside.unit
), scoped(id) as (
  select m.user_id from inside join unit_member m on m.realm = $realm and m.unit = inside.unit
  union
  select m.user_id from application_item a join group_member m on m.realm = $realm and m.group_id = a.item
  where a.realm = $realm and a.application = $application and a.kind = 6
), candidate(id) as (
  select value from {each ids} where $by = 2
  union all
  select id from users where $by = 3 and realm = $realm and source_type = $source_type and source_id = $source_id
    and external_id = $external_id
  union all
  select id from users where $by = 4 and realm = $realm and email_key = $email
  union all
  select id from users where $by = 5 and realm = $realm and phone_number = $phone_number
  union all
  select id from users where $by = 6 and realm = $realm and name_key >= $name and name_key < $name_end
  union all
  select id from users where $by = 7 and realm = $realm and display_name_key >= $display_name
    and display_name_key < $display_name_end
  union all
  select user_id from unit_member where $by = 8 and realm = $realm and unit = $unit
  union all
  select id from scoped where $by = 9
)
select count(*) as count from users u
where u.realm = $realm and u.id in (select id from candidate)
  and ($application is null or $by = 9 or u.id in (select id from scoped))
  and ($unit is null or exists (
    select 1 from unit_member m where m.realm = $realm and m.unit = $unit and m.user_id = u.id))
  and ($name is null or (u.name_key >= $name and u.name_key < $name_end))
  and ($display_name is null or (u.display_name_key >= $display_name and u.display_name_key < $display_name_end))
  and ($email is null or u.email_key = $email)
  and ($phone_number is null or u.phone_number = $phone_number)
  and ($phone_region is null or u.phone_region = $phone_region)
  and ($external_id is null or u.external_id = $external_id)
  and ($source_type = 0 or u.source_type = $source_type)
  and ($source_id is null or u.source_id = $source_id)
  and ($status = 0 or u.status = $status);

-- Lists of users, in the order of their ids: each statement begins where its name says and narrows by what else is asked.
-- Those that give `total` say how many there are in all, before and behind what they give. What is joined crosswise keeps
-- its order: first the few, then the many.

-- users_by_ids(realm text, ids texts) -> user[]
select * from users
where realm = $realm and id in (select value from {each ids}) and not {leaving_unit primary_unit} order by id;

-- users_with_external_id(realm text, external_id text) -> identifier[]
-- From whatever source.
select id from users where realm = $realm and external_id = $external_id;

-- users_among(user_search) -> identifier[], by values
-- Not limited: what they are among is short.
select id from users u
where realm = $realm and id in (select value from {each ids})
  and ($email is null or email_key = $email)
  and ($phone_number is null or phone_number = $phone_number)
  and ($phone_region is null or phone_region = $phone_region)
  and ($external_id is null or external_id = $external_id)
  and ($name is null or (name_key >= $name and name_key < $name_end))
  and ($display_name is null or (display_name_key >= $display_name and display_name_key < $display_name_end))
  and ($unit is null or exists (
    select 1 from unit_member m where m.realm = $realm and m.unit = $unit and m.user_id = u.id))
  and ($status = 0 or status = $status)
  and ($source_type = 0 or source_type = $source_type)
  and ($source_id is null or source_id = $source_id) and not {leaving_unit primary_unit}
order by id;

-- users_named(user_search) -> user_found[], by values
select id, total from (
  select id, count(*) over () as total from users u
  where realm = $realm and name_key >= $name and name_key < $name_end
    and ($display_name is null or (display_name_key >= $display_name and display_name_key < $display_name_end))
    and ($unit is null or exists (
      select 1 from unit_member m where m.realm = $realm and m.unit = $unit and m.user_id = u.id))
    and ($phone_region is null or phone_region = $phone_region)
    and ($status = 0 or status = $status)
    and ($source_type = 0 or source_type = $source_type)
    and ($source_id is null or source_id = $source_id)) found
where id > $after order by id limit $most offset $skip;

-- users_displayed(user_search) -> user_found[], by values
select id, total from (
  select id, count(*) over () as total from users u
  where realm = $realm and display_name_key >= $display_name and display_name_key < $display_name_end
    and ($unit is null or exists (
      select 1 from unit_member m where m.realm = $realm and m.unit = $unit and m.user_id = u.id))
    and ($phone_region is null or phone_region = $phone_region)
    and ($status = 0 or status = $status)
    and ($source_type = 0 or source_type = $source_type)
    and ($source_id is null or source_id = $source_id)) found
where id > $after order by id limit $most offset $skip;

-- users_in_unit(user_search) -> user_found[], by values
select id, total from (
  select u.id, count(*) over () as total from unit_member m cross join users u
  where m.realm = $realm and m.unit = $unit and u.realm = $realm and u.id = m.user_id
    and ($phone_region is null or phone_region = $phone_region)
    and ($status = 0 or status = $status)
    and ($source_type = 0 or source_type = $source_type)
    and ($source_id is null or source_id = $source_id)) found
where id > $after order by id limit $most offset $skip;

-- users_in_scope(user_search) -> user_found[], by values
-- When nothing more is asked the users themselves need not be read.
with recursive inside(unit) as (
  select item from application_item
  where realm = $realm and application = $application and kind = 5 and not {leaving_unit item}
  union
  select lower.id from inside join unit as upper on upper.realm = $realm and upper.id = inside.unit
  join unit as lower on lower.realm = $realm and lower.parent = upper.id and lower.parent_emptied = upper.emptied
), scoped(id) as (
  select m.user_id from inside cross join unit_member m where m.realm = $realm and m.unit = inside.unit
  union
  select m.user_id from application_item a cross join group_member m
  where a.realm = $realm and a.application = $application and a.kind = 6
    and m.realm = $realm and m.group_id = a.item
), found(id) as (
  select id from scoped
  where $name is null and $display_name is null and $phone_region is null
      and $status = 0 and $source_type = 0 and $source_id is null
    or exists (select 1 from users u
      where u.realm = $realm and u.id = scoped.id
        and ($name is null or (name_key >= $name and name_key < $name_end))
        and ($display_name is null or (display_name_key >= $display_name and display_name_key < $display_name_end))
        and ($phone_region is null or phone_region = $phone_region)
        and ($status = 0 or status = $status)
        and ($source_type = 0 or source_type = $source_type)
        and ($source_id is null or source_id = $source_id))
)
select id, (select count(*) from found) as total from found where id > $after order by id limit $most offset $skip;

-- users_tagged(user_search) -> user_found[], by values
-- Who has all the tags. They are spelled as a colon and the key, or as the key's length, a colon, the key and the value.
with tagged(id) as (
  select user_id from {each tag_keys} cross join user_tag
  where realm = $realm and tag_key = each_tag_keys.value and (
    ':' || tag_key in (select value from {each tags})
    or length(tag_key) || ':' || tag_key || tag_value in (select value from {each tags}))
  group by user_id having count(distinct tag_key) = $tag_count)
select id, (select count(*) from tagged) as total from tagged where id > $after order by id limit $most offset $skip;

-- users_scanned(user_search) -> user_found[], by values
select id, total from (
  select id, count(*) over () as total from users u
  where realm = $realm
    and ($phone_region is null or phone_region = $phone_region)
    and ($status = 0 or status = $status)
    and ($source_type = 0 or source_type = $source_type)
    and ($source_id is null or source_id = $source_id)) found
where id > $after order by id limit $most offset $skip;

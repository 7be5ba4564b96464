-- Who is in which group.

-- group_users_add(realm text, group_id text, source_type enum, source_id text, users texts) -> identifier[]
-- Those who were not in it.
insert into group_member (realm, group_id, user_id, source_type, source_id)
select $realm, $group_id, value, $source_type, $source_id from {each users} where true
on conflict do nothing
returning user_id as id;

-- group_users_remove(realm text, group_id text, users texts) -> identifier[], by values
-- Those who were in it.
delete from group_member
where realm = $realm and group_id = $group_id and user_id in (select value from {each users})
returning user_id as id;

-- group_users_among(realm text, group_id text, users texts) -> identifier[], by values
select user_id as id from group_member
where realm = $realm and group_id = $group_id and user_id in (select value from {each users})
order by user_id;

-- group_users_rows(realm text, group_id text, users texts) -> group_membership[], by values
select realm, group_id as "group", user_id as "user", source_type, source_id from group_member
where realm = $realm and group_id = $group_id and user_id in (select value from {each users})
  and not {leaving_user group_member.user_id}
order by user_id;

-- group_all_page_in_scope(realm text, application text, after text, skip integer, most integer) -> identifier[], by values
-- The users of the groups that an application sees. The cross join keeps SQLite from going through all users instead.
select distinct user_id as id from application_item as seen cross join group_member as member
where seen.realm = $realm and seen.application = $application and seen.kind = 6
  and member.realm = $realm and member.group_id = seen.item and member.user_id > $after
order by user_id limit $most offset $skip;

-- group_all_rows_in_scope(realm text, application text) -> tally
-- How many memberships those two look at.
select cast(coalesce(sum(amount), 0) as bigint) as count from application_item as seen cross join span
where seen.realm = $realm and seen.application = $application and seen.kind = 6
  and span.realm = $realm and span.list = 'group_users:' || seen.item;

-- group_all_count_in_scope(realm text, application text) -> tally, by values
select count(distinct user_id) as count from application_item as seen cross join group_member as member
where seen.realm = $realm and seen.application = $application and seen.kind = 6
  and member.realm = $realm and member.group_id = seen.item;

-- group_all_among(realm text, application text, users texts) -> identifier[], by values
select distinct user_id as id from group_member
where realm = $realm and user_id in (select value from {each users})
  and ($application is null or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 6 and item = group_id))
order by user_id;

-- group_all_rows(realm text, users texts) -> group_membership[], by values
-- One for each user, though it may be in many groups.
select realm, user_id as "user", min(source_type) as source_type, min(source_id) as source_id from group_member
where realm = $realm and user_id in (select value from {each users}) and not {leaving_user group_member.user_id}
  and exists (select 1 from user_group where realm = $realm and id = group_id)
group by realm, user_id order by user_id;

-- group_of_user_count(realm text, user_id text) -> tally
select count(*) as count from group_member
where realm = $realm and user_id = $user_id
  and exists (select 1 from user_group where realm = $realm and id = group_id);

-- group_of_user_page(realm text, user_id text, after text, skip integer, most integer) -> identifier[]
select group_id as id from group_member
where realm = $realm and user_id = $user_id and group_id > $after
  and exists (select 1 from user_group where realm = $realm and id = group_id)
order by group_id limit $most offset $skip;

-- group_of_user_in_scope(realm text, user_id text, application text) -> identifier[]
select group_id as id from group_member join application_item
on application_item.realm = $realm and application_item.application = $application
  and application_item.kind = 6 and application_item.item = group_member.group_id
where group_member.realm = $realm and group_member.user_id = $user_id
order by group_id;

-- group_of_user_rows(realm text, user_id text, groups texts) -> group_membership[]
select realm, group_id as "group", user_id as "user", source_type, source_id from group_member
where realm = $realm and user_id = $user_id and group_id in (select value from {each groups})
order by group_id;

-- group_users_nowhere_else(realm text, group_id text, users texts) -> identifier[]
-- Those of the users who are in no other group.
select value as id from {each users}
where not exists (select 1 from group_member where realm = $realm and user_id = value and group_id <> $group_id);

-- group_users_some(realm text, group_id text, most integer) -> identifier[]
select user_id as id from group_member where realm = $realm and group_id = $group_id limit $most;

-- The keys of the lists that are counted in spans. What is skipped is skipped in an index, without looking at rows: of
-- names, whose indexes have no ids, PostgreSQL would look at each row for its id.

-- span_users(key_range) -> listed[], by values
select id as key, id from users where realm = $realm and id >= $first and id < $last
order by id limit $most offset $skip;

-- span_enabled_users(key_range) -> listed[], by values
select id as key, id from users where realm = $realm and id >= $first and id < $last and status = 1
order by id limit $most offset $skip;

-- span_disabled_users(key_range) -> listed[], by values
select id as key, id from users where realm = $realm and id >= $first and id < $last and status = 2
order by id limit $most offset $skip;

-- span_disabled_users_count(key_range) -> tally, by values
select count(*) as count from users where realm = $realm and id >= $first and id < $last and status = 2;

-- span_user_names(key_range) -> listed[], by values
select name_key as key, id from users
where realm = $realm and name_key < $last and name_key >= (
  select name_key from users where realm = $realm and name_key >= $first and name_key < $last
  order by name_key limit 1 offset $skip)
order by name_key limit $most;

-- span_user_names_count(key_range) -> tally, by values
select count(*) as count from users where realm = $realm and name_key >= $first and name_key < $last;

-- span_display_names(key_range) -> listed[], by values
-- That the name is there is said twice: SQLite does not see it in a comparison of pairs, and passes over the index.
select display_name_key as key, id from users
where realm = $realm and display_name_key is not null
  and (display_name_key, id) >= ($first, $first_id) and (display_name_key, id) < ($last, $last_id)
order by display_name_key, id limit $most offset $skip;

-- span_display_names_count(key_range) -> tally, by values
select count(*) as count from users
where realm = $realm and display_name_key is not null
  and (display_name_key, id) >= ($first, $first_id) and (display_name_key, id) < ($last, $last_id);

-- span_unit_users(key_range) -> listed[], by values
select user_id as key, user_id as id from unit_member
where realm = $realm and unit = $owner and user_id >= $first and user_id < $last
order by user_id limit $most offset $skip;

-- span_group_users(key_range) -> listed[], by values
select user_id as key, user_id as id from group_member
where realm = $realm and group_id = $owner and user_id >= $first and user_id < $last
order by user_id limit $most offset $skip;

-- span_grouped_users(key_range) -> listed[], by values
select distinct user_id as key, user_id as id from group_member
where realm = $realm and user_id >= $first and user_id < $last
order by user_id limit $most offset $skip;

-- span_units(key_range) -> listed[], by values
select id as key, id from unit where realm = $realm and id >= $first and id < $last
order by id limit $most offset $skip;

-- span_unit_names(key_range) -> listed[], by values
select name_key as key, id from unit
where realm = $realm and (name_key, id) >= ($first, $first_id) and (name_key, id) < ($last, $last_id)
order by name_key, id limit $most offset $skip;

-- span_unit_names_count(key_range) -> tally, by values
select count(*) as count from unit
where realm = $realm and (name_key, id) >= ($first, $first_id) and (name_key, id) < ($last, $last_id);

-- span_children(key_range) -> listed[], by values
select id as key, id from unit
where realm = $realm and parent = $owner and id >= $first and id < $last
  and parent_emptied = (select emptied from unit where realm = $realm and id = $owner)
order by id limit $most offset $skip;

-- span_child_names(key_range) -> listed[], by values
select name_key as key, id from unit
where realm = $realm and parent = $owner
  and parent_emptied = (select emptied from unit where realm = $realm and id = $owner)
  and name_key < $last and name_key >= (
    select name_key from unit
    where realm = $realm and parent = $owner and name_key >= $first and name_key < $last
      and parent_emptied = (select emptied from unit where realm = $realm and id = $owner)
    order by name_key limit 1 offset $skip)
order by name_key limit $most;

-- span_child_names_count(key_range) -> tally, by values
select count(*) as count from unit
where realm = $realm and parent = $owner and name_key >= $first and name_key < $last
  and parent_emptied = (select emptied from unit where realm = $realm and id = $owner);

-- span_groups(key_range) -> listed[], by values
select id as key, id from user_group where realm = $realm and id >= $first and id < $last
order by id limit $most offset $skip;

-- span_group_names(key_range) -> listed[], by values
select name_key as key, id from user_group
where realm = $realm and name_key < $last and name_key >= (
  select name_key from user_group where realm = $realm and name_key >= $first and name_key < $last
  order by name_key limit 1 offset $skip)
order by name_key limit $most;

-- span_group_names_count(key_range) -> tally, by values
select count(*) as count from user_group where realm = $realm and name_key >= $first and name_key < $last;

-- span_applications(key_range) -> listed[], by values
select id as key, id from application where realm = $realm and id >= $first and id < $last
order by id limit $most offset $skip;

-- span_accounts(key_range) -> listed[], by values
select name_key as key, id from application_account
where realm = $realm and application = $owner and name_key < $last and name_key >= (
  select name_key from application_account where realm = $realm and application = $owner and name_key >= $first and name_key < $last
  order by name_key limit 1 offset $skip)
order by name_key limit $most;

-- Users.

-- user_insert(user)
insert into users (realm, id, name, name_key, display_name, display_name_key, phone_region, phone_number,
  phone_verified, email, email_key, email_verified, external_id, source_type, source_id, status, expires, locked_until,
  failures, registered, last_login, description, preferred_language, primary_unit, mobile_phone, provision, created,
  updated)
values ($realm, $id, $name, $name_key, $display_name, $display_name_key, $phone_region, $phone_number,
  $phone_verified, $email, $email_key, $email_verified, $external_id, $source_type, $source_id, $status, $expires,
  $locked_until, $failures, $registered, $last_login, $description, $preferred_language, $primary_unit, $mobile_phone,
  $provision, $created, $updated)
on conflict do nothing;

-- user_update(user)
update users
set name = $name, name_key = $name_key, display_name = $display_name, display_name_key = $display_name_key,
  phone_region = $phone_region, phone_number = $phone_number, phone_verified = $phone_verified, email = $email,
  email_key = $email_key, email_verified = $email_verified, status = $status, locked_until = $locked_until,
  failures = $failures, description = $description, primary_unit = $primary_unit, mobile_phone = $mobile_phone,
  updated = $updated
where realm = $realm and id = $id;

-- user_by_id(realm text, id text) -> user
select * from users where realm = $realm and id = $id and not {leaving_unit primary_unit};

-- users_in_conflict(user) -> user[]
-- Other users that have a key of this one.
select * from users where realm = $realm and name_key = $name_key and id <> $id
union all
select * from users where realm = $realm and email_key = $email_key and id <> $id
union all
select * from users
where realm = $realm and phone_number = $phone_number and phone_region = $phone_region and id <> $id
union all
select * from users
where realm = $realm and source_type = $source_type and source_id = $source_id and external_id = $external_id
  and id <> $id;

-- user_tag_insert(realm text, user_id text, tag_key text, tag_value text)
insert into user_tag (realm, user_id, tag_key, tag_value) values ($realm, $user_id, $tag_key, $tag_value);

-- users_tags(realm text, ids texts) -> tag[]
select user_id as "user", tag_key as "key", tag_value as value from user_tag
where realm = $realm and user_id in (select value from {each ids}) order by user_id, tag_key;

-- users_delete(realm text, ids texts)
delete from users where realm = $realm and id in (select value from {each ids});

-- users_delete_access_keys(realm text, ids texts)
-- Of RAM users: their realm is the account.
delete from access_key where account = $realm and user_id in (select value from {each ids});

-- users_delete_ownership(realm text, ids texts)
delete from application_item where realm = $realm and kind = 1 and item in (select value from {each ids});

-- users_delete_notifications(realm text, ids texts)
delete from notification where realm = $realm and user_id in (select value from {each ids});

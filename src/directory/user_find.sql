-- Users by what is unique about them; a phone number is so only with its region.

-- users_by_name(realm text, name_key text) -> identifier[]
select id from users where realm = $realm and name_key = $name_key;

-- users_by_email(realm text, email_key text) -> identifier[]
select id from users where realm = $realm and email_key = $email_key;

-- users_by_phone_number(realm text, phone_number text) -> identifier[]
select id from users where realm = $realm and phone_number = $phone_number;

-- users_from_elsewhere(realm text) -> identifier
-- Whether there is any who was not made here.
select id from users where realm = $realm and (source_type <> 1 or source_id <> realm) limit 1;

-- users_by_external_id(realm text, source_type enum, source_id text, external_id text) -> identifier[]
select id from users
where realm = $realm and source_type = $source_type and source_id = $source_id and external_id = $external_id;

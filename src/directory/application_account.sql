-- Who users are inside applications.

-- application_account_insert(application_account)
insert into application_account (realm, id, application, user_id, name, name_key, created)
values ($realm, $id, $application, $user, $name, $name_key, $created) on conflict do nothing;

-- application_account_by_name(realm text, application text, name_key text) -> application_account
select realm, id, application, user_id as "user", name, created from application_account
where realm = $realm and application = $application and name_key = $name_key;

-- application_accounts_of_user(realm text, user_id text, application text) -> application_account[]
-- In all applications when none is given.
select realm, id, application, user_id as "user", name, created from application_account
where realm = $realm and user_id = $user_id and ($application is null or application = $application)
order by application, id;

-- application_account_remove(realm text, application text, user_id text, id text)
delete from application_account
where realm = $realm and application = $application and user_id = $user_id and id = $id;

-- application_accounts_count(realm text, application text) -> tally
select count(*) as count from application_account where realm = $realm and application = $application;

-- application_account_page(realm text, application text, after text, skip integer, most integer) -> identifier[]
-- Folded names, which are unique in an application.
select name_key as id from application_account
where realm = $realm and application = $application and name_key > $after order by name_key limit $most offset $skip;

-- application_accounts_named(realm text, application text, names texts) -> application_account[]
select realm, id, application, user_id as "user", name, created from application_account
where realm = $realm and application = $application and name_key in (select value from {each names})
order by name_key;

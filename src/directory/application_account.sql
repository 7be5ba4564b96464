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
  and exists (select 1 from application as its where its.realm = $realm and its.id = application_account.application)
order by application, id;

-- application_account_remove(realm text, application text, user_id text, id text) -> application_account
delete from application_account
where realm = $realm and application = $application and user_id = $user_id and id = $id
returning application, name_key;

-- application_accounts_by_ids(realm text, ids texts) -> application_account[]
select realm, id, application, user_id as "user", name, created from application_account
where realm = $realm and id in (select value from {each ids}) and not {leaving_user application_account.user_id}
order by name_key;

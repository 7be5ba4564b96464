-- Client secrets of applications.

-- client_secret_insert(client_secret)
insert into client_secret (realm, application, id, hash, sealed, status, expires, last_used, created)
values ($realm, $application, $id, $hash, $sealed, $status, $expires, $last_used, $created) on conflict do nothing;

-- client_secrets_of(realm text, application text) -> client_secret[]
select * from client_secret where realm = $realm and application = $application order by created, id;

-- client_secret_by_id(realm text, application text, id text) -> client_secret
select * from client_secret where realm = $realm and application = $application and id = $id;

-- client_secret_update(client_secret)
update client_secret set status = $status, expires = $expires
where realm = $realm and application = $application and id = $id;

-- client_secret_remove(realm text, application text, id text)
delete from client_secret where realm = $realm and application = $application and id = $id;

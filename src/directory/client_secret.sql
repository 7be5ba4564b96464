-- Client secrets of applications.

-- client_secret_insert(client_secret)
insert into client_secret (realm, application, id, hash, sealed, status, expires, last_used, created)
values ($realm, $application, $id, $hash, $sealed, $status, $expires, $last_used, $created) on conflict do nothing;

-- clients(application text, now time) -> client[]
-- The application with each of its secrets, wherever it is.
select application.realm, instance.account,
  case when application.status = 1 and instance.status = 2 then 1 else 0 end as in_use,
  case when application.api_invoke = 1 then 1 else 0 end as may_call,
  client_secret.id as secret, client_secret.hash, client_secret.last_used,
  case when client_secret.status = 1 and (client_secret.expires = 0 or client_secret.expires > $now)
    then 1 else 0 end as usable
from application join instance on instance.id = application.realm
left join client_secret on client_secret.realm = application.realm and client_secret.application = application.id
where application.id = $application;

-- client_secrets_of(realm text, application text) -> client_secret[]
select * from client_secret where realm = $realm and application = $application order by created, id;

-- client_secret_by_id(realm text, application text, id text) -> client_secret
select * from client_secret where realm = $realm and application = $application and id = $id;

-- client_secret_update(client_secret)
update client_secret set status = $status, expires = $expires
where realm = $realm and application = $application and id = $id;

-- client_secret_remove(realm text, application text, id text)
delete from client_secret where realm = $realm and application = $application and id = $id;

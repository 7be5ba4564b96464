-- Who holds an access token.

-- token_holder(realm text, application text, secret text, revoked enum, hash text, now time) -> token_holder
-- The instance's account, if nothing stands against its application's token: both are in use, the application may call, the secret
-- with which it got the token is still good, and the token was not revoked.
select instance.account, client_secret.expires as secret_expires from instance
join application on application.realm = instance.id
join client_secret on client_secret.realm = application.realm and client_secret.application = application.id
where instance.id = $realm and instance.status = 2
  and application.id = $application and application.status = 1 and application.api_invoke = 1
  and client_secret.id = $secret and client_secret.status = 1
  and (client_secret.expires = 0 or client_secret.expires > $now)
  and not exists (select 1 from artefact where kind = $revoked and hash = $hash);

-- token_secret_used(realm text, application text, id text, now time)
update client_secret set last_used = $now where realm = $realm and application = $application and id = $id;

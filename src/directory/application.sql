-- Applications.

-- application_insert(application)
insert into application (realm, id, name, name_key, description, logo_url, source_type, template, sso_type,
  identity_type, authorization_type, creation_type, status, api_invoke, created, updated)
values ($realm, $id, $name, $name_key, $description, $logo_url, $source_type, $template, $sso_type,
  $identity_type, $authorization_type, $creation_type, $status, $api_invoke, $created, $updated)
on conflict do nothing;

-- application_row(realm text, id text) -> application
select * from application where realm = $realm and id = $id;

-- application_anywhere(id text) -> application
-- Over all realms: a client says nothing but its id.
select * from application where id = $id;

-- application_update(application)
update application set name = $name, name_key = $name_key, description = $description, logo_url = $logo_url,
  authorization_type = $authorization_type, status = $status, api_invoke = $api_invoke, updated = $updated
where realm = $realm and id = $id;

-- application_remove(realm text, id text)
delete from application where realm = $realm and id = $id;

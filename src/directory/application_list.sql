-- Lists of applications: which ids a page has, and their rows.

-- application_filtered(realm text, first text, last text, template text, every boolean, ids texts, status enum, sso_types integer, identity enum, authorization enum, creation enum) -> identifier[]
-- All that pass. Enums let everything pass when they are 0, texts when they are not there.
select id from application
where realm = $realm
  and ($first is null or name_key >= $first)
  and ($last is null or name_key < $last)
  and ($template is null or template = $template)
  and ($every = 1 or id in (select value from {each ids}))
  and ($status = 0 or status = $status)
  and ($sso_types = 0 or ($sso_types & (1 << sso_type)) <> 0)
  and ($identity = 0 or identity_type = $identity)
  and ($authorization = 0 or authorization_type = $authorization)
  and ($creation = 0 or creation_type = $creation)
order by id;

-- application_rows(realm text, ids texts) -> application[]
select * from application where realm = $realm and id in (select value from {each ids}) order by id;

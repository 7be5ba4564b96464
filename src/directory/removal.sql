-- Marks of what is to be cleared away, and how what has no owner any more is cleared.

-- removal_insert(removal)
insert into removal (id, realm, kind, owner, created) values ($id, $realm, $kind, $owner, $created);

-- removal_first() -> removal
-- Instances last: what else was begun in them is done by then.
select * from removal order by kind, id limit 1;

-- removal_delete(id text)
delete from removal where id = $id;

-- removal_user_leaving(realm text, user_id text) -> identifier
select id from users where realm = $realm and id = $user_id and {leaving unit primary_unit};

-- removal_values(realm text, field text, most integer)
delete from custom_value where realm = $realm and field = $field and user_id in (
  select user_id from custom_value where realm = $realm and field = $field limit $most);

-- removal_accounts(realm text, application text, most integer)
delete from application_account where realm = $realm and id in (
  select id from application_account where realm = $realm and application = $application limit $most);

-- removal_items(realm text, application text, most integer)
delete from application_item where realm = $realm and application = $application and item in (
  select item from application_item where realm = $realm and application = $application limit $most);

-- removal_groups(realm text, most integer)
delete from user_group where realm = $realm and id in (select id from user_group where realm = $realm limit $most);

-- removal_root(realm text)
delete from unit where realm = $realm;

-- removal_spans(realm text, most integer)
delete from span where (realm, list, first, shard) in (
  select realm, list, first, shard from span where realm = $realm limit $most);

-- removal_spans@sqlite
delete from span where rowid in (select rowid from span where realm = $realm limit $most);

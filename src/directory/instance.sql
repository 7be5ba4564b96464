-- EIAM instances.

-- instance_insert(instance)
insert into instance (id, account, description, status, domain_prefix, created, updated)
values ($id, $account, $description, $status, $domain_prefix, $created, $updated) on conflict do nothing;

-- instance_by_id(id text) -> instance
select * from instance where id = $id;

-- instance_by_prefix(domain_prefix text) -> instance
select * from instance where domain_prefix = $domain_prefix;

-- instance_update_description(id text, description text, now time)
update instance set description = $description, updated = $now where id = $id;

-- instances_page(account text, every boolean, ids texts, status enum, skip integer, most integer) -> instance[]
select * from instance where account = $account and id in (
  select id from instance where account = $account and ($status = 0 or status = $status)
    and ($every = 1 or id in (select value from {each ids}))
  order by id limit $most offset $skip)
order by id;

-- instances_count(account text, every boolean, ids texts, status enum) -> tally
select count(*) as count from instance where account = $account and ($status = 0 or status = $status)
  and ($every = 1 or id in (select value from {each ids}));

-- instance_any_user(realm text) -> identifier
select id from users where realm = $realm limit 1;

-- instance_any_resident(realm text) -> identifier
-- Of the units that are there.
with recursive inside(id, emptied) as (
  select id, emptied from unit where realm = $realm and parent is null
  union all
  select unit.id, unit.emptied from inside join unit
    on unit.realm = $realm and unit.parent = inside.id and unit.parent_emptied = inside.emptied)
select resident.user_id as id from inside cross join unit_member as resident
where resident.realm = $realm and resident.unit = inside.id and resident.main = 1 limit 1;

-- instance_any_application(realm text, creation enum) -> identifier
select id from application where realm = $realm and creation_type = $creation order by id limit 1;

-- instance_delete_applications(realm text)
delete from application where realm = $realm;

-- instance_delete_items(realm text)
delete from application_item where realm = $realm;

-- instance_delete_fields(realm text)
delete from custom_field where realm = $realm;

-- instance_delete_notifications(realm text)
delete from notification where realm = $realm;

-- instance_delete_imports(realm text)
delete from import_mark where realm = $realm;

-- instance_delete_policy(realm text)
delete from policy where realm = $realm;

-- instance_delete_row(id text)
delete from instance where id = $id;

-- Access keys of accounts and RAM users.

-- access_key_insert(access_key)
insert into access_key (id, account, user_id, sealed, status, last_used, last_service, created, updated)
values ($id, $account, $user, $sealed, $status, $last_used, $last_service, $created, $updated) on conflict do nothing;

-- access_key_by_id(id text) -> access_key
select id, account, user_id as "user", sealed, status, last_used, last_service, created, updated from access_key
where id = $id;

-- access_key_any() -> access_key
select id, account, user_id as "user", sealed, status, last_used, last_service, created, updated from access_key
order by id limit 1;

-- access_keys_of_account(account text) -> access_key[]
select id, account, user_id as "user", status, last_used, last_service, created, updated from access_key
where account = $account and user_id is null order by created, id;

-- access_keys_of_user(account text, user text) -> access_key[]
select id, account, user_id as "user", status, last_used, last_service, created, updated from access_key
where account = $account and user_id = $user order by created, id;

-- access_key_update_status(id text, account text, status enum, now time)
update access_key set status = $status, updated = $now where id = $id and account = $account;

-- access_key_remove(id text, account text)
delete from access_key where id = $id and account = $account;

-- access_key_update_use(id text, account text, service text, now time, before time), quiet
update access_key set last_used = $now, last_service = $service
where id = $id and account = $account and last_used <= $before;

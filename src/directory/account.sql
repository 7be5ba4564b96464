-- Cloud accounts.

-- account_insert(account)
insert into account (id, alias, created) values ($id, $alias, $created) on conflict do nothing;

-- account_by_id(id text) -> account
select * from account where id = $id;

-- accounts_first_two() -> account[]
select * from account order by id limit 2;

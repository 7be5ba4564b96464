-- How many there are, in eight shards for each count.

-- tally_increase(realm text, kind enum, owner text, shard integer, amount integer)
insert into tally (realm, kind, owner, shard, amount) values ($realm, $kind, $owner, $shard, $amount)
on conflict (realm, kind, owner, shard) do update set amount = tally.amount + excluded.amount;

-- tally_increase_each(realm text, kind enum, shard integer, amount integer, owners texts)
insert into tally (realm, kind, owner, shard, amount)
select $realm, $kind, value, $shard, $amount from {each owners} where true
on conflict (realm, kind, owner, shard) do update set amount = tally.amount + excluded.amount;

-- tally_sum(realm text, kind enum, owner text) -> tally
select cast(coalesce(sum(amount), 0) as bigint) as count from tally
where realm = $realm and kind = $kind and owner = $owner;

-- tally_remove(realm text, kind enum, owner text)
delete from tally where realm = $realm and kind = $kind and owner = $owner;

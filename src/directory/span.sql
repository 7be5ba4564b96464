-- How many keys the lists have, in pieces.

-- span_add(realm text, list text, key text, amount integer, disabled integer)
-- To the piece that the key is in, on SQLite: it has one writer and needs no shards. By the row it takes half the work.
update span set amount = amount + $amount, disabled = disabled + $disabled
where rowid = (
  select rowid from span where realm = $realm and list = $list and first <= $key order by first desc limit 1);

-- span_add@postgres
update span set amount = amount + $amount, disabled = disabled + $disabled
where realm = $realm and list = $list and shard = 0 and first = (
  select max(first) from span where realm = $realm and list = $list and first <= $key and shard = 0);

-- span_add_each(realm text, changes texts)
-- Each is the amount, how many of them are disabled, the list and the key, with blanks between: only keys have some.
insert into span (realm, list, first, shard, amount, disabled)
select $realm, list, piece, 0, sum(amount), sum(disabled) from (
  select list, amount, disabled, coalesce((
      select max(first) from span where realm = $realm and list = change.list and first <= change.key), '') as piece
  from (
    select amount, disabled, substr(rest, 1, instr(rest, ' ') - 1) as list, substr(rest, instr(rest, ' ') + 1) as key
    from (
      select amount, cast(substr(rest, 1, instr(rest, ' ') - 1) as integer) as disabled,
        substr(rest, instr(rest, ' ') + 1) as rest
      from (
        select cast(substr(value, 1, instr(value, ' ') - 1) as integer) as amount,
          substr(value, instr(value, ' ') + 1) as rest
        from {each changes}))) as change)
where true
group by list, piece
on conflict (realm, list, first, shard) do update
set amount = span.amount + excluded.amount, disabled = span.disabled + excluded.disabled;

-- span_add_each@postgres
-- Each connection has a shard of its own, so that none is in the way of the others, and looks at shard 0 only, which none
-- of them changes.
insert into span (realm, list, first, shard, amount, disabled)
select $realm, list, piece, 1 + pg_backend_pid() % 64, sum(amount), sum(disabled) from (
  select list, amount, disabled, coalesce((
      select max(first) from span where realm = $realm and span.list = change.list and first <= change.key and shard = 0
    ), '') as piece
  from (
    select cast(split_part(value, ' ', 1) as bigint) as amount, cast(split_part(value, ' ', 2) as bigint) as disabled,
      split_part(value, ' ', 3) as list, regexp_replace(value, '^([^ ]* ){3}', '') as key
    from {each changes}) as change) as placed
group by list, piece order by list, piece
on conflict (realm, list, first, shard) do update
set amount = span.amount + excluded.amount, disabled = span.disabled + excluded.disabled;

-- span_bounds(realm text, lists texts) -> span[]
-- Where the pieces of the lists begin: each has a row in shard 0, but for the first of a list that has only one.
select list, first from span where realm = $realm and list in (select value from {each lists}) and shard = 0
order by list, first;

-- span_near(realm text, list text, key text) -> span[]
-- The piece that the key is in, the one before and the one after.
select first, cast(sum(amount) as bigint) as amount, cast(sum(disabled) as bigint) as disabled from span
where realm = $realm and list = $list and first >= coalesce((
  select max(first) from span where realm = $realm and list = $list and first < (
    select max(first) from span where realm = $realm and list = $list and first <= $key)), '')
group by first order by first limit 3;

-- span_rows(realm text, list text) -> span[]
select first, cast(sum(amount) as bigint) as amount, cast(sum(disabled) as bigint) as disabled from span
where realm = $realm and list = $list group by first order by first;

-- span_sum(realm text, list text) -> span
select cast(coalesce(sum(amount), 0) as bigint) as amount, cast(coalesce(sum(disabled), 0) as bigint) as disabled
from span where realm = $realm and list = $list;

-- span_insert(realm text, list text, first text, amount integer, disabled integer)
insert into span (realm, list, first, shard, amount, disabled) values ($realm, $list, $first, 0, $amount, $disabled);

-- span_delete(realm text, list text, first text)
delete from span where realm = $realm and list = $list and first = $first;

-- span_delete_lists(realm text, lists texts)
delete from span where realm = $realm and list in (select value from {each lists});

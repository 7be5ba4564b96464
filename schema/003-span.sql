-- How many keys a list has, kept in pieces: how many there are from `first` up to the `first` of the next piece. So the
-- place of a key in its list, and the key at a place, are found without reading what is before it. The first piece of a
-- list, which need not be there, begins with ''. `disabled` is how many of the users in a piece are disabled; it is kept
-- for the list of all users. A piece has one row, shard 0, and on PostgreSQL some more to which others are added, so
-- that concurrent writers do not wait for one row. The lists are described in directory/span.h.

create table span (
  realm text not null,
  list text not null,
  first text not null,
  shard smallint not null,
  amount bigint not null,
  disabled bigint not null,
  primary key (realm, list, first, shard)
);

drop index users_by_display_name;
create index users_by_display_name on users (realm, display_name_key, id) where display_name_key is not null;
drop index users_by_external_id;
create unique index users_by_external_id on users (realm, external_id, source_type, source_id);
create index users_disabled on users (realm, id) where status = 2;
drop index unit_by_name_alone;
create index unit_by_name_alone on unit (realm, name_key, id);

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'users', case when piece = 0 then '' else min(id) end, 0, count(*),
  sum(case when status = 2 then 1 else 0 end)
from (
  select realm, id, status, (row_number() over (partition by realm order by id) - 1) / 2048 as piece from users) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'user_names', case when piece = 0 then '' else min(name_key) end, 0, count(*), 0
from (
  select realm, name_key, (row_number() over (partition by realm order by name_key) - 1) / 2048 as piece
  from users) pieces
group by realm, piece;

-- The same name many times stays in one piece.
insert into span (realm, list, first, shard, amount, disabled)
select realm, 'display_names', case when piece = 0 then '' else min(display_name_key) end, 0, count(*), 0
from (
  select realm, display_name_key, (rank() over (partition by realm order by display_name_key) - 1) / 2048 as piece
  from users where display_name_key is not null) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'unit_users:' || unit, case when piece = 0 then '' else min(user_id) end, 0, count(*), 0
from (
  select realm, unit, user_id, (row_number() over (partition by realm, unit order by user_id) - 1) / 2048 as piece
  from unit_member) pieces
group by realm, unit, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'group_users:' || group_id, case when piece = 0 then '' else min(user_id) end, 0, count(*), 0
from (
  select realm, group_id, user_id,
    (row_number() over (partition by realm, group_id order by user_id) - 1) / 2048 as piece
  from group_member) pieces
group by realm, group_id, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'grouped_users', case when piece = 0 then '' else min(user_id) end, 0, count(*), 0
from (
  select realm, user_id, (row_number() over (partition by realm order by user_id) - 1) / 2048 as piece
  from (select distinct realm, user_id from group_member) members) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'units', case when piece = 0 then '' else min(id) end, 0, count(*), 0
from (select realm, id, (row_number() over (partition by realm order by id) - 1) / 2048 as piece from unit) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'unit_names', case when piece = 0 then '' else min(name_key) end, 0, count(*), 0
from (
  select realm, name_key, (rank() over (partition by realm order by name_key) - 1) / 2048 as piece from unit) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'children:' || parent, case when piece = 0 then '' else min(id) end, 0, count(*), 0
from (
  select realm, parent, id, (row_number() over (partition by realm, parent order by id) - 1) / 2048 as piece
  from unit where parent is not null) pieces
group by realm, parent, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'child_names:' || parent, case when piece = 0 then '' else min(name_key) end, 0, count(*), 0
from (
  select realm, parent, name_key,
    (row_number() over (partition by realm, parent order by name_key) - 1) / 2048 as piece
  from unit where parent is not null) pieces
group by realm, parent, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'groups', case when piece = 0 then '' else min(id) end, 0, count(*), 0
from (select realm, id, (row_number() over (partition by realm order by id) - 1) / 2048 as piece from user_group) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'group_names', case when piece = 0 then '' else min(name_key) end, 0, count(*), 0
from (
  select realm, name_key, (row_number() over (partition by realm order by name_key) - 1) / 2048 as piece
  from user_group) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'applications', case when piece = 0 then '' else min(id) end, 0, count(*), 0
from (
  select realm, id, (row_number() over (partition by realm order by id) - 1) / 2048 as piece from application) pieces
group by realm, piece;

insert into span (realm, list, first, shard, amount, disabled)
select realm, 'accounts:' || application, case when piece = 0 then '' else min(name_key) end, 0, count(*), 0
from (
  select realm, application, name_key,
    (row_number() over (partition by realm, application order by name_key) - 1) / 2048 as piece
  from application_account) pieces
group by realm, application, piece;

drop table tally;

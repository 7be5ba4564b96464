-- What was deleted but has too much below it to go at once: a mark of what is to be cleared away in small steps, by kind:
-- 1 the members of a group, 2 the values of a custom field, 3 accounts and sets of an application, 4 what was below a
-- unit, 5 all of an instance. What belongs to an owner that is gone is seen by nobody; so it has no foreign key to it any
-- more, which would clear it away at once.
create table removal (
  id text not null primary key,
  realm text not null,
  kind smallint not null,
  owner text not null,
  created bigint not null
);
create index removal_by_realm on removal (realm, kind);

-- A unit is below its parent only while its `parent_emptied` is the `emptied` of that: by a new `emptied` a unit loses all
-- that is below it in one step. `height` is how many levels the tree has from the unit down; the unit alone is one.
alter table unit add column emptied bigint not null default 0;
alter table unit add column parent_emptied bigint not null default 0;
alter table unit add column height bigint not null default 1;
update unit set height = (
  with recursive below(id, level) as (
    select unit.id, 1
    union all
    select child.id, below.level + 1 from below join unit as child on child.realm = unit.realm and child.parent = below.id)
  select max(level) from below);
drop index unit_by_name;
drop index unit_by_parent;
create unique index unit_by_name on unit (realm, parent, parent_emptied, name_key);
create unique index unit_by_parent on unit (realm, parent, parent_emptied, id);
create index unit_by_height on unit (realm, parent, parent_emptied, height);

create table group_member_kept (
  realm text not null,
  group_id text not null,
  user_id text not null,
  source_type smallint not null,
  source_id text not null,
  primary key (realm, group_id, user_id),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
insert into group_member_kept select realm, group_id, user_id, source_type, source_id from group_member;
drop table group_member;
alter table group_member_kept rename to group_member;
create index group_member_by_user on group_member (realm, user_id, group_id);

create table application_item_kept (
  realm text not null,
  application text not null,
  kind smallint not null,
  item text not null,
  primary key (realm, application, kind, item)
);
insert into application_item_kept select realm, application, kind, item from application_item;
drop table application_item;
alter table application_item_kept rename to application_item;
create index application_item_by_item on application_item (realm, kind, item);

create table application_account_kept (
  realm text not null,
  id text not null,
  application text not null,
  user_id text not null,
  name text not null,
  name_key text not null,
  created bigint not null,
  primary key (realm, id),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
insert into application_account_kept select realm, id, application, user_id, name, name_key, created
from application_account;
drop table application_account;
alter table application_account_kept rename to application_account;
create unique index application_account_by_name on application_account (realm, application, name_key);
create index application_account_by_user on application_account (realm, user_id, application);

create table custom_value_kept (
  realm text not null,
  user_id text not null,
  field text not null,
  value text,
  sealed blob,
  unique_key text,
  primary key (realm, user_id, field),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
insert into custom_value_kept select realm, user_id, field, value, sealed, unique_key from custom_value;
drop table custom_value;
alter table custom_value_kept rename to custom_value;
create unique index custom_value_by_key on custom_value (realm, field, unique_key) where unique_key is not null;
create index custom_value_by_field on custom_value (realm, field, user_id);

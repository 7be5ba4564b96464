-- The first schema. Times are Unix milliseconds, 0 for never. `…_key` columns hold the folded form in which a value is
-- unique. A realm is an instance (people) or an account (RAM users). Foreign keys keep what belongs together when two
-- servers work on one database: a statement that breaks one is run again and then finds out why.

create table account (
  id text not null primary key,
  alias text not null,
  created bigint not null
);

create table instance (
  id text not null primary key,
  account text not null,
  description text,
  status smallint not null,
  domain_prefix text not null unique,
  created bigint not null,
  updated bigint not null
);
create index instance_by_account on instance (account, id);

create table users (
  realm text not null,
  id text not null,
  name text not null,
  name_key text not null,
  display_name text,
  display_name_key text,
  phone_region text,
  phone_number text,
  phone_verified smallint not null,
  email text,
  email_key text,
  email_verified smallint not null,
  external_id text not null,
  source_type smallint not null,
  source_id text not null,
  status smallint not null,
  expires bigint not null,
  locked_until bigint not null,
  failures bigint not null,
  registered bigint not null,
  last_login bigint not null,
  description text,
  preferred_language text,
  primary_unit text,
  mobile_phone text,
  provision smallint not null,
  created bigint not null,
  updated bigint not null,
  primary key (realm, id)
);
create unique index users_by_name on users (realm, name_key);
create unique index users_by_email on users (realm, email_key) where email_key is not null;
create unique index users_by_phone on users (realm, phone_number, phone_region) where phone_number is not null;
create unique index users_by_external_id on users (realm, source_type, source_id, external_id);
create index users_by_display_name on users (realm, display_name_key) where display_name_key is not null;

create table user_tag (
  realm text not null,
  user_id text not null,
  tag_key text not null,
  tag_value text not null,
  primary key (realm, user_id, tag_key),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
create index user_tag_by_key on user_tag (realm, tag_key, tag_value, user_id);

create table unit (
  realm text not null,
  id text not null,
  parent text,
  name text not null,
  name_key text not null,
  external_id text not null,
  source_type smallint not null,
  source_id text not null,
  description text,
  created bigint not null,
  updated bigint not null,
  primary key (realm, id),
  foreign key (realm, parent) references unit (realm, id)
);
create unique index unit_by_name on unit (realm, parent, name_key);
create unique index unit_by_parent on unit (realm, parent, id);
create index unit_by_name_alone on unit (realm, name_key);
create unique index unit_by_external_id on unit (realm, source_type, source_id, external_id);

create table unit_member (
  realm text not null,
  unit text not null,
  user_id text not null,
  main smallint not null,
  primary key (realm, unit, user_id),
  foreign key (realm, unit) references unit (realm, id),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
create index unit_member_by_user on unit_member (realm, user_id, unit);

create table user_group (
  realm text not null,
  id text not null,
  name text not null,
  name_key text not null,
  external_id text not null,
  source_type smallint not null,
  source_id text not null,
  description text,
  created bigint not null,
  updated bigint not null,
  primary key (realm, id)
);
create unique index user_group_by_name on user_group (realm, name_key);
create unique index user_group_by_external_id on user_group (realm, external_id, source_type, source_id);

create table group_member (
  realm text not null,
  group_id text not null,
  user_id text not null,
  source_type smallint not null,
  source_id text not null,
  primary key (realm, group_id, user_id),
  foreign key (realm, group_id) references user_group (realm, id) on delete cascade,
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
create index group_member_by_user on group_member (realm, user_id, group_id);

create table application (
  realm text not null,
  id text not null,
  name text not null,
  name_key text not null,
  description text,
  logo_url text,
  source_type smallint not null,
  template text,
  sso_type smallint not null,
  identity_type smallint not null,
  authorization_type smallint not null,
  creation_type smallint not null,
  status smallint not null,
  api_invoke smallint not null,
  created bigint not null,
  updated bigint not null,
  primary key (realm, id)
);
create unique index application_by_id on application (id);
create index application_by_name on application (realm, name_key, id);

-- What belongs to an application as a set: kind 1 owner user, 2 owner group, 3 visibility, 4 granted permission,
-- 5 unit in its scope, 6 group in its scope.
create table application_item (
  realm text not null,
  application text not null,
  kind smallint not null,
  item text not null,
  primary key (realm, application, kind, item),
  foreign key (realm, application) references application (realm, id) on delete cascade
);
create index application_item_by_item on application_item (realm, kind, item);

create table client_secret (
  realm text not null,
  application text not null,
  id text not null,
  hash text not null,
  sealed blob not null,
  status smallint not null,
  expires bigint not null,
  last_used bigint not null,
  created bigint not null,
  primary key (realm, application, id),
  foreign key (realm, application) references application (realm, id) on delete cascade
);

create table application_account (
  realm text not null,
  id text not null,
  application text not null,
  user_id text not null,
  name text not null,
  name_key text not null,
  created bigint not null,
  primary key (realm, id),
  foreign key (realm, application) references application (realm, id) on delete cascade,
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);
create unique index application_account_by_name on application_account (realm, application, name_key);
create index application_account_by_user on application_account (realm, user_id, application);

create table access_key (
  id text not null primary key,
  account text not null,
  user_id text,
  sealed blob not null,
  status smallint not null,
  last_used bigint not null,
  last_service text,
  created bigint not null,
  updated bigint not null
);
create index access_key_by_owner on access_key (account, user_id, id);

-- The newest row of a user is the password in force; older ones are kept as far as the policy remembers them.
create table password (
  realm text not null,
  user_id text not null,
  created bigint not null,
  hash text not null,
  forced_update smallint not null,
  primary key (realm, user_id, created),
  foreign key (realm, user_id) references users (realm, id) on delete cascade
);

create table custom_field (
  realm text not null,
  id text not null,
  entity smallint not null,
  name text not null,
  display_name text not null,
  data_type smallint not null,
  display_type smallint not null,
  required smallint not null,
  single smallint not null,
  encrypted smallint not null,
  standard text,
  user_permission smallint not null,
  description text,
  status smallint not null,
  created bigint not null,
  updated bigint not null,
  primary key (realm, id)
);
create unique index custom_field_by_name on custom_field (realm, entity, name);

create table custom_field_item (
  realm text not null,
  field text not null,
  position bigint not null,
  value text not null,
  display_name text not null,
  status smallint not null,
  primary key (realm, field, position),
  foreign key (realm, field) references custom_field (realm, id) on delete cascade
);

-- `unique_key` is there only for fields whose values must differ: the folded value, or its keyed hash when encrypted.
create table custom_value (
  realm text not null,
  user_id text not null,
  field text not null,
  value text,
  sealed blob,
  unique_key text,
  primary key (realm, user_id, field),
  foreign key (realm, user_id) references users (realm, id) on delete cascade,
  foreign key (realm, field) references custom_field (realm, id) on delete cascade
);
create unique index custom_value_by_key on custom_value (realm, field, unique_key) where unique_key is not null;
create index custom_value_by_field on custom_value (realm, field);

create table policy (
  realm text not null primary key,
  minimum_length bigint not null,
  rules bigint not null,
  refuse_weak_login smallint not null,
  refuse_weak_since bigint not null,
  expiration smallint not null,
  valid_days bigint not null,
  expiration_action smallint not null,
  expiration_sources text,
  notice smallint not null,
  notice_days bigint not null,
  notice_channels text,
  forced_update_days bigint not null,
  history smallint not null,
  history_count bigint not null,
  initialization smallint not null,
  initialization_type smallint not null,
  initialization_forced_update smallint not null,
  initialization_channels text,
  forgotten smallint not null,
  forgotten_channels text
);

-- Messages to people, sent after the commit and tried again until they are accepted or too old. The body is sealed.
create table notification (
  id text not null primary key,
  realm text not null,
  user_id text not null,
  channel smallint not null,
  address text not null,
  sealed blob not null,
  attempts bigint not null,
  due bigint not null,
  created bigint not null
);
create index notification_by_due on notification (due);
create index notification_by_user on notification (realm, user_id);

create table artefact (
  kind smallint not null,
  hash text not null,
  realm text,
  client text,
  user_id text,
  binding text,
  payload text,
  created bigint not null,
  expires bigint not null,
  used bigint not null,
  primary key (kind, hash)
);
create index artefact_by_expiry on artefact (expires);

create table audit_event (
  id text not null primary key,
  time bigint not null,
  realm text,
  account text,
  actor_kind smallint not null,
  actor text,
  credential text,
  action text not null,
  target_kind text,
  target text,
  source text,
  outcome text not null,
  request_id text not null
);
create index audit_event_by_realm on audit_event (realm, id);
create index audit_event_by_target on audit_event (target, id);

-- How many, kept beside what is counted, in shards so that concurrent writers do not wait for one row. What is counted,
-- by kind: 1 users of a realm, 2 users of a unit, 3 units below a unit, 4 groups of a realm, 5 users of a group,
-- 6 units of a realm, 7 applications of a realm, 8 groups of a user, 9 users of a realm that are in a group.
create table tally (
  realm text not null,
  kind smallint not null,
  owner text not null,
  shard smallint not null,
  amount bigint not null,
  primary key (realm, kind, owner, shard)
);

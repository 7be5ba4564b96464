-- How far imports have come: written with each batch. `ended` is 0 until all is done.
create table import_mark (
  realm text not null,
  name text not null,
  line bigint not null,
  position bigint not null,
  custom_fields bigint not null,
  units bigint not null,
  groups bigint not null,
  users bigint not null,
  refused bigint not null,
  created bigint not null,
  updated bigint not null,
  ended bigint not null,
  primary key (realm, name)
);

alter table book add column owner text;
alter table book add column created bigint not null default 0;
update book set owner = 'text; -- of nobody' where owner is null;

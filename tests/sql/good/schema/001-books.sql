-- Books and where they stand.
create table book (
  id text not null primary key, -- the text of a comment is not a type
  title TEXT not null,
  "text" text check (length("text") > 0),
  pages bigint not null,
  status smallint not null default 0,
  sealed blob,
  unique (title, id)
);
create index book_by_title on book (title, pages);

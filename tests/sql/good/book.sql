-- Books of the library.

-- book_insert(book)
insert into book (id, title, pages, status, sealed, created)
values ($id, $title, $pages, $status, $sealed, $created)
on conflict do nothing; -- a taken id is no error

-- book_by_id(id text) -> book
-- The row alone,
-- without its words.
select id, title, owner, sealed from book where id = $id;

-- book_by_id@postgres
select id, title, owner, sealed from book where id = $id limit 1;

-- books_of_owners(owners texts, after text, most integer) -> book[]
select b.id, b.title, 'it''s  $5; {each}' as owner from book b join {each owners} on each_owners.value = b.owner
where b.id > $after order by b.id limit $most;

-- {is_lent book}
-- To somebody,
-- whoever it is.
(exists (select 1 from book as lent where lent.id = {book} and lent.status = 2
  or lent.owner is not null));

-- {is_one_of book}
({book} in (select value from {each ids}) and not {is_lent book.id});

-- books_all() -> book[]
select id, title from book order by id;

-- books_free(ids texts) -> book[], by values
select id from book where {is_one_of book.id} order by id;

-- book_lend(id text, status enum, now time) -> book
update book set status = $status, created = $now where id = $id and status <> $status returning id, title as "title";

-- books_clear(), quiet
delete from book;

-- books_rename@postgres(titles texts)
update book set title = upper(title) from {each titles} where title = each_titles.value;

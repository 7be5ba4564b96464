/* Generated from the scripts of schema/ by tools/sql.py. Change that, not this. */

#include "store/migrate.h"

static const struct migration scripts[] = {
	{1, "books", {"create table book ( id text not null primary key, title TEXT not null, \"text\" text check (length(\"text\") > 0), pages bigint not null, status smallint not null default 0, sealed blob, unique (title, id) );\n"
		"create index book_by_title on book (title, pages);\n",
		"create table book ( id text collate \"C\" not null primary key, title text collate \"C\" not null, \"text\" text collate \"C\" check (length(\"text\") > 0), pages bigint not null, status smallint not null default 0, sealed bytea, unique (title, id) );\n"
		"create index book_by_title on book (title, pages);\n"}},
	{2, "more", {"alter table book add column owner text;\n"
		"alter table book add column created bigint not null default 0;\n"
		"update book set owner = 'text; -- of nobody' where owner is null;\n",
		"alter table book add column owner text collate \"C\";\n"
		"alter table book add column created bigint not null default 0;\n"
		"update book set owner = 'text; -- of nobody' where owner is null;\n"}},
};
const struct migration_list migrations = {scripts, 2};

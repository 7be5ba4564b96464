/* How PostgreSQL's own programs reach the database of a connection string. */
#include "store/postgres_environment.h"
#include <libpq-fe.h>
#include <string.h>

#define LONGEST 8192
#define MOST_OPTIONS 128

static void free_options(PQconninfoOption **options)
{
	PQconninfoFree(*options);
}

/* keyword='value', as connection strings quote it. */
static void add_quoted(struct builder *string, const char *keyword, const char *value)
{
	builder_print(string, "%s%s='", string->length > 0 ? " " : "", keyword);
	for (const char *at = value; *at; at++) {
		if (*at == '\'' || *at == '\\')
			builder_add_char(string, '\\');
		builder_add_char(string, *at);
	}
	builder_add_char(string, '\'');
}

static bool is_secret(const PQconninfoOption *option)
{
	return strcmp(option->dispchar, "*") == 0;
}

struct error postgres_environment(struct arena *arena, struct text location, struct postgres_environment *environment)
{
	PQconninfoOption *options __attribute__((cleanup(free_options))) =
		PQconninfoParse(text_copy(arena, location).at, NULL);
	struct builder database = builder_in(arena, LONGEST);
	struct text_list variables = {arena_array(arena, MOST_OPTIONS, sizeof(struct text)), 0};
	if (!options)
		return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0}, "the connection string cannot be understood"};
	for (const PQconninfoOption *option = options; option->keyword; option++) {
		bool by_variable = option->envvar && strcmp(option->keyword, "dbname") != 0;
		if (!option->val)
			continue;
		if (is_secret(option) && !by_variable)
			return (struct error){ERROR_STORE_UNAVAILABLE, {NULL, 0},
				"the connection string has a secret that PostgreSQL's programs take only as an "
				"argument"};
		if (!by_variable)
			add_quoted(&database, option->keyword, option->val);
		else if (variables.count < MOST_OPTIONS)
			variables.at[variables.count++] = text_print(arena, "%s=%s", option->envvar, option->val);
	}
	*environment = (struct postgres_environment){variables, builder_text(&database)};
	return ok();
}

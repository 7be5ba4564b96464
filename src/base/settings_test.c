#include "base/settings.h"
#include "tests/unit/unit.h"
#include <stdlib.h>

static bool read_text(struct arena *arena, const char *content, struct settings *settings, struct text *problem)
{
	settings_default(settings);
	return settings_read(arena, "muster.conf", text_of(content), settings, problem);
}

static void assert_problem(struct arena *arena, const char *content, const char *expected)
{
	struct settings settings;
	struct text problem;
	assert_false(read_text(arena, content, &settings, &problem));
	assert_text(problem, expected);
}

static void defaults_come_from_the_contract(void **state)
{
	(void)state;
	struct settings settings;
	settings_default(&settings);
	assert_text(settings.server_listen, "127.0.0.1:8480");
	assert_int_equal(settings.server_connections, 16384);
	assert_false(settings.server_allow_plain_http);
	assert_int_equal(settings.log_level, SETTINGS_LOG_LEVEL_INFO);
	assert_text(settings.data_database, "");
}

static void a_file_sets_values_of_every_kind(void **state)
{
	struct settings settings;
	struct text problem;
	assert_true(read_text(*state,
		"; a comment\n[server]\nlisten = [::1]:443 ; inline\nallow_plain_http=Yes\r\n\n[token]\nseconds=300\n"
		"[log]\nlevel = error",
		&settings, &problem));
	assert_text(settings.server_listen, "[::1]:443");
	assert_true(settings.server_allow_plain_http);
	assert_int_equal(settings.token_seconds, 300);
	assert_int_equal(settings.log_level, SETTINGS_LOG_LEVEL_ERROR);
	assert_int_equal(settings.token_tenant_seconds, 1800);
}

static void problems_name_file_and_line(void **state)
{
	assert_problem(*state, "[server]\n\nlisen=x\n",
		"muster.conf:3: there is no setting \"server.lisen\"; is server.listen meant?");
	assert_problem(*state, "listen=x\n", "muster.conf:1: there is no setting \"listen\"");
	assert_problem(*state, "[token]\nseconds=299\n",
		"muster.conf:2: token.seconds must be a whole number from 300 to 86400");
	assert_problem(*state, "[token]\nseconds=ten\n",
		"muster.conf:2: token.seconds must be a whole number from 300 to 86400");
	assert_problem(*state, "[server]\nallow_plain_http=maybe\n",
		"muster.conf:2: server.allow_plain_http must be true or false");
	assert_problem(*state, "[log]\nlevel=loud\n",
		"muster.conf:2: log.level must be one of debug, info, warning, error, off");
	assert_problem(*state, "[log]\nlevel\n", "muster.conf:2: neither \"[section]\" nor \"name = value\"");
	assert_problem(*state, "[log]\nlevel=off\nlevel=info\n", "muster.conf:3: log.level is set twice");
	assert_problem(*state, "[data]\nfolder=\xff\n",
		"muster.conf:2: data.folder must be UTF-8 text of 0 to 65536 characters, none of them a control "
		"character");
}

static void lines_that_the_parser_would_cut_are_refused(void **state)
{
	char content[400] = "[data]\nfolder=";
	memset(content + strlen(content), 'x', 300);
	assert_problem(
		*state, content, "muster.conf:2: the line is too long; give the value by an environment variable");
	struct settings settings;
	struct text problem;
	settings_default(&settings);
	assert_false(settings_read(*state, "muster.conf", TEXT("[data]\nfolder=a\0b\n"), &settings, &problem));
	assert_text(problem, "muster.conf:2: the line holds a NUL byte");
}

static void every_spelling_of_a_boolean_is_taken(void **state)
{
	static const char *const on[] = {"true", "on", "yes", "1", "TRUE"},
				 *const off[] = {"false", "off", "no", "0", "Off"};
	struct settings settings;
	struct text problem, name = TEXT("server.allow_plain_http");
	settings_default(&settings);
	for (size_t i = 0; i < 5; i++) {
		assert_true(settings_set(*state, name, text_of(on[i]), &settings, &problem));
		assert_true(settings.server_allow_plain_http);
		assert_true(settings_set(*state, name, text_of(off[i]), &settings, &problem));
		assert_false(settings.server_allow_plain_http);
	}
}

static void values_are_not_repeated_in_problems(void **state)
{
	struct settings settings;
	struct text problem;
	settings_default(&settings);
	assert_false(settings_set(*state, TEXT("mail.url"), TEXT("smtps://u:hunter2\n@x"), &settings, &problem));
	assert_null(memmem(problem.at, problem.length, "hunter2", 7));
}

static void the_environment_wins_over_the_file(void **state)
{
	struct settings settings;
	struct text problem;
	assert_true(read_text(*state, "[token]\nseconds=300\n", &settings, &problem));
	setenv("MUSTER_TOKEN_SECONDS", "400", 1);
	setenv("MUSTER_SERVICE_HOST", "10.0.0.1", 1);
	assert_true(settings_environment(*state, &settings, &problem));
	assert_int_equal(settings.token_seconds, 400);
	setenv("MUSTER_TOKEN_SECONDS", "4", 1);
	assert_false(settings_environment(*state, &settings, &problem));
	assert_text(problem, "MUSTER_TOKEN_SECONDS: token.seconds must be a whole number from 300 to 86400");
	unsetenv("MUSTER_TOKEN_SECONDS");
	unsetenv("MUSTER_SERVICE_HOST");
}

static void variables_that_look_like_settings_are_told(void **state)
{
	setenv("MUSTER_TOKEN_SECOND", "400", 1);
	setenv("MUSTER_DATA_SERVICE_HOST", "10.0.0.1", 1);
	setenv("MUSTER_SERVICE_HOST", "10.0.0.1", 1);
	struct text strangers = settings_strangers(*state);
	assert_non_null(strstr(strangers.at, "MUSTER_TOKEN_SECOND (is token.seconds meant?)"));
	assert_non_null(strstr(strangers.at, "MUSTER_DATA_SERVICE_HOST"));
	assert_null(strstr(strangers.at, "MUSTER_SERVICE_HOST"));
	unsetenv("MUSTER_TOKEN_SECOND");
	unsetenv("MUSTER_DATA_SERVICE_HOST");
	unsetenv("MUSTER_SERVICE_HOST");
	assert_text(settings_strangers(*state), "");
}

static void a_missing_file_is_a_problem(void **state)
{
	struct settings settings;
	struct text problem;
	settings_default(&settings);
	assert_false(settings_load(*state, "/nonexistent/muster.conf", &settings, &problem));
	assert_text(problem, "cannot read the settings file \"/nonexistent/muster.conf\": No such file or directory");
	assert_false(settings_load(*state, "/", &settings, &problem));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_come_from_the_contract),
		cmocka_unit_test(a_file_sets_values_of_every_kind),
		cmocka_unit_test(problems_name_file_and_line),
		cmocka_unit_test(lines_that_the_parser_would_cut_are_refused),
		cmocka_unit_test(every_spelling_of_a_boolean_is_taken),
		cmocka_unit_test(values_are_not_repeated_in_problems),
		cmocka_unit_test(the_environment_wins_over_the_file),
		cmocka_unit_test(variables_that_look_like_settings_are_told),
		cmocka_unit_test(a_missing_file_is_a_problem),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

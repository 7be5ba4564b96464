#include "base/json.h"
#include "base/log.h"
#include "tests/unit/unit.h"
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* What `write` sends to stderr. */
static struct text captured(struct arena *arena, void (*write)(void))
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	write();
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(file);
	char *at = arena_alloc(arena, 1 << 20);
	size_t length = fread(at, 1, 1 << 20, file);
	fclose(file);
	return (struct text){at, length};
}

static json_t *read_line(struct arena *arena, struct text line)
{
	json_t *value;
	const char *problem;
	json_use_arena(arena);
	assert_true(json_read(line, &value, &problem));
	json_use_arena(NULL);
	return value;
}

static void write_hostile(void)
{
	log_write(LOG_WARNING, "sign-in failed",
		LOG_FIELDS({"user", TEXT("eve\"}\n{\"level\":\"error\xff"), 0}, {"count", {NULL, 0}, 3},
			{"zero", {NULL, 0}, 0}));
}

static void a_line_is_one_json_object(void **state)
{
	struct text line = captured(*state, write_hostile);
	assert_int_equal(line.at[line.length - 1], '\n');
	assert_ptr_equal(memchr(line.at, '\n', line.length), line.at + line.length - 1);
	json_t *object = read_line(*state, line);
	assert_string_equal(json_string_value(json_object_get(object, "level")), "warning");
	assert_string_equal(json_string_value(json_object_get(object, "message")), "sign-in failed");
	assert_string_equal(
		json_string_value(json_object_get(object, "user")), "eve\"}\n{\"level\":\"error\xef\xbf\xbd");
	assert_int_equal(json_integer_value(json_object_get(object, "count")), 3);
	assert_true(json_is_integer(json_object_get(object, "zero")));
	const char *time = json_string_value(json_object_get(object, "time"));
	assert_int_equal(strlen(time), 24);
	assert_int_equal(time[10], 'T');
	assert_int_equal(time[23], 'Z');
}

static void write_debug(void)
{
	log_write(LOG_DEBUG, "detail", NULL, 0);
}

static void lower_levels_are_not_written(void **state)
{
	assert_int_equal(captured(*state, write_debug).length, 0);
	log_level_set(LOG_DEBUG);
	assert_true(captured(*state, write_debug).length > 0);
	log_level_set(LOG_OFF);
	assert_false(log_wanted(LOG_ERROR));
	assert_int_equal(captured(*state, write_hostile).length, 0);
	log_level_set(LOG_INFO);
}

static void write_long(void)
{
	static const char controls[2000];
	struct text text = {controls, sizeof(controls)};
	log_write(LOG_INFO, "long", LOG_FIELDS({"first", TEXT("kept"), 0}, {"second", text, 0}));
}

static void what_does_not_fit_is_left_out_whole(void **state)
{
	struct text line = captured(*state, write_long);
	assert_true(line.length <= 4096);
	json_t *object = read_line(*state, line);
	assert_string_equal(json_string_value(json_object_get(object, "first")), "kept");
	assert_null(json_object_get(object, "second"));
	assert_true(json_is_true(json_object_get(object, "truncated")));
}

static void *write_many(void *unused)
{
	for (int i = 0; i < 200; i++)
		write_hostile();
	return unused;
}

static void write_from_threads(void)
{
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, write_many, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

static void lines_of_threads_do_not_mix(void **state)
{
	struct text rest = captured(*state, write_from_threads);
	for (int i = 0; i < 800; i++) {
		struct text line;
		text_cut(rest, '\n', &line, &rest);
		read_line(*state, line);
	}
	assert_int_equal(rest.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_one_json_object),
		cmocka_unit_test(lower_levels_are_not_written),
		cmocka_unit_test(what_does_not_fit_is_left_out_whole),
		cmocka_unit_test(lines_of_threads_do_not_mix),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

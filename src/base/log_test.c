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

static void write_with_a_writer(void)
{
	log_start();
	write_from_threads();
	log_stop();
	write_hostile();
}

static void what_a_writer_was_given_is_written_before_it_stops(void **state)
{
	struct text rest = captured(*state, write_with_a_writer);
	size_t count = 0;
	for (struct text line; rest.length > 0; count++) {
		text_cut(rest, '\n', &line, &rest);
		read_line(*state, line);
	}
	assert_int_equal(count, 801);
	assert_int_equal(log_dropped(), 0);
}

/* A pipe as stderr that is read only when it is told to. */
struct slow_reader {
	int pipe[2], kept;
	pthread_t thread;
	char *at;
	size_t length;
};

enum { SLOW_ROOM = 4 << 20 };

static struct slow_reader slow_reader(struct arena *arena)
{
	struct slow_reader reader = {.kept = dup(STDERR_FILENO), .at = arena_alloc(arena, SLOW_ROOM)};
	assert_int_equal(pipe(reader.pipe), 0);
	dup2(reader.pipe[1], STDERR_FILENO);
	close(reader.pipe[1]);
	return reader;
}

static void *read_to_the_end(void *context)
{
	struct slow_reader *reader = context;
	ssize_t length;
	while ((length = read(reader->pipe[0], reader->at + reader->length, SLOW_ROOM - reader->length)) > 0)
		reader->length += (size_t)length;
	return NULL;
}

static void end_reading(struct slow_reader *reader)
{
	dup2(reader->kept, STDERR_FILENO);
	close(reader->kept);
	pthread_join(reader->thread, NULL);
	close(reader->pipe[0]);
}

static int write_until_dropped(int number)
{
	while (log_dropped() == 0)
		log_write(LOG_INFO, "numbered", LOG_FIELDS({"number", {NULL, 0}, number++}));
	return number;
}

static int64_t member(json_t *line, const char *name)
{
	return json_integer_value(json_object_get(line, name));
}

static void a_reader_who_stands_still_holds_up_nobody(void **state)
{
	struct slow_reader reader = slow_reader(*state);
	log_start();
	int count = write_until_dropped(0);
	log_write(LOG_ERROR, "there is room for trouble", NULL, 0);
	pthread_create(&reader.thread, NULL, read_to_the_end, &reader);
	log_stop();
	end_reading(&reader);
	struct text line, rest = {reader.at, reader.length};
	for (int number = 0; number < count - (int)log_dropped(); number++) {
		text_cut(rest, '\n', &line, &rest);
		assert_int_equal(member(read_line(*state, line), "number"), number);
	}
	text_cut(rest, '\n', &line, &rest);
	assert_string_equal(
		json_string_value(json_object_get(read_line(*state, line), "message")), "there is room for trouble");
	text_cut(rest, '\n', &line, &rest);
	assert_int_equal(member(read_line(*state, line), "lines"), log_dropped());
	assert_int_equal(rest.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_one_json_object),
		cmocka_unit_test(lower_levels_are_not_written),
		cmocka_unit_test(what_does_not_fit_is_left_out_whole),
		cmocka_unit_test(lines_of_threads_do_not_mix),
		cmocka_unit_test(what_a_writer_was_given_is_written_before_it_stops),
		cmocka_unit_test(a_reader_who_stands_still_holds_up_nobody),
	};
	return cmocka_run_group_tests(tests, unit_arena_create, unit_arena_destroy);
}

/* Settings from an INI file, the environment and arguments, driven by the generated shape. */
#include "base/settings.h"
#include "base/check.h"
#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_FILE ((size_t)64 * 1024)
#define LONGEST_NAME 64
#define MOST_SLIPS 2 /* of somebody who means a setting and writes another name */

static const struct field *find_field(struct text name)
{
	for (size_t i = 0; i < settings_shape.count; i++) {
		if (text_is(name, settings_shape.fields[i].name))
			return &settings_shape.fields[i];
	}
	return NULL;
}

static bool is_same(char a, char b)
{
	return a == b || (a == '_' && b == '.');
}

static size_t least_of(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

/* How many characters must be left out, put in or replaced (Levenshtein); far when one is longer than any setting. */
static size_t distance(struct text from, struct text to)
{
	size_t row[LONGEST_NAME + 1];
	if (from.length > LONGEST_NAME || to.length > LONGEST_NAME)
		return SIZE_MAX;
	for (size_t i = 0; i <= to.length; i++)
		row[i] = i;
	for (size_t i = 1; i <= from.length; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= to.length; j++) {
			size_t replaced = diagonal + !is_same(from.at[i - 1], to.at[j - 1]);
			diagonal = row[j];
			row[j] = least_of(row[j] + 1, row[j - 1] + 1, replaced);
		}
	}
	return row[to.length];
}

/* The setting that may have been meant, or text that is not there. */
static struct text nearest(struct text name)
{
	struct text found = {NULL, 0};
	size_t least = MOST_SLIPS + 1;
	for (size_t i = 0; i < settings_shape.count; i++) {
		struct text candidate = text_of(settings_shape.fields[i].name);
		size_t slips = distance(name, candidate);
		if (slips < least) {
			least = slips;
			found = candidate;
		}
	}
	return found;
}

static bool is_within(const struct field *field, int64_t number)
{
	return number >= field->minimum && number <= field->maximum;
}

static bool assign_boolean(struct text value, bool *to)
{
	static const char *const words[][2] = {{"false", "true"}, {"off", "on"}, {"no", "yes"}, {"0", "1"}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (int truth = 0; truth < 2; truth++) {
			if (text_equal_ignore_case(value, text_of(words[i][truth]))) {
				*to = truth;
				return true;
			}
		}
	}
	return false;
}

static bool assign_enum(const struct field *field, struct text value, int *to)
{
	for (int i = 0; field->names[i] != NULL; i++) {
		if (text_is(value, field->names[i])) {
			*to = i + 1;
			return true;
		}
	}
	return false;
}

static bool assign_integer(const struct field *field, struct text value, int64_t *to)
{
	int64_t number;
	if (!text_to_integer(value, &number) || !is_within(field, number))
		return false;
	*to = number;
	return true;
}

static bool assign_text(const struct field *field, struct text value, struct text *to)
{
	if (check_text(field->check, value) != CHECK_GOOD || !is_within(field, (int64_t)text_characters(value)))
		return false;
	*to = value;
	return true;
}

static bool assign(const struct field *field, struct text value, struct settings *settings)
{
	void *to = field_at(field, settings);
	switch (field->kind) {
	case FIELD_BOOLEAN:
		return assign_boolean(value, to);
	case FIELD_ENUM:
		return assign_enum(field, value, to);
	case FIELD_INTEGER:
		return assign_integer(field, value, to);
	default:
		return assign_text(field, value, to);
	}
}

void settings_default(struct settings *settings)
{
	for (size_t i = 0; i < settings_shape.count; i++) {
		const struct field *field = &settings_shape.fields[i];
		bool fits = assign(field, text_of(field->standard), settings);
		assert(fits);
	}
}

static struct text describe_enum(struct arena *arena, const struct field *field)
{
	struct builder words = builder_in(arena, 1024);
	builder_add(&words, TEXT("one of"));
	for (int i = 0; field->names[i] != NULL; i++)
		builder_print(&words, "%s %s", i == 0 ? "" : ",", field->names[i]);
	return builder_text(&words);
}

/* What the setting takes, to stand after "must be". */
static struct text describe(struct arena *arena, const struct field *field)
{
	long long minimum = field->minimum, maximum = field->maximum;
	switch (field->kind) {
	case FIELD_BOOLEAN:
		return TEXT("true or false");
	case FIELD_ENUM:
		return describe_enum(arena, field);
	case FIELD_INTEGER:
		return text_print(arena, "a whole number from %lld to %lld", minimum, maximum);
	default:
		return text_print(arena, "UTF-8 text of %lld to %lld characters, none of them a control character",
			minimum, maximum);
	}
}

bool settings_set(
	struct arena *arena, struct text name, struct text value, struct settings *settings, struct text *problem)
{
	const struct field *field = find_field(name);
	if (field == NULL) {
		struct text meant = nearest(name);
		*problem = text_print(arena, "there is no setting \"%.*s\"%s%s%s", (int)name.length, name.at,
			meant.at ? "; is " : "", meant.at ? meant.at : "", meant.at ? " meant?" : "");
		return false;
	}
	if (assign(field, text_copy(arena, value), settings))
		return true;
	/* the value is not repeated: it may be a secret, or one written into the wrong line */
	*problem = text_print(arena, "%s must be %s", field->name, describe(arena, field).at);
	return false;
}

static struct text environment_name(struct arena *arena, const struct field *field)
{
	struct builder name = builder_in(arena, 256);
	builder_add(&name, TEXT("MUSTER_"));
	for (const char *next = field->name; *next != '\0'; next++) {
		char upper = (char)(*next >= 'a' && *next <= 'z' ? *next - ('a' - 'A') : *next);
		builder_add_char(&name, *next == '.' ? '_' : upper);
	}
	return builder_text(&name);
}

bool settings_environment(struct arena *arena, struct settings *settings, struct text *problem)
{
	for (size_t i = 0; i < settings_shape.count; i++) {
		const struct field *field = &settings_shape.fields[i];
		struct text variable = environment_name(arena, field);
		struct text value = text_of(secure_getenv(variable.at));
		if (value.at == NULL || settings_set(arena, text_of(field->name), value, settings, problem))
			continue;
		*problem = text_print(arena, "%s: %s", variable.at, problem->at);
		return false;
	}
	return true;
}

static bool is_setting(struct arena *arena, struct text variable)
{
	for (size_t i = 0; i < settings_shape.count; i++) {
		if (text_equal(variable, environment_name(arena, &settings_shape.fields[i])))
			return true;
	}
	return false;
}

static bool names_section(struct arena *arena, struct text variable)
{
	for (size_t i = 0; i < settings_shape.count; i++) {
		struct text section = environment_name(arena, &settings_shape.fields[i]), name;
		section.length = strcspn(settings_shape.fields[i].name, ".") + sizeof("MUSTER_") - 1;
		name = text_slice(variable, section.length, 1);
		if (text_starts_with(variable, section) && text_is(name, "_"))
			return true;
	}
	return false;
}

struct text settings_strangers(struct arena *arena)
{
	struct builder found = builder_in(arena, 4096);
	for (char **next = environ; *next != NULL; next++) {
		struct text variable, value;
		text_cut(text_of(*next), '=', &variable, &value);
		if (!text_starts_with(variable, TEXT("MUSTER_")) || text_has_controls(variable) ||
			!names_section(arena, variable) || is_setting(arena, variable))
			continue;
		struct text meant = nearest(text_lower(arena, text_slice(variable, sizeof("MUSTER_") - 1, SIZE_MAX)));
		builder_print(&found, "%s%.*s", found.length > 0 ? ", " : "", (int)variable.length, variable.at);
		if (meant.at)
			builder_print(&found, " (is %s meant?)", meant.at);
	}
	return builder_text(&found);
}

struct reading {
	struct arena *arena;
	const char *file;
	struct text rest; /* of the content */
	int line;	  /* the last one given to the parser */
	struct settings *settings;
	bool *seen; /* by index of the field */
	struct text problem;
};

static int fail(struct reading *reading, const char *problem)
{
	/* the parser goes on after a failure; the first problem is the one to mend first */
	if (reading->problem.at == NULL)
		reading->problem = text_print(reading->arena, "%s:%d: %s", reading->file, reading->line, problem);
	return 0;
}

/* Gives the parser one line, as fgets would. Reading on our own counts lines and refuses those that the parser would
 * silently cut in two. */
static char *next_line(char *line, int room, void *context)
{
	struct reading *reading = context;
	if (reading->rest.length == 0 || reading->problem.at != NULL)
		return NULL;
	struct text next, rest;
	text_cut(reading->rest, '\n', &next, &rest);
	reading->line++;
	if (next.length + 2 > (size_t)room) {
		fail(reading, "the line is too long; give the value by an environment variable");
		return NULL;
	}
	if (memchr(next.at, '\0', next.length) != NULL) {
		fail(reading, "the line holds a NUL byte");
		return NULL;
	}
	memcpy(line, next.at, next.length);
	line[next.length] = '\n';
	line[next.length + 1] = '\0';
	reading->rest = rest;
	return line;
}

static int take_value(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;
	struct text full = text_print(reading->arena, "%s%s%s", section, *section == '\0' ? "" : ".", name);
	struct text problem;
	if (!settings_set(reading->arena, full, text_of(value), reading->settings, &problem))
		return fail(reading, problem.at);
	bool *seen = &reading->seen[find_field(full) - settings_shape.fields];
	if (*seen)
		return fail(reading, text_print(reading->arena, "%s is set twice", full.at).at);
	*seen = true;
	return 1;
}

bool settings_read(
	struct arena *arena, const char *file, struct text content, struct settings *settings, struct text *problem)
{
	struct reading reading = {.arena = arena, .file = file, .rest = content, .settings = settings};
	reading.seen = arena_array(arena, settings_shape.count, sizeof(bool));
	int wrong_line = ini_parse_stream(next_line, &reading, take_value, &reading);
	if (reading.problem.at == NULL && wrong_line == 0)
		return true;
	*problem = reading.problem;
	if (problem->at == NULL)
		*problem = text_print(arena, "%s:%d: neither \"[section]\" nor \"name = value\"", file, wrong_line);
	return false;
}

static void close_file(FILE **file)
{
	if (*file != NULL)
		fclose(*file);
}

bool settings_load(struct arena *arena, const char *file, struct settings *settings, struct text *problem)
{
	__attribute__((cleanup(close_file))) FILE *stream = fopen(file, "re");
	char *content = arena_alloc(arena, LARGEST_FILE + 1);
	size_t length = stream == NULL ? 0 : fread(content, 1, LARGEST_FILE + 1, stream);
	if (stream == NULL || ferror(stream)) {
		*problem = text_print(arena, "cannot read the settings file \"%s\": %s", file, strerror(errno));
		return false;
	}
	if (length > LARGEST_FILE) {
		*problem = text_print(arena, "the settings file \"%s\" is larger than 64 KiB", file);
		return false;
	}
	return settings_read(arena, file, (struct text){content, length}, settings, problem);
}

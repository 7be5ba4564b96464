/* Arguments of the form `name=value`. */
#include "cli/named_value.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_VALUE ((size_t)1024 * 1024)

static void close_file(const int *file)
{
	if (*file > STDIN_FILENO)
		close(*file);
}

static bool read_all(struct arena *arena, int file, struct text *value)
{
	char *at = arena_alloc(arena, LONGEST_VALUE + 1);
	size_t length = 0;
	ssize_t got = 1;
	while (got > 0 && length <= LONGEST_VALUE) {
		got = read(file, at + length, LONGEST_VALUE + 1 - length);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			length += (size_t)got;
	}
	if (length > LONGEST_VALUE)
		errno = EFBIG;
	if (length > 0 && at[length - 1] == '\n')
		length--;
	*value = (struct text){at, length};
	return got == 0;
}

static bool read_file(struct arena *arena, const char *name, struct text *value, struct text *problem)
{
	bool standard_input = strcmp(name, "-") == 0;
	int file __attribute__((cleanup(close_file))) =
		standard_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (file >= 0 && read_all(arena, file, value))
		return true;
	*problem = text_print(arena, "cannot read '%s': %s", name, strerror(errno));
	return false;
}

bool named_value_read(struct arena *arena, struct text text, struct text *value, struct text *problem)
{
	if (!text_starts_with(text, TEXT("@"))) {
		*value = text;
		return true;
	}
	struct text rest = text_slice(text, 1, SIZE_MAX);
	if (!text_starts_with(rest, TEXT("@")))
		return read_file(arena, text_copy(arena, rest).at, value, problem);
	*value = rest;
	return true;
}

bool named_values(struct arena *arena, int count, char *const *at, struct parameter_list *values, struct text *problem)
{
	*values = (struct parameter_list){arena_array(arena, (size_t)count + 1, sizeof(*values->at)), 0};
	for (int i = 0; i < count; i++) {
		struct parameter *one = &values->at[values->count];
		text_cut(text_of(at[i]), '=', &one->name, &one->value);
		struct text name = text_copy(arena, one->name);
		if (!one->value.at || one->name.length == 0) {
			*problem = text_print(arena, "'%s' is not name=value", at[i]);
			return false;
		}
		if (named_value(*values, name.at).at) {
			*problem = text_print(arena, "'%s' is there twice", name.at);
			return false;
		}
		if (!named_value_read(arena, one->value, &one->value, problem))
			return false;
		values->count++;
	}
	return true;
}

struct text named_value(struct parameter_list values, const char *name)
{
	for (size_t i = 0; i < values.count; i++) {
		if (text_is(values.at[i].name, name))
			return values.at[i].value;
	}
	return (struct text){NULL, 0};
}

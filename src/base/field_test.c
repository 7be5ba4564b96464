#include "base/field.h"
#include "tests/unit/unit.h"
#include <stddef.h>

struct sample {
	struct text name;
	int64_t created;
	int64_t count;
	bool has_count;
	int status;
	struct text_list units;
	struct list items;
	struct map_list custom;
};

static void presence_follows_the_kind(void **state)
{
	(void)state;
	const struct field fields[] = {
		{.kind = FIELD_TEXT, .offset = offsetof(struct sample, name)},
		{.kind = FIELD_TIME, .offset = offsetof(struct sample, created)},
		{.kind = FIELD_INTEGER,
			.offset = offsetof(struct sample, count),
			.has_offset = offsetof(struct sample, has_count)},
		{.kind = FIELD_ENUM, .offset = offsetof(struct sample, status)},
		{.kind = FIELD_TEXTS, .offset = offsetof(struct sample, units)},
		{.kind = FIELD_OBJECTS, .offset = offsetof(struct sample, items)},
		{.kind = FIELD_MAP, .offset = offsetof(struct sample, custom)},
	};
	const struct sample none = {.count = 7};
	struct text unit;
	struct map_entry entry;
	const struct sample all = {.name = TEXT(""),
		.created = 1,
		.has_count = true,
		.status = 1,
		.units = {&unit, 0},
		.items = {&unit, 0},
		.custom = {&entry, 0}};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		assert_false(field_present(&fields[i], &none));
		assert_true(field_present(&fields[i], &all));
	}
}

static void an_integer_that_cannot_be_absent_is_present(void **state)
{
	(void)state;
	const struct field field = {.kind = FIELD_INTEGER, .offset = offsetof(struct sample, count)};
	assert_true(field_present(&field, &(struct sample){.count = 0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presence_follows_the_kind),
		cmocka_unit_test(an_integer_that_cannot_be_absent_is_present),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

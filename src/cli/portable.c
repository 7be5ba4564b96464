/* What of the directory is imported and exported. */
#include "cli/portable.h"
#include <assert.h>
#include <string.h>

#define MEMBERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct field *field_named(const struct shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->count; i++) {
		if (strcmp(shape->fields[i].name, name) == 0)
			return &shape->fields[i];
	}
	return NULL;
}

static struct portable_member *add(struct portable_type *type, const char *name, enum portable_form form)
{
	assert(type->count < PORTABLE_MOST);
	struct portable_member *member = &type->members[type->count++];
	*member = (struct portable_member){.name = text_of(name), .form = form};
	return member;
}

static void add_fields(struct portable_type *type, size_t offset, const char *const *names)
{
	for (; *names; names++) {
		struct portable_member *member = add(type, *names, PORTABLE_SCALAR);
		member->field = field_named(type->shape, *names);
		member->offset = offset;
		member->required = strcmp(*names, "name") == 0;
		assert(member->field);
	}
}

static void add_place(struct portable_type *type, const char *name, enum portable_form form, size_t offset)
{
	add(type, name, form)->offset = offset;
}

static void add_password(struct portable_type *type)
{
	static const struct {
		const char *name, *field;
	} parts[] = {{"password_hash", "hash"}, {"password_created", "created"},
		{"password_forced_update", "forced_update"}};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct portable_member *member = add(type, parts[i].name, PORTABLE_SCALAR);
		member->field = field_named(&shape_password, parts[i].field);
		member->offset = offsetof(struct import_record, password);
		member->secret = true;
	}
	add_place(type, "password", PORTABLE_PLAIN, offsetof(struct import_record, plain_password));
}

static void make_custom_field(struct portable_type *type)
{
	*type = (struct portable_type){.name = TEXT("custom_field"), .shape = &shape_custom_field};
	add_fields(type, offsetof(struct import_record, custom_field),
		MEMBERS("name", "display_name", "data_type", "display_type", "required", "single", "encrypted",
			"standard", "user_permission", "description", "status"));
	for (size_t i = 0; i < type->count; i++) {
		struct text name = type->members[i].name;
		type->members[i].required |=
			text_is(name, "display_name") || text_is(name, "data_type") || text_is(name, "display_type");
	}
	add_place(type, "items", PORTABLE_ITEMS, offsetof(struct import_record, custom_field.items));
}

static void make_unit(struct portable_type *type)
{
	*type = (struct portable_type){.name = TEXT("unit"), .shape = &shape_unit};
	size_t offset = offsetof(struct import_record, unit);
	add_fields(type, offset, MEMBERS("id"));
	add_place(type, "parent", PORTABLE_REFERENCE, offsetof(struct import_record, unit_reference));
	add_fields(type, offset,
		MEMBERS("name", "external_id", "source_type", "source_id", "description", "created", "updated"));
}

static void make_group(struct portable_type *type)
{
	*type = (struct portable_type){.name = TEXT("group"), .shape = &shape_group};
	add_fields(type, offsetof(struct import_record, group),
		MEMBERS("id", "name", "external_id", "source_type", "source_id", "description", "created", "updated"));
}

static void make_user(struct portable_type *type)
{
	*type = (struct portable_type){.name = TEXT("user"), .shape = &shape_user};
	add_fields(type, offsetof(struct import_record, user),
		MEMBERS("id", "name", "display_name", "email", "email_verified", "phone_region", "phone_number",
			"phone_verified", "external_id", "source_type", "source_id", "status", "expires", "registered",
			"last_login", "description", "preferred_language", "provision", "created", "updated"));
	add_place(type, "primary_unit", PORTABLE_REFERENCE, offsetof(struct import_record, unit_reference));
	add_place(type, "units", PORTABLE_REFERENCES, offsetof(struct import_record, units));
	add_place(type, "groups", PORTABLE_REFERENCES, offsetof(struct import_record, groups));
	add_place(type, "custom_values", PORTABLE_VALUES, offsetof(struct import_record, user.custom_values));
	add_password(type);
}

const struct portable *portable_make(struct arena *arena)
{
	struct portable *portable = arena_alloc(arena, sizeof(*portable));
	make_custom_field(&portable->types[IMPORT_CUSTOM_FIELD]);
	make_unit(&portable->types[IMPORT_UNIT]);
	make_group(&portable->types[IMPORT_GROUP]);
	make_user(&portable->types[IMPORT_USER]);
	return portable;
}

const struct portable_member *portable_find(const struct portable_type *type, struct text name)
{
	for (size_t i = 0; i < type->count; i++) {
		if (text_equal(type->members[i].name, name))
			return &type->members[i];
	}
	return NULL;
}

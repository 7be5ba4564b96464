/* What `muster call` knows. */
#include "cli/call_help.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_NAME 160
#define NAME_WIDTH 36

void call_help_families(void)
{
	printf("usage: muster call FAMILY OPERATION [name=value …]\n"
	       "       muster call FAMILY                       its operations\n"
	       "       muster call FAMILY OPERATION --help      its parameters\n\n");
	for (const struct family *const *at = families; *at; at++)
		printf("  %-10s %s %s: %s\n", (*at)->name, (*at)->product, (*at)->version, (*at)->doc);
	printf("\nParts of nested values have names with dots, and items of lists numbers from 1:\n"
	       "customFields.1.fieldName=age. name=@FILE takes a value from a file, name=@- from stdin.\n\n"
	       "  --endpoint URL          MUSTER_ENDPOINT           http://127.0.0.1:8480 and the like;\n"
	       "                                                    without it, what the settings listen on\n"
	       "  --ca FILE                                         whom to trust with an https:// endpoint (PEM)\n"
	       "  --access-key ID         MUSTER_ACCESS_KEY_ID      for the signed families\n"
	       "  --access-secret SECRET  MUSTER_ACCESS_KEY_SECRET\n"
	       "  --instance ID           MUSTER_INSTANCE           where an operation asks for an instance\n"
	       "  --application ID        MUSTER_APPLICATION        for the families with tokens\n"
	       "  --client-secret SECRET  MUSTER_CLIENT_SECRET\n\n"
	       "Other users of this machine can see arguments: give secrets by the environment, or as @FILE.\n"
	       "Exit status: 0 when the call was answered, 1 when it was refused or could not be made.\n");
}

void call_help_family(const struct family *family)
{
	int widest = 0;
	size_t absent = 0;
	for (size_t i = 0; i < family->count; i++) {
		int length = (int)strlen(family->operations[i].name);
		if (family->operations[i].supported && length > widest)
			widest = length;
	}
	printf("%s %s: %s\n\n", family->product, family->version, family->doc);
	for (size_t i = 0; i < family->count; i++) {
		const struct operation *operation = &family->operations[i];
		if (operation->supported)
			printf("  %-*s  %s\n", widest, operation->name, operation->doc);
		else
			absent++;
	}
	printf("\n'muster call %s OPERATION --help' says what an operation takes.\n", family->name);
	if (absent > 0)
		printf("%zu more operations of this API are not supported.\n", absent);
}

/* Parameters */

static void print_bounds(const struct field *field, const char *of)
{
	if (field->maximum >= 65536)
		return;
	if (field->minimum > 0)
		printf(", %" PRId64 " to %" PRId64 "%s", field->minimum, field->maximum, of);
	else
		printf(", up to %" PRId64 "%s", field->maximum, of);
}

static void print_names(const struct field *field)
{
	for (size_t i = 0; field->names[i]; i++)
		printf("%s%s", i > 0 ? " | " : "", field->names[i]);
}

static void print_time(const struct field *field)
{
	static const char *const forms[] = {
		[FORM_NATURAL] = "time in Unix milliseconds",
		[FORM_ISO] = "time such as 2006-01-02T15:04:05Z",
		[FORM_SECONDS] = "time in Unix seconds",
		[FORM_STRING] = "time in Unix milliseconds",
		[FORM_LOCAL] = "time such as 2006-01-02 15:04:05.000",
	};
	printf("%s", forms[field->form]);
}

static void print_kind(const struct field *field)
{
	switch (field->kind) {
	case FIELD_INTEGER:
		printf("whole number");
		if (field->minimum > INT64_MIN && field->maximum < INT64_MAX)
			printf(", %" PRId64 " to %" PRId64, field->minimum, field->maximum);
		break;
	case FIELD_BOOLEAN:
		printf("true | false");
		break;
	case FIELD_TIME:
		print_time(field);
		break;
	case FIELD_ENUM:
		print_names(field);
		break;
	case FIELD_JSON:
		printf("JSON");
		break;
	default:
		printf("text");
		print_bounds(field, " characters");
		break;
	}
	if (field->kind == FIELD_TEXTS || field->kind == FIELD_MAP)
		printf("; N up to %" PRId64, field->most);
}

/* What is said of a long name stands below it. */
static void print_name(const char *name)
{
	if (strlen(name) > NAME_WIDTH)
		printf("  %s\n  %*s  ", name, NAME_WIDTH, "");
	else
		printf("  %-*s  ", NAME_WIDTH, name);
}

static void print_field(const char *name, const struct field *field)
{
	print_name(name);
	print_kind(field);
	if (field->required)
		printf("; required");
	if (field->standard)
		printf("; %s by default", field->standard);
	if (field->doc)
		printf(". %s", field->doc);
	putchar('\n');
}

static void print_group(const char *name, const struct field *field)
{
	if (!field->doc && !field->required)
		return;
	print_name(name);
	printf("%s%s%s\n", field->required ? "required" : "", field->required && field->doc ? ". " : "",
		field->doc ? field->doc : "");
}

static void print_fields(const struct shape *shape, const char *prefix)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		char name[LONGEST_NAME], inside[LONGEST_NAME + 1];
		if (field->fixed)
			continue;
		bool many = field->kind == FIELD_OBJECTS || field->kind == FIELD_TEXTS;
		const char *mark = field->kind == FIELD_MAP ? ".KEY" : many ? ".N" : "";
		snprintf(name, sizeof(name), "%s%s%s", prefix, field->name, mark);
		if (!field->shape) {
			print_field(name, field);
			continue;
		}
		print_group(name, field);
		snprintf(inside, sizeof(inside), "%s.", name);
		print_fields(field->shape, inside);
	}
}

static void print_way(const struct operation *operation)
{
	static const char *const ways[] = {
		[AUTHENTICATION_NONE] = "without authentication",
		[AUTHENTICATION_BEARER] = "with a token of the application",
		[AUTHENTICATION_SIGNATURE] = "signed with an access key",
	};
	if (operation->paths)
		printf("%s %s, %s", operation->method, operation->paths[0], ways[operation->authentication]);
	else
		printf("%s", ways[operation->authentication]);
	if (operation->permission)
		printf("; it needs %s", operation->permission);
	putchar('\n');
}

void call_help_operation(const struct operation *operation)
{
	printf("%s %s: %s\n", operation->family->product, operation->name, operation->doc);
	if (!operation->supported) {
		printf("It is not supported.\n");
		return;
	}
	print_way(operation);
	putchar('\n');
	print_fields(operation->request, "");
}

/* What was wrong with a line, in words. */
#include "cli/import_record.h"
#include <stdio.h>

#define SUBJECT_MOST 80 /* bytes that are shown: it may come from the file */

#define TAKEN "is taken"

static const struct {
	enum error_code code;
	const char *sentence;
} sentences[] = {
	{ERROR_PARAMETER_MISSING, "is missing"},
	{ERROR_CUSTOM_FIELD_REQUIRED, "is missing"},
	{ERROR_PARAMETER_CHARACTERS, "has characters that may not stand in it, or is not UTF-8"},
	{ERROR_PARAMETER_FORMAT, "is not of the form it must have"},
	{ERROR_PARAMETER_LENGTH, "is too long or too short"},
	{ERROR_NOT_SUPPORTED, "is not known"},
	{ERROR_CUSTOM_FIELD_NOT_FOUND, "there is no such custom field"},
	{ERROR_UNIT_NOT_IN_SCOPE, "there is no such unit"},
	{ERROR_GROUP_NOT_FOUND, "there is no such group"},
	{ERROR_UNIT_TOO_DEEP, "is on the lowest level already"},
	{ERROR_PASSWORD_TOO_WEAK, "is weaker than the instance's policy asks for"},
	{ERROR_USER_NAME_TAKEN, TAKEN},
	{ERROR_USER_EMAIL_TAKEN, TAKEN},
	{ERROR_USER_PHONE_TAKEN, TAKEN},
	{ERROR_EXTERNAL_ID_TAKEN, TAKEN},
	{ERROR_UNIT_NAME_TAKEN, TAKEN},
	{ERROR_GROUP_NAME_TAKEN, TAKEN},
	{ERROR_CUSTOM_FIELD_NAME_TAKEN, TAKEN},
	{ERROR_CUSTOM_VALUE_TAKEN, TAKEN},
};

static const char *sentence(struct error error)
{
	if (error.code == ERROR_BODY_MALFORMED)
		return error.cause;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		if (sentences[i].code == error.code)
			return sentences[i].sentence;
	}
	return "is not what it may be";
}

/* What comes from the file cannot control the terminal. */
static void spell(struct text subject, char spelled[SUBJECT_MOST + 1])
{
	size_t length = subject.length < SUBJECT_MOST ? subject.length : SUBJECT_MOST;
	for (size_t i = 0; i < length; i++) {
		unsigned char character = (unsigned char)subject.at[i];
		spelled[i] = character > ' ' && character < 0x7f ? (char)character : '?';
	}
	spelled[length] = '\0';
}

void import_record_report(const char *file, const struct import_record *record)
{
	char subject[SUBJECT_MOST + 1];
	spell(record->outcome.subject, subject);
	fprintf(stderr, "%s:%lld: %s: %s\n", file, (long long)record->line, subject, sentence(record->outcome));
}

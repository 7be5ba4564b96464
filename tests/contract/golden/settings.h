/* Generated from contract/settings.json by tools/contract.py. Change that file, not this one. */

#pragma once
#include "base/field.h"
#include <assert.h>

enum settings_mail_form {
	SETTINGS_MAIL_FORM_PLAIN = 1,
	SETTINGS_MAIL_FORM_HTML,
};
static_assert(sizeof(enum settings_mail_form) == sizeof(int), "fields of this kind are ints");

struct settings {
	struct text server_listen;
	int64_t server_threads;
	bool server_strict;
	struct text mail_url;
	enum settings_mail_form mail_form;
};

struct setting_note {
	bool reloadable; /* SIGHUP reads it again */
	const char *doc;
};

extern const struct shape settings_shape; /* names are "section.name" */
/* In the order of its fields. */
extern const struct setting_note setting_notes[5];

/* Generated from contract/settings.json by tools/contract.py. Change that file, not this one. */

#include "contract/settings.h"
#include <stddef.h>

static const char *const names_mail_form[] = {"plain", "html", NULL};
static const struct field fields[] = {
	{.name = "server.listen", .kind = FIELD_TEXT, .offset = offsetof(struct settings, server_listen), .minimum = 0, .maximum = 65536, .standard = "127.0.0.1:1"},
	{.name = "server.threads", .kind = FIELD_INTEGER, .offset = offsetof(struct settings, server_threads), .minimum = 0, .maximum = 256, .standard = "0"},
	{.name = "server.strict", .kind = FIELD_BOOLEAN, .offset = offsetof(struct settings, server_strict), .standard = "true"},
	{.name = "mail.url", .kind = FIELD_TEXT, .sensitive = true, .offset = offsetof(struct settings, mail_url), .minimum = 0, .maximum = 65536, .standard = ""},
	{.name = "mail.form", .kind = FIELD_ENUM, .offset = offsetof(struct settings, mail_form), .standard = "html", .names = names_mail_form},
};

const struct shape settings_shape = {"settings", sizeof(struct settings), fields, 5};

const struct setting_note setting_notes[5] = {
	{false, "Address and port."},
	{false, "Threads; 0 means one for each core."},
	{true, "Refuse what is doubtful."},
	{false, "May hold a password."},
	{false, "Of messages."},
};

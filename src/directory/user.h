/* Users: the people of an instance, and the RAM users of an account. Names, email addresses, phone numbers (with their
 * region) and external ids are unique in their realm. Every function respects the caller's scope (scope.h). */
#pragma once
#include "directory/call.h"
#include "directory/page.h"

#define USER_QUOTA_OF_ACCOUNT 5000 /* RAM users */
#define USER_TAGS_MOST 20

struct password_start { /* how a first password comes to be */
	bool custom;            /* this object wins over the instance's policy; otherwise the policy does */
	bool random;            /* make one and send it */
	bool forced_update;
	struct text_list channels; /* "email", "sms" */
};

struct user_new {
	struct text name, display_name, phone_region, phone_number, email, external_id, description;
	struct text mobile_phone;       /* RAM users */
	bool phone_verified, has_phone_verified, email_verified, has_email_verified;
	struct text password;           /* may be absent; its hash is call->password_hash */
	const struct password_start *password_start; /* NULL: nothing is initialised */
	struct text primary_unit;       /* instances: needed */
	struct text_list units;         /* further units */
	struct custom_value_list custom_values;
	struct tag_list tags;
};
/* The slow stage of user_create: checks and hashes the password, or makes a random one if it is asked for. Without it a
 * user with a password cannot be made. ERROR_PASSWORD_TOO_WEAK, ERROR_NOTIFICATION_UNCONFIGURED. */
struct error user_prepare(struct call *call, const struct user_new *new) must_check;
/* ERROR_USER_NAME_TAKEN, …_EMAIL_TAKEN, …_PHONE_TAKEN, ERROR_EXTERNAL_ID_TAKEN; ERROR_PRIMARY_UNIT_REQUIRED;
 * ERROR_RAM_USER_LIMIT; ERROR_PARAMETER_MISSING when a phone number or an email comes without its companions (subject: the
 * core's field name; doors translate). */
struct error user_create(struct call *call, const struct user_new *new, struct text *id) must_check;

/* With units, groups, custom values, password state. */
struct error user_get(struct call *call, struct text id, struct user *user) must_check;
/* The row alone. */
struct error user_row(struct call *call, struct text id, struct user *user) must_check;

enum user_key {
	USER_BY_NAME,
	USER_BY_EMAIL,
	USER_BY_PHONE_NUMBER, /* ERROR_USER_LOOKUP_FAILED also when two regions have the number */
};
struct error user_find(struct call *call, enum user_key key, struct text value, struct text *id) must_check;
struct error user_by_external_id(struct call *call, enum user_source_type type, struct text source,
	struct text external_id, struct text *id) must_check;

/* Only what is there changes; empty text clears what may be cleared (display name, description, email, phone). */
struct user_change {
	struct text name, display_name, phone_region, phone_number, email, description, mobile_phone;
	bool phone_verified, has_phone_verified, email_verified, has_email_verified;
	struct custom_value_list custom_values;
};
struct error user_change(struct call *call, struct text id, const struct user_change *change) must_check;
/* The slow stage of user_change_password. ERROR_PASSWORD_TOO_WEAK, ERROR_PASSWORD_REUSED. */
struct error user_prepare_password(struct call *call, struct text id, struct text password) must_check;
/* The password that was prepared is now the user's; it is told on the channels, if any. */
struct error user_change_password(struct call *call, struct text id, bool forced_update, struct text_list channels)
	must_check;
struct error user_set_status(struct call *call, struct text id, enum user_status status) must_check;
struct error user_unlock(struct call *call, struct text id) must_check;
/* Purges everything that belongs to it. */
struct error user_delete(struct call *call, struct text id) must_check;
/* All of them or none. */
struct error users_delete(struct call *call, struct text_list ids) must_check;

struct error user_set_primary_unit(struct call *call, struct text id, struct text unit) must_check;
struct error user_add_to_units(struct call *call, struct text id, struct text_list units) must_check;
/* ERROR_PRIMARY_UNIT_FIXED for the primary one; a unit it is not in is no error. */
struct error user_remove_from_units(struct call *call, struct text id, struct text_list units) must_check;

struct user_filter {
	struct text unit;          /* direct members */
	struct text name_prefix, display_name_prefix, email, phone_region, phone_number, external_id, source_id;
	enum user_source_type source_type;
	enum user_status status;
	struct text_list ids;
	struct tag_list tags;      /* RAM users: all of them must match; no other condition stands beside them */
	struct page page;
};
struct error user_list(struct call *call, const struct user_filter *filter, struct user_list *users,
	struct page_result *result) must_check;

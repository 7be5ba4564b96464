/* Applications of an instance, what they may do and see, their secrets, and who their users are inside them. */
#pragma once
#include "directory/call.h"
#include "directory/page.h"

struct error application_create(struct call *call, struct application *application) must_check; /* sets id, times */
/* ERROR_APPLICATION_NOT_FOUND; with owners and visibility. Realm: call->realm. */
struct error application_get(struct call *call, struct text id, struct application *application) must_check;
/* The row alone, by id over all realms: for doors that know only a client id. */
struct error application_by_id(struct call *call, struct text id, struct application *application) must_check;

struct application_change { /* only what is there changes */
	struct text name, logo_url, description;
	struct text_list owner_users, owner_groups, visibility;
	enum application_authorization_type authorization_type;
};
struct error application_change(struct call *call, struct text id, const struct application_change *change) must_check;
struct error application_set_status(struct call *call, struct text id, enum application_status status) must_check;
struct error application_set_api(struct call *call, struct text id, enum application_api_invoke api) must_check;
/* Only a disabled application can be deleted: ERROR_APPLICATION_ENABLED. */
struct error application_delete(struct call *call, struct text id) must_check;

struct application_filter {
	struct text name;      /* contained in the name, folded */
	struct text template;
	struct text_list ids;
	enum application_status status;
	enum application_sso_type sso_type;
	enum application_identity_type identity_type;
	enum application_authorization_type authorization_type;
	enum application_creation_type creation_type;
	struct page page;
};
struct error application_list(struct call *call, const struct application_filter *filter,
	struct application_list *applications, struct page_result *result) must_check;

/* Permissions in the core's words ("user:read"). Setting replaces them all. */
struct error application_permissions(struct call *call, struct text id, struct text_list *permissions) must_check;
struct error application_set_permissions(struct call *call, struct text id, struct text_list permissions) must_check;

#define APPLICATION_SCOPE_QUOTA 1000
/* Units and groups of the data scope; every one must exist. Setting replaces them all; an absent list keeps what is. */
struct error application_scope(struct call *call, struct text id, struct text_list *units, struct text_list *groups)
	must_check;
struct error application_set_scope(struct call *call, struct text id, struct text_list units, struct text_list groups)
	must_check;

#define APPLICATION_SECRET_QUOTA 2
struct error client_secret_create(struct call *call, struct text application, int64_t expires,
	struct client_secret *secret) must_check; /* `secret->secret` is readable here and in client_secret_obtain only */
struct error client_secret_obtain(struct call *call, struct text application, struct text id,
	struct client_secret *secret) must_check;
struct error client_secret_list(struct call *call, struct text application, struct client_secret_list *secrets)
	must_check; /* masked */
struct error client_secret_set_status(struct call *call, struct text application, struct text id,
	enum client_secret_status status) must_check;
struct error client_secret_set_expiry(struct call *call, struct text application, struct text id, int64_t expires)
	must_check;
/* Only a disabled secret can be deleted: ERROR_SECRET_ENABLED. */
struct error client_secret_delete(struct call *call, struct text application, struct text id) must_check;
/* Whether `secret` is an enabled, unexpired secret of the application; says which. Constant time over the application's
 * secrets. ERROR_CLIENT_UNKNOWN otherwise. */
struct error client_secret_verify(struct call *call, struct text application, struct text secret, struct text *id)
	must_check;

/* `name` absent: the user's name. ERROR_APPLICATION_ACCOUNT_EXISTS (the user has that account already),
 * ERROR_APPLICATION_ACCOUNT_NAME_TAKEN. */
struct error application_account_create(struct call *call, struct text application, struct text user, struct text name,
	struct text *id) must_check;
struct error application_account_delete(struct call *call, struct text id) must_check;
struct error application_account_list(struct call *call, struct text application, struct text user,
	const struct page *page, struct application_account_list *accounts, struct page_result *result) must_check;

/* Applications of an instance, what they may do and see, their secrets, and who their users are inside them. */
#pragma once
#include "directory/call.h"
#include "directory/page.h"

/* What each application can do: it can be given the developer API, and there is nothing else yet. */
#define APPLICATION_FEATURES "[\"api_invoke\"]"

/* Sets id, times, and what is not said: enabled, made by hand, no agent, API off, for those who are authorised. */
struct error application_create(struct call *call, struct application *application) must_check;
/* ERROR_APPLICATION_NOT_FOUND; with owners and visibility. Realm: call->realm. */
struct error application_get(struct call *call, struct text id, struct application *application) must_check;
/* Only whether it is there. */
struct error application_require(struct call *call, struct text id) must_check;
/* The row alone, by id over all realms: for doors that know only a client id. */
struct error application_by_id(struct call *call, struct text id, struct application *application) must_check;

struct application_change { /* only what is there changes; empty text clears logo and description */
	struct text name, logo_url, description;
	struct text_list owner_users, owner_groups, visibility;
	enum application_authorization_type authorization_type;
};
/* Owners must exist: ERROR_USER_NOT_FOUND, ERROR_GROUP_NOT_FOUND. */
struct error application_change(struct call *call, struct text id, const struct application_change *change) must_check;
struct error application_set_status(struct call *call, struct text id, enum application_status status) must_check;
struct error application_set_api(struct call *call, struct text id, enum application_api_invoke api) must_check;
/* Only a disabled application can be deleted: ERROR_APPLICATION_ENABLED. */
struct error application_delete(struct call *call, struct text id) must_check;

#define APPLICATION_SSO_BIT(type) (INT64_C(1) << (type))

struct application_filter {
	struct text name; /* how the name begins */
	struct text template;
	struct text_list ids;
	enum application_status status;
	int64_t sso_types; /* the bits of those that pass; 0: all */
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
/* Units and groups of the data scope. Setting replaces a list; an absent one keeps what is. Every one must exist:
 * ERROR_UNIT_NOT_FOUND, ERROR_GROUP_NOT_FOUND with the first that does not. ERROR_APPLICATION_SCOPE_LIMIT. */
struct error application_scope(
	struct call *call, struct text id, struct text_list *units, struct text_list *groups) must_check;
struct error application_set_scope(
	struct call *call, struct text id, struct text_list units, struct text_list groups) must_check;

#define APPLICATION_SECRET_QUOTA 2
/* `expires`: 0 for never, or one day to three years from now: ERROR_PARAMETER_INVALID, subject "expires". All of them:
 * ERROR_APPLICATION_NOT_FOUND, ERROR_SECRET_NOT_FOUND. */
struct error client_secret_create(
	struct call *call, struct text application, int64_t expires, struct client_secret *secret)
	must_check; /* `secret->secret` is readable here and in client_secret_obtain only */
struct error client_secret_obtain(
	struct call *call, struct text application, struct text id, struct client_secret *secret) must_check;
struct error client_secret_list(
	struct call *call, struct text application, struct client_secret_list *secrets) must_check; /* masked */
struct error client_secret_set_status(
	struct call *call, struct text application, struct text id, enum client_secret_status status) must_check;
struct error client_secret_set_expiry(
	struct call *call, struct text application, struct text id, int64_t expires) must_check;
/* Only a disabled secret can be deleted: ERROR_SECRET_ENABLED. */
struct error client_secret_delete(struct call *call, struct text application, struct text id) must_check;
/* The application, if `secret` is an enabled, unexpired secret of it; constant time over its secrets. Realm: the
 * application's. Where the instance is known already, so is what applications it has: ERROR_APPLICATION_NOT_FOUND.
 * Elsewhere an application that does not exist costs and answers the same as a wrong secret: ERROR_CLIENT_UNKNOWN. */
struct error client_find(
	struct call *call, struct text application, struct text secret, struct client *client) must_check;

/* Who a user is inside an application. A user may have several accounts in one, by different names. */
struct application_account_new {
	struct text application, user;
	struct text name; /* not there or empty: the user's name */
	bool first;	  /* only as the user's first account in the application */
};
/* ERROR_USER_NOT_FOUND, ERROR_APPLICATION_NOT_FOUND, ERROR_APPLICATION_ACCOUNT_EXISTS (the user has that account
 * already, or, as `first`, any), ERROR_APPLICATION_ACCOUNT_NAME_TAKEN by another user. Only for users in the caller's
 * scope. */
struct error application_account_create(
	struct call *call, const struct application_account_new *new, struct text *id) must_check;
/* ERROR_APPLICATION_ACCOUNT_NOT_FOUND unless it is that user's in that application. */
struct error application_account_delete(
	struct call *call, struct text application, struct text user, struct text id) must_check;
/* Those of an application, by name. */
struct error application_account_list(struct call *call, struct text application, const struct page *page,
	struct application_account_list *accounts, struct page_result *result) must_check;
/* Those of a user in the caller's scope, in one application or (not there) in all, with the user's display name. */
struct error application_account_of_user(struct call *call, struct text user, struct text application,
	struct application_account_list *accounts) must_check;

/* The request signatures of the vendors' clients (published vectors are in signature_test.c).
 * Pure functions of the request and the secret: no clock, no store. */
#pragma once
#include "base/encode.h"
#include "base/error.h"

enum signature_version {
	SIGNATURE_V1_HMAC_SHA1,
	SIGNATURE_V3_HMAC_SHA256,
	SIGNATURE_V3_HMAC_SM3,
};

/* V1.0: every query and form parameter but `Signature`, sorted and percent-encoded. */
struct text signature_v1_string(struct arena *arena, struct text method, struct parameter_list parameters);
struct text signature_v1(struct arena *arena, struct text secret, struct text string_to_sign); /* base64 */

struct signature_header {
	struct text name, value; /* name in lower case */
};
struct signature_v3_request {
	struct text method;
	struct text path;                /* as it came on the request line, without the query */
	struct parameter_list query;     /* decoded */
	const struct signature_header *headers;
	size_t header_count;
	struct text signed_headers;      /* a;b;c as sent */
	struct text payload_hash;        /* x-acs-content-sha256 */
};
/* "ACS3-HMAC-SHA256\n" + hex of the hash of the canonical request. */
struct text signature_v3_string(struct arena *arena, enum signature_version version,
	const struct signature_v3_request *request);
struct text signature_v3(struct arena *arena, enum signature_version version, struct text secret,
	struct text string_to_sign); /* hex */

struct signature_authorization { /* the parsed Authorization header of V3 */
	enum signature_version version;
	struct text credential, signed_headers, signature;
};
/* False on another scheme, on a part that is missing, unknown or there twice, and on more than 100 signed headers. */
bool signature_v3_parse(struct text header, struct signature_authorization *authorization);
/* Whether the signature covers the header of that name. What is believed must be signed: host and every x-acs-… */
bool signature_v3_is_signed(struct text signed_headers, struct text name);

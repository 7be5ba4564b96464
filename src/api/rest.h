/* What the doors with paths and bearer tokens have in common. */
#pragma once
#include "api/visit.h"

/* Parameters, and a JSON body where the operation takes one. */
struct error rest_read(struct visit *visit) must_check;
/* The token of "Authorization: Bearer …", or text that is not there. */
struct text rest_bearer(const struct visit *visit);
/* The token, or the client whose secret is shown. */
struct text rest_claim(struct visit *visit);
void rest_answer(struct visit *visit);
struct text rest_content_type(const struct visit *visit);

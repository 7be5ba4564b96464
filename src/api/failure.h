/* Who fails to authenticate too often is told to wait, without others paying for it.
 *
 * Failures are counted by the credential that was claimed together with the address it was claimed from: guessing holds
 * back neither the credential's owner elsewhere nor others behind the same address. Who changes the credential from try
 * to try is held back by a second, far higher limit for the address. Whether a credential exists makes no difference.
 * The addresses of an IPv6 site, a /64, count as one. */
#pragma once
#include "api/visit.h"

/* Also says whose failure it would be, for failure_count. */
bool failure_allowed(struct visit *visit);
void failure_count(const struct visit *visit);
/* The credential that was claimed in vain, for the log: never a token, and no longer than a credential is. Text that is
 * not there for everybody else. */
struct text failure_claim(const struct visit *visit);

/* Clocks and the spelling of times. Times are Unix milliseconds (UTC); 0 means "never" or "not set". */
#pragma once
#include "base/text.h"

int64_t time_now(void);       /* wall clock, milliseconds */
int64_t time_monotonic(void); /* for durations only, microseconds */

/* Of the years 0 to 9999. */
struct text time_iso(struct arena *arena, int64_t milliseconds);   /* 2006-01-02T15:04:05Z */
struct text time_local(struct arena *arena, int64_t milliseconds); /* 2006-01-02 15:04:05.000, UTC */
struct text time_http(struct arena *arena, int64_t milliseconds);  /* RFC 9110 IMF-fixdate */
/* 2006-01-02T15:04:05.000Z, not terminated. */
enum { TIME_SPELLED = 24 };
void time_spell(int64_t milliseconds, char spelled[TIME_SPELLED]);
/* Exactly yyyy-MM-ddTHH:mm:ssZ, with the calendar checked. */
bool time_parse_iso(struct text text, int64_t *milliseconds);

/* Times by arithmetic on the proleptic Gregorian calendar: the C library's conversions take a process-wide lock. */
#include "base/time.h"
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400

struct calendar {
	int64_t year;
	int month, day, hour, minute, second, millisecond;
	int weekday; /* 0 is Sunday */
};

int64_t time_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_monotonic(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to the first of January of the year. */
static int64_t year_start(int64_t year)
{
	int64_t before = year - 1;
	return before * 365 + divide_down(before, 4) - divide_down(before, 100) + divide_down(before, 400) - 719162;
}

static struct calendar calendar_of(int64_t milliseconds)
{
	int64_t seconds = divide_down(milliseconds, 1000);
	int64_t days = divide_down(seconds, DAY_SECONDS);
	int rest = (int)(seconds - days * DAY_SECONDS);
	struct calendar calendar = {
		.hour = rest / 3600,
		.minute = rest / 60 % 60,
		.second = rest % 60,
		.millisecond = (int)(milliseconds - seconds * 1000),
		.weekday = (int)(days + 4 - divide_down(days + 4, 7) * 7),
		.month = 1,
	};
	/* 400 years have 146097 days: the estimate is at most a year off */
	calendar.year = 1970 + divide_down(days * 400, 146097);
	while (year_start(calendar.year) > days)
		calendar.year--;
	while (year_start(calendar.year + 1) <= days)
		calendar.year++;
	int day = (int)(days - year_start(calendar.year));
	for (; day >= month_days(calendar.year, calendar.month); calendar.month++)
		day -= month_days(calendar.year, calendar.month);
	calendar.day = day + 1;
	return calendar;
}

struct text time_http(struct arena *arena, int64_t milliseconds)
{
	static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct calendar at = calendar_of(milliseconds);
	return text_print(arena, "%s, %02d %s %04lld %02d:%02d:%02d GMT", days[at.weekday], at.day,
		months[at.month - 1], (long long)at.year, at.hour, at.minute, at.second);
}

static void put(char *at, int64_t number, int digits)
{
	while (digits-- > 0) {
		at[digits] = (char)('0' + number % 10);
		number /= 10;
	}
}

void time_spell(int64_t milliseconds, char spelled[TIME_SPELLED])
{
	struct calendar at = calendar_of(milliseconds);
	memcpy(spelled, "0000-00-00T00:00:00.000Z", TIME_SPELLED);
	put(spelled, at.year, 4);
	put(spelled + 5, at.month, 2);
	put(spelled + 8, at.day, 2);
	put(spelled + 11, at.hour, 2);
	put(spelled + 14, at.minute, 2);
	put(spelled + 17, at.second, 2);
	put(spelled + 20, at.millisecond, 3);
}

struct text time_iso(struct arena *arena, int64_t milliseconds)
{
	char *at = arena_alloc(arena, TIME_SPELLED);
	time_spell(milliseconds, at);
	memcpy(at + 19, "Z", 2); /* in the place of ".000Z" */
	return (struct text){at, 20};
}

struct text time_local(struct arena *arena, int64_t milliseconds)
{
	char *at = arena_alloc(arena, TIME_SPELLED);
	time_spell(milliseconds, at);
	at[10] = ' ';
	at[TIME_SPELLED - 1] = '\0';
	return (struct text){at, TIME_SPELLED - 1};
}

/* The number that `length` digits at `from` make; -1 when one of them is no digit. */
static int digits(struct text text, size_t from, size_t length)
{
	int number = 0;
	for (size_t i = from; i < from + length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		number = number * 10 + (text.at[i] - '0');
	}
	return number;
}

static bool has_iso_punctuation(struct text text)
{
	static const char pattern[] = "____-__-__T__:__:__Z";
	if (text.length != sizeof(pattern) - 1)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (pattern[i] != '_' && pattern[i] != text.at[i])
			return false;
	}
	return true;
}

bool time_parse_iso(struct text text, int64_t *milliseconds)
{
	if (!has_iso_punctuation(text))
		return false;
	int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
	int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return false;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	int64_t days = year_start(year) + day - 1;
	for (int earlier = 1; earlier < month; earlier++)
		days += month_days(year, earlier);
	*milliseconds = (days * DAY_SECONDS + hour * 3600 + minute * 60 + second) * 1000;
	return true;
}

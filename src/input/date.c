/*
 * date.c - dates, read from left to right by small parsers that share a cursor
 *
 * Each take_*() moves the cursor past what it knows and returns 1, or returns
 * 0 and the date is none.  Nothing here depends on locale or time zone.
 */
#include "input/date.h"

#include <string.h>
#include <strings.h>

#include "input/reading.h"

struct cursor {
	const char *at, *end;
};

struct moment {
	int year, month, day;
	int hour, minute, second;
	int zone;		/* minutes east of UTC */
};

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static int peek(const struct cursor *c)
{
	return c->at < c->end ? (unsigned char)*c->at : -1;
}

static int take(struct cursor *c, char wanted)
{
	if (peek(c) != (unsigned char)wanted)
		return 0;
	c->at++;
	return 1;
}

static void take_spaces(struct cursor *c)
{
	while (take(c, ' '))
		;
}

static size_t digits_ahead(const struct cursor *c)
{
	size_t n = 0;

	while (c->at + n < c->end && is_digit(c->at[n]))
		n++;
	return n;
}

static int take_digits(struct cursor *c, size_t n, int *value)
{
	if (digits_ahead(c) < n)
		return 0;
	for (*value = 0; n; n--)
		*value = *value * 10 + (*c->at++ - '0');
	return 1;
}

/* One digit or two. */
static int take_short(struct cursor *c, int *value)
{
	return take_digits(c, digits_ahead(c) == 1 ? 1 : 2, value);
}

/* A word of letters, as at most 'room' - 1 of them in 'word'. */
static size_t take_word(struct cursor *c, char *word, size_t room)
{
	size_t n = 0;

	for (; c->at < c->end && is_letter(*c->at); c->at++) {
		if (n + 1 < room)
			word[n++] = *c->at;
	}
	word[n] = '\0';
	return n;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01, counting years from March so that the leap day is the last. */
static int64_t days_since_1970(int year, int month, int day)
{
	const int64_t y = month > 2 ? year : year - 1;
	const int64_t from_march = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return 365 * y + y / 4 - y / 100 + y / 400 + from_march - 719468;
}

static int is_valid(const struct moment *m)
{
	if (m->year < 1 || m->month < 1 || m->month > 12 || m->day < 1)
		return 0;
	if (m->day > days_in(m->year, m->month))
		return 0;
	if (m->hour == 24)	/* ISO 8601: the end of the day */
		return !m->minute && !m->second;
	return m->hour < 24 && m->minute < 60 && m->second <= 60;	/* 60: a leap second */
}

static int to_seconds(const struct moment *m, int64_t *seconds)
{
	if (!is_valid(m))
		return 0;
	*seconds = days_since_1970(m->year, m->month, m->day) * 86400 + m->hour * 3600 +
		   (m->minute - m->zone) * 60 + m->second;
	return 1;
}

/* +hh:mm, +hhmm or +hh */
static int take_offset(struct cursor *c, int *zone)
{
	const int sign = peek(c) == '-' ? -1 : 1;
	int hours, minutes = 0;

	c->at++;
	if (!take_digits(c, 2, &hours))
		return 0;
	if (take(c, ':') || digits_ahead(c)) {
		if (!take_digits(c, 2, &minutes))
			return 0;
	}
	*zone = sign * (hours * 60 + minutes);
	return hours < 24 && minutes < 60;
}

static int take_zone(struct cursor *c, int *zone)
{
	static const struct { char name[5]; int hours; } zones[] = {
		{ "Z", 0 }, { "UT", 0 }, { "UTC", 0 }, { "GMT", 0 },
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
		{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
		{ "ET", -5 }, { "CT", -6 }, { "MT", -7 }, { "PT", -8 },
		{ "WET", 0 }, { "WEST", 1 }, { "BST", 1 }, { "CET", 1 }, { "CEST", 2 },
		{ "EET", 2 }, { "EEST", 3 }, { "MSK", 3 }, { "JST", 9 }, { "KST", 9 },
		{ "AEST", 10 }, { "AEDT", 11 }, { "NZST", 12 }, { "NZDT", 13 },
	};
	char name[8];

	take_spaces(c);
	if (peek(c) == '+' || peek(c) == '-')
		return take_offset(c, zone);
	if (!take_word(c, name, sizeof(name)))
		return 1;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		if (!strcasecmp(name, zones[i].name)) {
			*zone = zones[i].hours * 60;
			return 1;
		}
	}
	return 0;
}

static int take_fraction(struct cursor *c)
{
	if (!take(c, '.') && !take(c, ','))
		return 1;
	if (!digits_ahead(c))
		return 0;
	c->at += digits_ahead(c);
	return 1;
}

/* hh[:mm[:ss[.fraction]]], or without the colons */
static int take_time(struct cursor *c, struct moment *m)
{
	int colons;

	if (!take_short(c, &m->hour))
		return 0;
	colons = take(c, ':');
	if (!colons && !digits_ahead(c))
		return 1;
	if (!take_digits(c, 2, &m->minute))
		return 0;
	if (colons ? !take(c, ':') : !digits_ahead(c))
		return 1;
	return take_digits(c, 2, &m->second) && take_fraction(c);
}

static int take_end(const struct cursor *c)
{
	return c->at == c->end;
}

static int take_iso(struct cursor *c, struct moment *m)
{
	char between;

	if (!take_digits(c, 4, &m->year))
		return 0;
	between = take(c, '-') ? '-' : take(c, '/') ? '/' : '\0';
	if (!take_digits(c, 2, &m->month) || (between && !take(c, between)))
		return 0;
	if (!take_digits(c, 2, &m->day))
		return 0;
	if (take_end(c))
		return 1;
	if (!take(c, 'T') && !take(c, 't') && !take(c, ' '))
		return 0;
	take_spaces(c);
	return take_time(c, m) && take_zone(c, &m->zone) && take_end(c);
}

static int take_month_name(struct cursor *c, int *month)
{
	static const char *const names[] = {
		"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December",
	};
	char name[16];
	const size_t n = take_word(c, name, sizeof(name));

	for (*month = 1; *month <= 12; ++*month) {
		const char *const full = names[*month - 1];
		if (!strcasecmp(name, full) || ((n == 3 || n == 4) && !strncasecmp(name, full, n))) {
			take(c, '.');		/* Sept. */
			return 1;
		}
	}
	return 0;
}

/* RFC 822 had years of two digits; RFC 2822 says how to read them. */
static int take_year(struct cursor *c, int *year)
{
	const size_t n = digits_ahead(c);

	if ((n != 2 && n != 4) || !take_digits(c, n, year))
		return 0;
	if (n == 2)
		*year += *year < 50 ? 2000 : 1900;
	return 1;
}

static int take_separator(struct cursor *c)
{
	const char *const start = c->at;

	if (!take(c, '-'))
		take(c, '.');
	take_spaces(c);
	return c->at > start;
}

static int take_weekday(struct cursor *c)
{
	char name[16];

	if (take_word(c, name, sizeof(name)) && !take(c, ',') && peek(c) != ' ')
		return 0;
	take_spaces(c);
	return 1;
}

/* AM, p.m. or the like: its first letter, or 0. */
static int take_half_name(struct cursor *c)
{
	const int half = peek(c) | 0x20;

	if (half != 'a' && half != 'p')
		return 0;
	c->at++;
	take(c, '.');
	if (!take(c, 'm') && !take(c, 'M'))
		return 0;
	take(c, '.');
	return c->at < c->end && is_letter(*c->at) ? 0 : half;
}

/* The half of the day behind a time, if there is one; 0 where the hour is none of a clock. */
static int take_half(struct cursor *c, struct moment *m)
{
	const struct cursor before = *c;
	int half;

	take_spaces(c);
	half = take_half_name(c);
	if (!half) {
		*c = before;
		return 1;
	}
	if (m->hour < 1 || m->hour > 12)
		return 0;
	m->hour = m->hour % 12 + (half == 'p' ? 12 : 0);
	return 1;
}

/* Behind the date: nothing, or a time, which a comma may stand before. */
static int take_rest(struct cursor *c, struct moment *m)
{
	take(c, ',');
	take_spaces(c);
	if (take_end(c))
		return 1;
	return take_time(c, m) && take_half(c, m) && take_zone(c, &m->zone) && take_end(c);
}

static int take_rfc822(struct cursor *c, struct moment *m)
{
	if (!take_weekday(c) || !take_short(c, &m->day))
		return 0;
	if (!take_separator(c) || !take_month_name(c, &m->month))
		return 0;
	return take_separator(c) && take_year(c, &m->year) && take_rest(c, m);
}

/* Spaces, of which those before the cursor count. */
static int take_gap(struct cursor *c)
{
	take_spaces(c);
	return c->at[-1] == ' ';
}

/* May 8, 2015 [3:04 PM [EST]], and as asctime() has it: Fri May  8 15:04:05 [+0200] 2015 */
static int take_american(struct cursor *c, struct moment *m)
{
	const struct cursor start = *c;

	if (!take_month_name(c, &m->month)) {
		*c = start;
		if (!take_weekday(c) || !take_month_name(c, &m->month))
			return 0;
	}
	take_spaces(c);
	if (!take_short(c, &m->day))
		return 0;
	take(c, ',');
	take_spaces(c);
	if (digits_ahead(c) < 4)
		return take_time(c, m) && take_zone(c, &m->zone) && take_gap(c) &&
		       take_year(c, &m->year) && take_end(c);
	return take_year(c, &m->year) && take_rest(c, m);
}

/* 8.5.2015[, 15:04[:05]]: with dots the day comes first, wherever they are used. */
static int take_dotted(struct cursor *c, struct moment *m)
{
	if (!take_short(c, &m->day) || !take(c, '.'))
		return 0;
	take_spaces(c);
	if (!take_short(c, &m->month) || !take(c, '.'))
		return 0;
	take_spaces(c);
	return take_digits(c, 4, &m->year) && take_rest(c, m);
}

/* 5/8/2015 is May in America and August elsewhere: only where one number is none of a month, or
 * both are the same, is it a date. */
static int take_slashed(struct cursor *c, struct moment *m)
{
	int first, second;
	char between;

	if (!take_short(c, &first))
		return 0;
	between = take(c, '/') ? '/' : '-';
	if ((between == '-' && !take(c, '-')) || !take_short(c, &second) || !take(c, between))
		return 0;
	m->day = first > 12 ? first : second;
	m->month = first > 12 ? second : first;
	return (first > 12 || second > 12 || first == second) && take_digits(c, 4, &m->year) &&
	       take_rest(c, m);
}

static int take_sign(struct cursor *c, const char *sign)
{
	const size_t n = strlen(sign);

	if ((size_t)(c->end - c->at) < n || memcmp(c->at, sign, n))
		return 0;
	c->at += n;
	return 1;
}

/* 2015年5月8日 [15:04], in Chinese and Japanese. */
static int take_eastern(struct cursor *c, struct moment *m)
{
	return take_digits(c, 4, &m->year) && take_sign(c, "\u5e74") &&
	       take_short(c, &m->month) && take_sign(c, "\u6708") &&
	       take_short(c, &m->day) && take_sign(c, "\u65e5") &&
	       take_rest(c, m);
}

typedef int take_form(struct cursor *c, struct moment *m);

int nd_date_parse(struct nd_text date, int64_t *seconds)
{
	static take_form *const forms[] = {
		take_iso, take_rfc822, take_american, take_dotted, take_slashed, take_eastern,
	};
	const struct nd_text text = nd_trim(date);
	const struct cursor start = { text.at, text.at + text.len };
	const size_t digits = digits_ahead(&start);
	struct moment m = { 0 };
	struct cursor c = start;

	if (digits >= 9 && digits != 14 && (digits == text.len || text.at[digits] == '.'))
		return nd_date_number(text, seconds);
	if (digits == 14) {	/* 20150508150405: nothing between date and time */
		c.end = c.at + 8;
		if (!take_iso(&c, &m))
			return 0;
		c.end = start.end;
		return take_time(&c, &m) && take_zone(&c, &m.zone) && take_end(&c) &&
		       to_seconds(&m, seconds);
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		c = start;
		m = (struct moment){ 0 };
		if (forms[i](&c, &m))
			return to_seconds(&m, seconds);
	}
	return 0;
}

/* The digits of a JSON number as an integer, and the power of ten to multiply it by. */
static int take_decimal(struct cursor *c, int64_t *value, int *power)
{
	int in_fraction = 0, exponent = 0, sign = 1;

	for (*value = 0, *power = 0; is_digit((char)peek(c)) || peek(c) == '.'; c->at++) {
		if (*c->at == '.') {
			if (in_fraction++)
				return 0;
		} else if (*value < INT64_MAX / 10 - 1) {
			*value = *value * 10 + (*c->at - '0');
			*power -= in_fraction;
		} else {
			*power += !in_fraction;	/* a digit that is too fine to matter */
		}
	}
	if (!take(c, 'e') && !take(c, 'E'))
		return 1;
	if (take(c, '-'))
		sign = -1;
	else
		take(c, '+');
	if (!digits_ahead(c) || digits_ahead(c) > 4 || !take_digits(c, digits_ahead(c), &exponent))
		return 0;
	*power += sign * exponent;
	return 1;
}

/* Divide and round down: a fraction of a second is cut off, before 1970 too. */
static int64_t divide_down(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

#define LAST_SECOND 253402300799	/* 9999-12-31T23:59:59Z */
#define FIRST_SECOND (-62135596800)	/* 0001-01-01T00:00:00Z */
#define MOST_SECONDS 100000000000	/* 1e11: in the year 5138; as milliseconds in 1973 */

/* Make value times ten to the power the fraction value / *by; 0 where it is too great. */
static int to_fraction(int64_t *value, int power, int64_t *by)
{
	for (; power > 0 && *value; power--) {
		if (*value > INT64_MAX / 10)
			return 0;
		*value *= 10;
	}
	for (*by = 1; power < 0 && *by < INT64_MAX / 10; power++)
		*by *= 10;
	if (power < 0)	/* what fits an int64, divided by more than 1e18 */
		*value = 0;
	return 1;
}

static int is_milliseconds(int64_t value, int64_t by)
{
	return value / by > MOST_SECONDS || (value / by == MOST_SECONDS && value % by);
}

int nd_date_number(struct nd_text number, int64_t *seconds)
{
	struct cursor c = { number.at, number.at + number.len };
	const int negative = take(&c, '-');
	int64_t value, by;
	int power;

	if (!digits_ahead(&c) || !take_decimal(&c, &value, &power) || !take_end(&c))
		return 0;
	if (!to_fraction(&value, power, &by))
		return 0;
	if (is_milliseconds(value, by))	/* then by is below 1e8: no overflow */
		by *= 1000;
	value = divide_down(negative ? -value : value, by);
	if (value < FIRST_SECOND || value > LAST_SECOND)
		return 0;
	*seconds = value;
	return 1;
}

/* figures.c - integers all the way: printf's %f would ask the locale for its point */
#include "report/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "neardup.h"

#define EXACT 9e15	/* below 2^53 = 9.007e15 a double still counts in ones */

const char *nd_figure_fixed(char out[ND_FIGURE_ROOM], double value, unsigned decimals)
{
	int64_t scale = 1, scaled;

	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	if (!(fabs(value) * (double)scale < EXACT))	/* NaN too */
		return strcpy(out, "-");
	scaled = llround(value * (double)scale);
	snprintf(out, ND_FIGURE_ROOM, "%s%" PRId64, scaled < 0 ? "-" : "",
		 (scaled < 0 ? -scaled : scaled) / scale);
	if (decimals) {
		const size_t len = strlen(out);

		snprintf(out + len, ND_FIGURE_ROOM - len, ".%0*" PRId64, (int)decimals,
			 (scaled < 0 ? -scaled : scaled) % scale);
	}
	return out;
}

const char *nd_figure(char out[ND_FIGURE_ROOM], double value, unsigned decimals)
{
	nd_figure_fixed(out, value, decimals);
	if (!strcmp(out, "-"))
		return NULL;
	if (decimals) {
		size_t len = strlen(out);

		while (out[len - 1] == '0')
			len--;
		if (out[len - 1] == '.')
			len--;
		out[len] = '\0';
	}
	return out;
}

const char *nd_figure_count(char out[ND_FIGURE_ROOM], uint64_t count)
{
	char digits[ND_FIGURE_ROOM];
	const int n = snprintf(digits, sizeof(digits), "%" PRIu64, count);
	char *to = out;

	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

/* "-" instead of NULL, as the table wants it; the format is strftime()'s. */
static const char *format_time(char out[ND_FIGURE_ROOM], int64_t seconds, const char *format)
{
	const time_t time = (time_t)seconds;
	struct tm tm;

	if (seconds == ND_NO_TIME || !gmtime_r(&time, &tm) || tm.tm_year < -1900 ||
	    tm.tm_year > 9999 - 1900)
		return strcpy(out, "-");
	snprintf(out, ND_FIGURE_ROOM, "%04u", (unsigned)(tm.tm_year + 1900) % 10000);
	strftime(out + 4, ND_FIGURE_ROOM - 4, format, &tm);
	return out;
}

const char *nd_figure_time(char out[ND_FIGURE_ROOM], int64_t seconds)
{
	format_time(out, seconds, "-%m-%dT%H:%M:%SZ");
	return strcmp(out, "-") ? out : NULL;
}

const char *nd_figure_date(char out[ND_FIGURE_ROOM], int64_t seconds)
{
	return format_time(out, seconds, "-%m-%d %H:%M");
}

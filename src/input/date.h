/*
 * date.h - the ways news writes a moment, to seconds since 1970 UTC
 *
 *	2015-05-08			midnight UTC
 *	2015-05-08T15:04:05.25+02:00	'T' or a space; seconds, fraction and zone may lack;
 *					slashes in place of the dashes
 *	20150508, 20150508T150405Z	the same without separators
 *	Fri, 08 May 2015 15:04:05 GMT	RFC 822; the weekday may lack and is not checked
 *	May 8, 2015 3:04 PM EST		the time may lack
 *	Fri May  8 15:04:05 2015	asctime(), with a zone before the year or without
 *	08.05.2015, 15:04		day, month, year; the time may lack
 *	5/20/2015, 20-05-2015		where only one order is possible; 5/8/2015 is not read
 *	2015年5月8日 15:04		the time may lack
 *	1431097445, 1431097445000	Unix seconds; milliseconds above 1e11
 *
 * A string needs 9 digits to be Unix time.  A time without zone is UTC.  A zone
 * is Z, +hh:mm, +hhmm, +hh, UTC, GMT, one of the American ones of RFC 822, ET, CT, MT or PT
 * (as in winter), or one of those of Europe and the Far East that mean one thing only.
 * Fractions are cut off.  Every part is checked: 2015-02-29 is not a date.
 * Years are 1 to 9999.
 */
#ifndef ND_INPUT_DATE_H
#define ND_INPUT_DATE_H

#include <stdint.h>

#include "neardup.h"

/* Returns 1 and *seconds, or 0 where it is none of these; white space around it is fine. */
int nd_date_parse(struct nd_text date, int64_t *seconds);

/* A number as JSON writes it: Unix seconds, or milliseconds above 1e11. */
int nd_date_number(struct nd_text number, int64_t *seconds);

#endif

/*
 * figures.h - numbers and times as text, the same whatever the locale
 *
 * Each function writes a terminated string into 'out' and returns it, so that
 * a call can stand among the arguments of another.
 */
#ifndef ND_REPORT_FIGURES_H
#define ND_REPORT_FIGURES_H

#include <stdint.h>

#define ND_FIGURE_ROOM 32	/* bytes that every result fits in */

/*
 * 'value' rounded to 'decimals' (0-9), zeros at the end left out: "0.91", "1".
 * NULL where it is not finite or too large to be exact.
 */
const char *nd_figure(char out[ND_FIGURE_ROOM], double value, unsigned decimals);

/* As nd_figure() with all its decimals, for columns: "0.90"; "-" instead of NULL. */
const char *nd_figure_fixed(char out[ND_FIGURE_ROOM], double value, unsigned decimals);

/* A count with commas: "15,245". */
const char *nd_figure_count(char out[ND_FIGURE_ROOM], uint64_t count);

/*
 * Seconds since 1970 as "2015-05-11T10:30:00Z".  NULL for ND_NO_TIME and for
 * years before 0 or after 9999, which this form cannot show.
 */
const char *nd_figure_time(char out[ND_FIGURE_ROOM], int64_t seconds);

/* As nd_figure_time() for people: "2015-05-11 10:30"; "-" instead of NULL. */
const char *nd_figure_date(char out[ND_FIGURE_ROOM], int64_t seconds);

#endif

/*
 * clock.h - seconds of processor time, several times over
 */
#ifndef ND_BENCH_CLOCK_H
#define ND_BENCH_CLOCK_H

#include <stdlib.h>
#include <time.h>

#define CLOCK_RUNS 100

/* The same measured again and again. */
struct clock_series {
	double seconds[CLOCK_RUNS];
	unsigned n;
};

/* Of all threads of the program. */
static inline double clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline int clock_order(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* Sorts the series: [0] is the best, [n / 2] the median. */
static inline void clock_sort(struct clock_series *series)
{
	qsort(series->seconds, series->n, sizeof(*series->seconds), clock_order);
}

#endif

/*
 * real.h - logarithm and exponential that are the same on every machine
 *
 * The C library's differ in the last bit between versions and processors;
 * these use only operations that IEEE 754 rounds in one way.  Relative error
 * below 1e-12, enough for what is printed with four decimals.
 */
#ifndef ND_BASE_REAL_H
#define ND_BASE_REAL_H

#include <stdint.h>
#include <string.h>

#define ND_LN2		0.69314718055994530942
#define ND_LEAST_NORMAL	0x1p-1022

/* Natural logarithm of x > 0, finite. */
double nd_log(double x);

/*
 * The same of x >= ND_LEAST_NORMAL, for loops: no branch.  x = m 2^e with m from
 * sqrt(1/2) to sqrt(2); ln m = 2 artanh((m - 1) / (m + 1)).
 */
static inline double nd_log_of_normal(double x)
{
	const uint64_t fraction = ((uint64_t)1 << 52) - 1, one = (uint64_t)1023 << 52;
	uint64_t bits, low;
	double m, s, z, sum;
	int e, large;

	memcpy(&bits, &x, sizeof(bits));
	e = (int)(bits >> 52) - 1023;
	low = (bits & fraction) | one;
	memcpy(&m, &low, sizeof(m));
	large = m > 1.41421356237309504880;
	m = large ? m * 0.5 : m;
	s = (m - 1) / (m + 1);
	z = s * s;
	/* |s| < .172: the next term is below 1e-14 */
	sum = 1 + z * (1. / 3 + z * (1. / 5 + z * (1. / 7 + z * (1. / 9 + z * (1. / 11 + z *
	      (1. / 13 + z * (1. / 15 + z * (1. / 17))))))));
	return 2 * s * sum + (e + large) * ND_LN2;
}

/* e to the x; 0 below -700, e^700 above 700. */
double nd_exp(double x);

#endif

/* real.c - series on a reduced range */
#include "base/real.h"

#include <stdint.h>
#include <string.h>

#define LN2	0.69314718055994530942
#define SQRT_2	1.41421356237309504880
#define LARGEST	700.0

#define MANTISSA_BITS	52
#define BIAS		1023
#define LEAST_NORMAL	0x1p-1022

static double double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* x = m 2^e with m from sqrt(1/2) to sqrt(2); ln m = 2 artanh((m - 1) / (m + 1)). */
double nd_log(double x)
{
	const uint64_t fraction = ((uint64_t)1 << MANTISSA_BITS) - 1;
	uint64_t bits;
	double m, s, z, sum;
	int e, large;

	if (x < LEAST_NORMAL)
		return nd_log(x * 0x1p54) - 54 * LN2;
	memcpy(&bits, &x, sizeof(bits));
	e = (int)(bits >> MANTISSA_BITS) - BIAS;
	m = double_of((bits & fraction) | (uint64_t)BIAS << MANTISSA_BITS);
	large = m > SQRT_2;
	m = large ? m * 0.5 : m;
	s = (m - 1) / (m + 1);
	z = s * s;
	/* |s| < .172: the next term is below 1e-14 */
	sum = 1 + z * (1. / 3 + z * (1. / 5 + z * (1. / 7 + z * (1. / 9 + z * (1. / 11 + z *
	      (1. / 13 + z * (1. / 15 + z * (1. / 17))))))));
	return 2 * s * sum + (e + large) * LN2;
}

/* x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series. */
double nd_exp(double x)
{
	double r, sum;
	int n;

	if (x < -LARGEST)
		return 0;
	if (x > LARGEST)
		x = LARGEST;
	n = (int)(x * (1 / LN2) + (x < 0 ? -0.5 : 0.5));
	r = x - n * LN2;
	sum = 1 + r * (1 + r * (1. / 2 + r * (1. / 6 + r * (1. / 24 + r * (1. / 120 + r *
	      (1. / 720 + r * (1. / 5040 + r * (1. / 40320 + r * (1. / 362880 + r *
	      (1. / 3628800 + r * (1. / 39916800 + r * (1. / 479001600 + r *
	      (1. / 6227020800)))))))))))));
	return sum * double_of((uint64_t)(n + BIAS) << MANTISSA_BITS);
}

/* real.c - series on a reduced range */
#include "base/real.h"

#define LARGEST	700.0

#define MANTISSA_BITS	52
#define BIAS		1023

static double double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

double nd_log(double x)
{
	if (x < ND_LEAST_NORMAL)
		return nd_log(x * 0x1p54) - 54 * ND_LN2;
	return nd_log_of_normal(x);
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
	n = (int)(x * (1 / ND_LN2) + (x < 0 ? -0.5 : 0.5));
	r = x - n * ND_LN2;
	sum = 1 + r * (1 + r * (1. / 2 + r * (1. / 6 + r * (1. / 24 + r * (1. / 120 + r *
	      (1. / 720 + r * (1. / 5040 + r * (1. / 40320 + r * (1. / 362880 + r *
	      (1. / 3628800 + r * (1. / 39916800 + r * (1. / 479001600 + r *
	      (1. / 6227020800)))))))))))));
	return sum * double_of((uint64_t)(n + BIAS) << MANTISSA_BITS);
}

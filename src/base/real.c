/* real.c - series on a reduced range */
#include "base/real.h"

#include <math.h>

#define LN2	0.69314718055994530942
#define SQRT_HALF 0.70710678118654752440
#define LARGEST	700.0

/* x = m 2^e with m from sqrt(1/2) to sqrt(2); ln m = 2 artanh((m - 1) / (m + 1)). */
double nd_log(double x)
{
	int e;
	double m = frexp(x, &e), s, square, power, sum = 0;

	if (m < SQRT_HALF) {
		m *= 2;
		e--;
	}
	s = (m - 1) / (m + 1);
	square = s * s;
	power = s;
	for (int k = 1; k < 18; k += 2) {	/* |s| < .172: the next term is below 1e-14 */
		sum += power / k;
		power *= square;
	}
	return 2 * sum + e * LN2;
}

/* x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series. */
double nd_exp(double x)
{
	double n, r, term = 1, sum = 1;

	if (x < -LARGEST)
		return 0;
	if (x > LARGEST)
		x = LARGEST;
	n = floor(x / LN2 + 0.5);
	r = x - n * LN2;
	for (int k = 1; k < 15; k++) {
		term *= r / k;
		sum += term;
	}
	return ldexp(sum, (int)n);
}

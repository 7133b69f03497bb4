/* test_real.c - our logarithm and exponential against the C library's */
#include "base/real.h"

#include <float.h>
#include <math.h>

#include "testing.h"

#define TOLERANCE 1e-12

static void log_agrees(double x)
{
	const double expected = log(x);

	if (fabs(nd_log(x) - expected) > TOLERANCE * fabs(expected))
		ck_abort_msg("log %.17g is %.17g, not %.17g", x, nd_log(x), expected);
}

static void exp_agrees(double x)
{
	const double expected = exp(x);

	if (fabs(nd_exp(x) - expected) > TOLERANCE * expected)
		ck_abort_msg("exp %.17g is %.17g, not %.17g", x, nd_exp(x), expected);
}

START_TEST(log_of_special_values)
{
	static const double values[] = {
		1, 2, 0.5, 4, 10, 1e-10, 1e10, 0.70710678118654746, 0.70710678118654757,
		1.4142135623730949, 1.4142135623730951, 1 + DBL_EPSILON, 1 - DBL_EPSILON / 2,
		1 + 1e-8, 1 - 1e-8, DBL_MIN, DBL_MAX, 4.9406564584124654e-324, 1e-310,
	};

	ck_assert(nd_log(1) == 0);
	for (size_t i = 0; i < COUNT(values); i++)
		log_agrees(values[i]);
}
END_TEST

START_TEST(exp_of_special_values)
{
	static const double values[] = {
		0, 1, -1, 0.34657359027997264, 0.34657359027997270, -0.34657359027997264,
		1e-300, -1e-300, 1e-17, 699.999, -699.999, 700, -700,
	};

	ck_assert(nd_exp(0) == 1);
	for (size_t i = 0; i < COUNT(values); i++)
		exp_agrees(values[i]);
	ck_assert(nd_exp(-700.001) == 0);
	ck_assert(nd_exp(-INFINITY) == 0);
	ck_assert(nd_exp(701) == nd_exp(700));
	ck_assert(nd_exp(INFINITY) == nd_exp(700));
}
END_TEST

START_TEST(random_values)
{
	uint64_t random = 1;

	for (int i = 0; i < 300000; i++) {
		const double share = random_share(&random);

		exp_agrees((share - 0.5) * 1400);
		exp_agrees((share - 0.5) * 20);
		if (share == 0)
			continue;
		log_agrees(share);
		log_agrees(0.5 + share);
		log_agrees(share * 1e6);
		log_agrees(ldexp(0.5 + share, (int)(i % 2000) - 1000));
	}
}
END_TEST

START_TEST(rising_never_falls)
{
	double log_before = -INFINITY, exp_before = 0;

	for (int i = 1; i < 200000; i++) {
		const double l = nd_log(i / 1000.0), e = nd_exp(i / 1000.0 - 100);

		REQUIRE(l > log_before && e > exp_before);
		log_before = l;
		exp_before = e;
	}
}
END_TEST

Suite *suite_base_real(void)
{
	Suite *const suite = suite_create("base/real");
	TCase *const tcase = only_case(suite, "real");

	tcase_add_test(tcase, log_of_special_values);
	tcase_add_test(tcase, exp_of_special_values);
	tcase_add_test(tcase, random_values);
	tcase_add_test(tcase, rising_never_falls);
	return suite;
}

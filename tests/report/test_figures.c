/* test_figures.c - numbers and times as text */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "neardup.h"
#include "report/figures.h"

Suite *suite_report_figures(void);

START_TEST(zeros_at_the_end_are_left_out)
{
	static const struct { double value; unsigned decimals; const char *shown; } cases[] = {
		{ 0, 4, "0" }, { 1, 4, "1" }, { 0.5, 4, "0.5" }, { 0.91, 4, "0.91" },
		{ 0.00004, 4, "0" }, { 0.00005, 4, "0.0001" }, { 0.99996, 4, "1" },
		{ 1.0 / 3, 4, "0.3333" }, { 2.0 / 3, 4, "0.6667" }, { 13.5, 2, "13.5" },
		{ 100, 2, "100" }, { 1200.25, 2, "1200.25" }, { 7.6, 0, "8" }, { 10, 0, "10" },
		{ -0.25, 2, "-0.25" }, { -0.001, 2, "0" }, { -0.0, 4, "0" }, { 1e-300, 9, "0" },
	};
	char out[ND_FIGURE_ROOM];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(nd_figure(out, cases[i].value, cases[i].decimals),
				 cases[i].shown);
}
END_TEST

START_TEST(columns_keep_their_zeros)
{
	char out[ND_FIGURE_ROOM];

	ck_assert_str_eq(nd_figure_fixed(out, 0.9, 2), "0.90");
	ck_assert_str_eq(nd_figure_fixed(out, 1, 2), "1.00");
	ck_assert_str_eq(nd_figure_fixed(out, 0.999, 2), "1.00");
	ck_assert_str_eq(nd_figure_fixed(out, 41.96, 1), "42.0");
	ck_assert_str_eq(nd_figure_fixed(out, NAN, 2), "-");
}
END_TEST

START_TEST(what_is_no_number_is_none)
{
	char out[ND_FIGURE_ROOM];

	ck_assert_ptr_null(nd_figure(out, NAN, 4));
	ck_assert_ptr_null(nd_figure(out, INFINITY, 4));
	ck_assert_ptr_null(nd_figure(out, -INFINITY, 0));
	ck_assert_ptr_null(nd_figure(out, 1e300, 2));
	ck_assert_ptr_null(nd_figure(out, 9e15, 0));
}
END_TEST

/* The value read back is the value, to half a unit of the last place. */
START_TEST(figures_read_back)
{
	char out[ND_FIGURE_ROOM];

	srand(7);
	for (int i = 0; i < 20000; i++) {
		const double value = (double)rand() / RAND_MAX * (i % 7 ? 1 : 1e6);
		const double back = strtod(nd_figure(out, value, 4), NULL);

		if (fabs(back - value) > 0.00005 + 1e-9)
			ck_abort_msg("%.17g became %s", value, out);
	}
}
END_TEST

START_TEST(counts_have_commas)
{
	static const struct { uint64_t count; const char *shown; } cases[] = {
		{ 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" }, { 15245, "15,245" },
		{ 999999, "999,999" }, { 1000000, "1,000,000" },
		{ UINT64_MAX, "18,446,744,073,709,551,615" },
	};
	char out[ND_FIGURE_ROOM];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(nd_figure_count(out, cases[i].count), cases[i].shown);
}
END_TEST

START_TEST(times_are_utc)
{
	char out[ND_FIGURE_ROOM];

	ck_assert_str_eq(nd_figure_time(out, 0), "1970-01-01T00:00:00Z");
	ck_assert_str_eq(nd_figure_time(out, 1431302400), "2015-05-11T00:00:00Z");
	ck_assert_str_eq(nd_figure_time(out, 1431302400 - 1), "2015-05-10T23:59:59Z");
	ck_assert_str_eq(nd_figure_time(out, -86400), "1969-12-31T00:00:00Z");
	ck_assert_str_eq(nd_figure_time(out, 951782400), "2000-02-29T00:00:00Z");
	ck_assert_str_eq(nd_figure_time(out, INT64_C(253402300799)), "9999-12-31T23:59:59Z");
	ck_assert_str_eq(nd_figure_time(out, INT64_C(-62135596800)), "0001-01-01T00:00:00Z");
	ck_assert_str_eq(nd_figure_date(out, 1431340200), "2015-05-11 10:30");
}
END_TEST

START_TEST(times_that_have_no_such_form)
{
	char out[ND_FIGURE_ROOM];

	ck_assert_ptr_null(nd_figure_time(out, ND_NO_TIME));
	ck_assert_ptr_null(nd_figure_time(out, INT64_MAX));
	ck_assert_ptr_null(nd_figure_time(out, INT64_MIN + 1));
	ck_assert_ptr_null(nd_figure_time(out, INT64_C(253402300800)));
	ck_assert_str_eq(nd_figure_date(out, ND_NO_TIME), "-");
}
END_TEST

Suite *suite_report_figures(void)
{
	Suite *const suite = suite_create("report/figures");
	TCase *const tcase = tcase_create("figures");

	tcase_add_test(tcase, zeros_at_the_end_are_left_out);
	tcase_add_test(tcase, columns_keep_their_zeros);
	tcase_add_test(tcase, what_is_no_number_is_none);
	tcase_add_test(tcase, figures_read_back);
	tcase_add_test(tcase, counts_have_commas);
	tcase_add_test(tcase, times_are_utc);
	tcase_add_test(tcase, times_that_have_no_such_form);
	suite_add_tcase(suite, tcase);
	return suite;
}

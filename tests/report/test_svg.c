/* test_svg.c - data at its place in a picture */
#include <math.h>
#include <string.h>

#include "report/scurve.h"
#include "report/svg.h"
#include "report/written.h"

Suite *suite_report_svg(void);

START_TEST(data_at_its_place)
{
	const struct nd_plot plot = { NULL, 50, 10, 200, 100, -1, 1, 0, 50 };

	ck_assert_double_eq_tol(nd_plot_x(&plot, -1), 50, 1e-9);
	ck_assert_double_eq_tol(nd_plot_x(&plot, 1), 250, 1e-9);
	ck_assert_double_eq_tol(nd_plot_y(&plot, 0), 110, 1e-9);
	ck_assert_double_eq_tol(nd_plot_y(&plot, 50), 10, 1e-9);
}
END_TEST

START_TEST(shapes)
{
	struct written *const written = written_open();
	const struct nd_plot plot = { written->out, 0, 0, 100, 100, 0, 1, 0, 1 };
	const struct nd_point points[] = { { 0, 0 }, { .5, .25 }, { 1, 1 } };
	const double at[] = { 0, 1 };

	nd_plot_line(&plot, "ours", points, 3);
	nd_plot_box(&plot, "green", points[2], points[1], "a < b");
	nd_plot_box(&plot, "red", points[0], points[1], NULL);
	nd_plot_dot(&plot, "dot", points[1], 3.5);
	nd_plot_ticks_x(&plot, at, 2, 1, " %");
	written_is(written,
		"<polyline class=\"ours\" points=\"0.0,100.0 50.0,75.0 100.0,0.0\"/>\n"
		"<rect class=\"green\" x=\"50\" y=\"0\" width=\"50\" height=\"75\">"
		"<title>a &lt; b</title></rect>\n"
		"<rect class=\"red\" x=\"0\" y=\"75\" width=\"50\" height=\"25\"/>\n"
		"<circle class=\"dot\" cx=\"50\" cy=\"75\" r=\"3.5\"/>\n"
		"<line class=\"axis\" x1=\"0\" y1=\"100\" x2=\"100\" y2=\"100\"/>\n"
		"<line class=\"axis\" x1=\"0\" y1=\"100\" x2=\"0\" y2=\"104\"/>\n"
		"<text class=\"tick\" x=\"0\" y=\"118\" text-anchor=\"middle\">0.0</text>\n"
		"<line class=\"axis\" x1=\"100\" y1=\"100\" x2=\"100\" y2=\"104\"/>\n"
		"<text class=\"tick\" x=\"100\" y=\"118\" text-anchor=\"middle\">1.0 %</text>\n");
}
END_TEST

/* What is no number does not get into the markup. */
START_TEST(no_number)
{
	struct written *const written = written_open();
	const struct nd_plot plot = { written->out, 0, 0, 100, 100, 0, 1, 0, 1 };
	const struct nd_point point = { NAN, INFINITY };

	nd_plot_dot(&plot, "dot", point, 1);
	written_is(written, "<circle class=\"dot\" cx=\"0\" cy=\"0\" r=\"1\"/>\n");
}
END_TEST

START_TEST(a_file_of_its_own)
{
	struct written *const written = written_open();
	const struct nd_scurve curve = { 49, 2, 14, 8, .3, .99 };

	nd_put_scurve(written->out, &curve);
	fflush(written->out);
	ck_assert_ptr_nonnull(strstr(written->text, "xmlns=\"http://www.w3.org/2000/svg\""));
	ck_assert_ptr_nonnull(strstr(written->text, "threshold 0.3: 99.0 % are found"));
	ck_assert_ptr_nonnull(strstr(written->text, ">14 bands of 8 rows<"));
	ck_assert_ptr_nonnull(strstr(written->text, "</svg>\n"));
	fclose(written->out);
	free(written->text);
	free(written);
}
END_TEST

Suite *suite_report_svg(void)
{
	Suite *const suite = suite_create("report/svg");
	TCase *const tc = tcase_create("svg");

	tcase_add_test(tc, data_at_its_place);
	tcase_add_test(tc, shapes);
	tcase_add_test(tc, no_number);
	tcase_add_test(tc, a_file_of_its_own);
	suite_add_tcase(suite, tc);
	return suite;
}

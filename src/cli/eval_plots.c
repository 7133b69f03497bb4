/* eval_plots.c - the curves of an evaluation */
#include <math.h>
#include <stdlib.h>

#include "cli/evaluation.h"
#include "report/figures.h"
#include "report/svg.h"

#define POINTS	600	/* of a curve, at most */
#define BINS	20	/* of scores */
#define SIDE	400	/* pixels of a square plot */

static const double fifths[] = { 0, .2, .4, .6, .8, 1 };
#define FIFTHS (sizeof(fifths) / sizeof(*fifths))

static struct nd_plot square(FILE *out)
{
	return (struct nd_plot){ out, 44, 14, SIDE - 58, SIDE - 70, 0, 1, 0, 1 };
}

static void put_axes(const struct nd_plot *plot, const char *across, const char *up)
{
	nd_plot_ticks_y(plot, fifths, FIFTHS, 1, "");
	nd_plot_ticks_x(plot, fifths, FIFTHS, 1, "");
	nd_svg_text(plot->out, "soft", plot->left + plot->width, plot->top + plot->height + 40,
		    ND_SVG_END, across);
	nd_svg_text(plot->out, "soft", plot->left + 6, plot->top + 14, ND_SVG_START, up);
}

/* Precision at each recall: a point where a score ends that moves by more than a pixel. */
static size_t curve_points(const struct evaluation *evaluation, struct nd_point *points)
{
	const struct nd_array *const steps = &evaluation->quality.curve.steps;
	const struct nd_step *const step = steps->items;
	const double all = (double)evaluation->truth.pairs;
	size_t n = 0, right = 0;

	for (size_t i = 0; i < steps->n && n < POINTS; i++) {
		struct nd_point point;

		right += step[i].same;
		if (!step[i].last_of_score)
			continue;
		point = (struct nd_point){ (double)right / all, (double)right / (double)(i + 1) };
		if (!n || fabs(point.x - points[n - 1].x) + fabs(point.y - points[n - 1].y) > 2. / POINTS)
			points[n++] = point;
	}
	return n;
}

void draw_precision_recall(FILE *out, const struct evaluation *evaluation)
{
	const struct nd_plot plot = square(out);
	const struct nd_point here = { evaluation->estimate[ND_Q_RECALL].value,
				       evaluation->estimate[ND_Q_PRECISION].value };
	struct nd_point points[POINTS];
	const size_t n = evaluation->truth.pairs ? curve_points(evaluation, points) : 0;

	nd_svg_begin(out, SIDE, SIDE, "Precision at each recall", ND_SVG_IN_PAGE);
	put_axes(&plot, "Recall", "Precision");
	if (n)
		nd_plot_line(&plot, "ours", points, n);
	if (here.x >= 0 && here.y >= 0) {
		nd_plot_dot(&plot, "dot", here, 4);
		nd_svg_text(out, "strong", nd_plot_x(&plot, here.x) - 9, nd_plot_y(&plot, here.y) + 18,
			    ND_SVG_END, "as reported");
	}
	nd_svg_end(out);
}

void draw_calibration(FILE *out, const struct evaluation *evaluation)
{
	static const struct nd_point diagonal[] = { { 0, 0 }, { 1, 1 } };
	const struct nd_plot plot = square(out);
	struct nd_point points[ND_CURVE_BINS];
	size_t n = 0;

	nd_svg_begin(out, SIDE, SIDE, "Share that is right of the pairs with a score", ND_SVG_IN_PAGE);
	put_axes(&plot, "Score", "Share that is right");
	nd_plot_line(&plot, "guide", diagonal, 2);
	for (int i = 0; i < ND_CURVE_BINS; i++) {
		const struct nd_curve_bin bin = nd_curve_tenth(&evaluation->quality.curve, i);

		if (bin.pairs)
			points[n++] = (struct nd_point){ bin.mean, bin.right_share };
	}
	nd_plot_line(&plot, "ours", points, n);
	for (int i = 0; i < ND_CURVE_BINS; i++) {
		const struct nd_curve_bin bin = nd_curve_tenth(&evaluation->quality.curve, i);

		if (bin.pairs)
			nd_plot_dot(&plot, "dot", (struct nd_point){ bin.mean, bin.right_share },
				    2.5 + 1.5 * log10((double)bin.pairs));
	}
	nd_svg_end(out);
}

struct counts {
	double right[BINS], wrong[BINS];
	double most;
};

static struct counts count_scores(const struct evaluation *evaluation)
{
	struct counts counts = { .most = 1 };

	for (int i = 0; i < BINS; i++) {
		const double from = (double)i / BINS;
		const double to = i + 1 < BINS ? (double)(i + 1) / BINS : INFINITY;
		const struct nd_curve_bin bin = nd_curve_bin(&evaluation->quality.curve, from, to);

		counts.right[i] = (double)bin.right;
		counts.wrong[i] = (double)(bin.pairs - bin.right);
		counts.most = fmax(counts.most, fmax(counts.right[i], counts.wrong[i]));
	}
	return counts;
}

static void put_bar(const struct nd_plot *plot, const char *classes, int i, double height,
		    double pairs, const char *kind)
{
	char title[120], from[ND_FIGURE_ROOM], to[ND_FIGURE_ROOM], count[ND_FIGURE_ROOM];

	if (!pairs)
		return;
	snprintf(title, sizeof(title), "scores %s to %s: %s %s",
		 nd_figure_fixed(from, (double)i / BINS, 2),
		 nd_figure_fixed(to, (double)(i + 1) / BINS, 2),
		 nd_figure_count(count, (uint64_t)pairs), kind);
	nd_plot_box(plot, classes, (struct nd_point){ (i + .06) / BINS, 0 },
		    (struct nd_point){ (i + .94) / BINS, height }, title);
}

void draw_scores(FILE *out, const struct evaluation *evaluation)
{
	const struct counts counts = count_scores(evaluation);
	/* powers of ten: next to the many wrong pairs of low scores nothing else could be seen */
	const double top = ceil(log10(counts.most + 1) + .05);
	const struct nd_plot plot = { out, 44, 14, 2 * SIDE - 58, 230, 0, 1, -top, top };
	char label[ND_FIGURE_ROOM];

	nd_svg_begin(out, 2 * SIDE, 300, "How many pairs have which score", ND_SVG_IN_PAGE);
	for (int power = 1 - (int)top; power < (int)top; power++) {
		const double count = power ? pow(10, abs(power)) : 0;
		const double y = copysign(log10(count + 1), power);

		nd_plot_ticks_y(&plot, &y, 0, 0, "");
		nd_svg_text(out, "tick", plot.left - 8, nd_plot_y(&plot, y) + 4, ND_SVG_END,
			    nd_figure_count(label, (uint64_t)count));
	}
	for (int i = 0; i < BINS; i++) {
		put_bar(&plot, "green", i, log10(counts.right[i] + 1), counts.right[i],
			"pairs that belong together");
		put_bar(&plot, "red", i, -log10(counts.wrong[i] + 1), counts.wrong[i],
			"pairs that do not");
	}
	nd_plot_ticks_x(&plot, fifths, FIFTHS, 1, "");
	nd_svg_text(out, "strong green", plot.left + 6, plot.top + 14, ND_SVG_START,
		    "belong together by the labels");
	nd_svg_text(out, "strong red", plot.left + plot.width, plot.top + plot.height - 8, ND_SVG_END,
		    "do not");
	nd_svg_text(out, "soft", plot.left + plot.width, plot.top + plot.height + 40, ND_SVG_END,
		    "Score");
	nd_svg_end(out);
}

void draw_interval(FILE *out, const struct nd_estimate *estimate)
{
	const struct nd_plot plot = { out, 5, 0, 150, 14, 0, 1, 0, 1 };
	const struct nd_point scale[] = { { 0, .5 }, { 1, .5 } };
	const struct nd_point range[] = { { estimate->low, .5 }, { estimate->high, .5 } };

	nd_svg_begin(out, 160, 14, "0 to 1", ND_SVG_IN_PAGE);
	nd_plot_line(&plot, "hair", scale, 2);
	if (estimate->low >= 0 && estimate->high >= 0)
		nd_plot_line(&plot, "range", range, 2);
	nd_plot_dot(&plot, "full", (struct nd_point){ estimate->value, .5 }, 3.5);
	nd_svg_end(out);
}

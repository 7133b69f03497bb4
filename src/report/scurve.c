/* scurve.c - one line for what we find, one for the other, the words beside them */
#include "report/scurve.h"

#include "neardup.h"
#include "report/figures.h"
#include "report/svg.h"

#define POINTS 201
#define WIDTH 680
#define HEIGHT 430

static void put_curve(const struct nd_plot *plot, const char *classes, uint32_t bands,
		      uint32_t rows)
{
	struct nd_point points[POINTS];

	for (int i = 0; i < POINTS; i++) {
		const double j = (double)i / (POINTS - 1);

		points[i] = (struct nd_point){ j, 100 * nd_band_probability(bands, rows, j) };
	}
	nd_plot_line(plot, classes, points, POINTS);
}

/* The Jaccard index at which half of the pairs are found. */
static double middle(uint32_t bands, uint32_t rows)
{
	double low = 0, high = 1;

	for (int i = 0; i < 40; i++) {
		const double j = (low + high) / 2;

		if (nd_band_probability(bands, rows, j) < .5)
			low = j;
		else
			high = j;
	}
	return low;
}

/* Name a curve beside it, at this height. */
static void put_name(const struct nd_plot *plot, const char *classes, uint32_t bands, uint32_t rows,
		     double height)
{
	double at = middle(bands, rows);
	char name[80];

	/* where it passes the height, found from its middle on in small steps */
	while (at < 1 && 100 * nd_band_probability(bands, rows, at) < height)
		at += 0.002;
	snprintf(name, sizeof(name), "%u bands of %u %s", (unsigned)bands, (unsigned)rows,
		 rows == 1 ? "row" : "rows");
	nd_svg_text(plot->out, classes, nd_plot_x(plot, at) + 12, nd_plot_y(plot, height) + 4,
		    ND_SVG_START, name);
}

static void put_threshold(const struct nd_plot *plot, const struct nd_scurve *curve)
{
	const double found = 100 * nd_band_probability(curve->bands, curve->rows, curve->threshold);
	const struct nd_point guide[] = {
		{ curve->threshold, 0 }, { curve->threshold, found }, { 0, found },
	};
	char line[120], threshold[ND_FIGURE_ROOM], share[ND_FIGURE_ROOM];

	nd_plot_line(plot, "guide", guide, 3);
	nd_plot_dot(plot, "dot", guide[1], 3.5);
	snprintf(line, sizeof(line), "threshold %s: %s %% are found",
		 nd_figure(threshold, curve->threshold, 4), nd_figure_fixed(share, found, 1));
	nd_svg_text(plot->out, "soft", nd_plot_x(plot, curve->threshold) + 10,
		    nd_plot_y(plot, found) + 20, ND_SVG_START, line);
}

void nd_put_scurve(FILE *out, const struct nd_scurve *curve)
{
	static const double across[] = { 0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1 };
	static const double up[] = { 0, 20, 40, 60, 80, 100 };
	const struct nd_plot plot = { out, 56, 84, WIDTH - 80, HEIGHT - 148, 0, 1, 0, 100 };

	nd_svg_begin(out, WIDTH, HEIGHT, "S-curve: which share of the pairs is found, by their "
		     "Jaccard index", ND_SVG_FILE);
	nd_svg_text(out, "heading", 20, 36, ND_SVG_START, "Which pairs become candidates");
	nd_svg_text(out, "soft", 20, 58, ND_SVG_START, "Share of pairs that meet in at least one "
		    "band, by their Jaccard index");
	nd_plot_ticks_y(&plot, up, sizeof(up) / sizeof(*up), 0, " %");
	nd_plot_ticks_x(&plot, across, sizeof(across) / sizeof(*across), 1, "");
	if (curve->other_bands) {
		put_curve(&plot, "red", curve->other_bands, curve->other_rows);
		put_name(&plot, "strong red", curve->other_bands, curve->other_rows, 50);
	}
	put_curve(&plot, "ours", curve->bands, curve->rows);
	put_name(&plot, "strong", curve->bands, curve->rows, 50);
	put_threshold(&plot, curve);
	nd_svg_text(out, "soft", plot.left + plot.width / 2, HEIGHT - 18, ND_SVG_MIDDLE,
		    "Jaccard index of the two articles");
	nd_svg_end(out);
}

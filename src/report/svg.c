/* svg.c - numbers with a point whatever the locale, two decimals of a pixel */
#include "report/svg.h"

#include <stdlib.h>
#include <string.h>

#include "report/assets.h"
#include "report/figures.h"
#include "report/markup.h"

#define TICK 4	/* pixels */

/* ' name="12.34"' */
static void put_number(FILE *out, const char *name, double value)
{
	char figure[ND_FIGURE_ROOM];
	const char *const shown = nd_figure(figure, value, 2);

	fprintf(out, " %s=\"%s\"", name, shown ? shown : "0");
}

void nd_svg_begin(FILE *out, double width, double height, const char *says, enum nd_svg_home home)
{
	fputs("<svg", out);
	if (home == ND_SVG_FILE)
		fputs(" xmlns=\"http://www.w3.org/2000/svg\"", out);
	put_number(out, "width", width);
	put_number(out, "height", height);
	fputs(" viewBox=\"0 0 ", out);
	fprintf(out, "%d %d\" role=\"img\"><title>", (int)width, (int)height);
	nd_markup_string(out, says);
	fputs("</title>\n", out);
	if (home == ND_SVG_FILE) {
		fputs("<style>", out);
		fwrite(nd_plot_css.bytes, 1, nd_plot_css.len, out);
		fputs("</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n", out);
	}
}

void nd_svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}

void nd_svg_text(FILE *out, const char *classes, double x, double y, enum nd_svg_anchor anchor,
		 const char *text)
{
	static const char *const anchors[] = { "start", "middle", "end" };

	fprintf(out, "<text class=\"%s\"", classes);
	put_number(out, "x", x);
	put_number(out, "y", y);
	fprintf(out, " text-anchor=\"%s\">", anchors[anchor]);
	nd_markup_string(out, text);
	fputs("</text>\n", out);
}

double nd_plot_x(const struct nd_plot *plot, double x)
{
	return plot->left + (x - plot->x0) / (plot->x1 - plot->x0) * plot->width;
}

double nd_plot_y(const struct nd_plot *plot, double y)
{
	return plot->top + plot->height - (y - plot->y0) / (plot->y1 - plot->y0) * plot->height;
}

static void put_rule(FILE *out, const char *classes, double x1, double y1, double x2, double y2)
{
	fprintf(out, "<line class=\"%s\"", classes);
	put_number(out, "x1", x1);
	put_number(out, "y1", y1);
	put_number(out, "x2", x2);
	put_number(out, "y2", y2);
	fputs("/>\n", out);
}

/* "0.5", "40 %"; the unit stands at the last one only. */
static void put_label(const struct nd_plot *plot, double x, double y, enum nd_svg_anchor anchor,
		      double value, unsigned decimals, const char *unit)
{
	char figure[ND_FIGURE_ROOM], label[ND_FIGURE_ROOM + 32];

	snprintf(label, sizeof(label), "%s%s", nd_figure_fixed(figure, value, decimals), unit);
	nd_svg_text(plot->out, "tick", x, y, anchor, label);
}

void nd_plot_ticks_x(const struct nd_plot *plot, const double *at, size_t n, unsigned decimals,
		     const char *unit)
{
	const double bottom = plot->top + plot->height;

	put_rule(plot->out, "axis", plot->left, bottom, plot->left + plot->width, bottom);
	for (size_t i = 0; i < n; i++) {
		const double x = nd_plot_x(plot, at[i]);

		put_rule(plot->out, "axis", x, bottom, x, bottom + TICK);
		put_label(plot, x, bottom + 18, ND_SVG_MIDDLE, at[i], decimals,
			  i + 1 == n ? unit : "");
	}
}

void nd_plot_ticks_y(const struct nd_plot *plot, const double *at, size_t n, unsigned decimals,
		     const char *unit)
{
	for (size_t i = 0; i < n; i++) {
		const double y = nd_plot_y(plot, at[i]);

		put_rule(plot->out, "hair", plot->left, y, plot->left + plot->width, y);
		put_label(plot, plot->left - 8, y + 4, ND_SVG_END, at[i], decimals,
			  i + 1 == n ? unit : "");
	}
}

void nd_plot_line(const struct nd_plot *plot, const char *classes, const struct nd_point *points,
		  size_t n)
{
	char x[ND_FIGURE_ROOM], y[ND_FIGURE_ROOM];

	fprintf(plot->out, "<polyline class=\"%s\" points=\"", classes);
	for (size_t i = 0; i < n; i++)
		fprintf(plot->out, "%s%s,%s", i ? " " : "",
			nd_figure_fixed(x, nd_plot_x(plot, points[i].x), 1),
			nd_figure_fixed(y, nd_plot_y(plot, points[i].y), 1));
	fputs("\"/>\n", plot->out);
}

void nd_plot_dot(const struct nd_plot *plot, const char *classes, struct nd_point at,
		 double radius)
{
	fprintf(plot->out, "<circle class=\"%s\"", classes);
	put_number(plot->out, "cx", nd_plot_x(plot, at.x));
	put_number(plot->out, "cy", nd_plot_y(plot, at.y));
	put_number(plot->out, "r", radius);
	fputs("/>\n", plot->out);
}

void nd_plot_box(const struct nd_plot *plot, const char *classes, struct nd_point from,
		 struct nd_point to, const char *title)
{
	const double x = nd_plot_x(plot, from.x < to.x ? from.x : to.x);
	const double y = nd_plot_y(plot, from.y > to.y ? from.y : to.y);

	fprintf(plot->out, "<rect class=\"%s\"", classes);
	put_number(plot->out, "x", x);
	put_number(plot->out, "y", y);
	put_number(plot->out, "width", nd_plot_x(plot, from.x > to.x ? from.x : to.x) - x);
	put_number(plot->out, "height", nd_plot_y(plot, from.y < to.y ? from.y : to.y) - y);
	if (title) {
		fputs("><title>", plot->out);
		nd_markup_string(plot->out, title);
		fputs("</title></rect>\n", plot->out);
	} else {
		fputs("/>\n", plot->out);
	}
}

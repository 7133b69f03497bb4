/*
 * svg.h - plots as SVG
 *
 * A plot is a rectangle of a picture that data is drawn into, in the units of
 * the data:
 *
 *	nd_svg_begin(out, 640, 400, "S-curve", ND_SVG_FILE);
 *	const struct nd_plot plot = { out, 60, 40, 540, 300, 0, 1, 0, 1 };
 *	nd_plot_ticks_x(&plot, ticks, n, 1, "");
 *	nd_plot_line(&plot, "ours", points, n);
 *	nd_svg_end(out);
 *
 * How things look is a matter of classes: a picture that is a file of its own
 * carries its style sheet, in a page that of the page counts.  Text is
 * escaped; write errors stay in the stream.
 */
#ifndef ND_REPORT_SVG_H
#define ND_REPORT_SVG_H

#include <stddef.h>
#include <stdio.h>

enum nd_svg_home { ND_SVG_FILE, ND_SVG_IN_PAGE };

/* Begin a picture of that many pixels; 'says' is for those who cannot see it. */
void nd_svg_begin(FILE *out, double width, double height, const char *says, enum nd_svg_home home);
void nd_svg_end(FILE *out);

enum nd_svg_anchor { ND_SVG_START, ND_SVG_MIDDLE, ND_SVG_END };

/* Text at a place of the picture, in pixels. */
void nd_svg_text(FILE *out, const char *classes, double x, double y, enum nd_svg_anchor anchor,
		 const char *text);

struct nd_plot {
	FILE *out;
	double left, top, width, height;	/* in the picture, pixels */
	double x0, x1, y0, y1;			/* data: at the left, right, bottom and top */
};

/* Where data stands in the picture. */
double nd_plot_x(const struct nd_plot *plot, double x);
double nd_plot_y(const struct nd_plot *plot, double y);

/* Ticks below the plot, and hairlines across it with labels at its left. */
void nd_plot_ticks_x(const struct nd_plot *plot, const double *at, size_t n, unsigned decimals,
		     const char *unit);
void nd_plot_ticks_y(const struct nd_plot *plot, const double *at, size_t n, unsigned decimals,
		     const char *unit);

struct nd_point {
	double x, y;
};

void nd_plot_line(const struct nd_plot *plot, const char *classes, const struct nd_point *points,
		  size_t n);
void nd_plot_dot(const struct nd_plot *plot, const char *classes, struct nd_point at,
		 double radius);
/* A rectangle from one corner to the opposite one; 'title' shows when it is pointed at. */
void nd_plot_box(const struct nd_plot *plot, const char *classes, struct nd_point from,
		 struct nd_point to, const char *title);

#endif

/*
 * grid.h - lines of cells in aligned columns
 *
 * The first ND_GRID_ROWS rows are held back to see how wide the columns have
 * to be; what comes later keeps to those widths, so that memory has a bound.
 * On a terminal a line is cut at its width, with an ellipsis; elsewhere
 * nothing is cut and a cell too wide for its column pushes its line right.
 */
#ifndef ND_REPORT_GRID_H
#define ND_REPORT_GRID_H

#include <stdio.h>

#include "base/array.h"
#include "report/characters.h"

#define ND_GRID_COLUMNS	5	/* at most */
#define ND_GRID_ROWS	4096

struct nd_grid_column {
	const char *name;	/* of the first line; NULL: no first line */
	int right;		/* align at the right? */
	enum nd_space space;	/* of its texts */
	unsigned share;		/* percent of the terminal that it may take, 1-100 */
};

struct nd_grid_cell {
	struct nd_text text;
	const char *style;	/* of style.h, or NULL */
};

struct nd_grid {
	FILE *out;
	const struct nd_grid_column *columns;
	size_t n_columns;
	size_t limit;		/* of a line; 0: none */
	int colour;
	size_t indent;		/* blanks before each line */
	struct nd_array rows;
	int settled;		/* are the widths fixed? */
	size_t widths[ND_GRID_COLUMNS];
};

/* 'columns' stays yours and must outlive the grid; 'limit' 0 is none. */
void nd_grid_init(struct nd_grid *grid, FILE *out, const struct nd_grid_column *columns,
		  size_t n_columns, size_t limit, int colour);
/* A row of n_columns cells.  ND_OK or ND_ENOMEM; as all that follow. */
enum nd_status nd_grid_row(struct nd_grid *grid, const struct nd_grid_cell *cells);
/* A line that runs across all columns. */
enum nd_status nd_grid_line(struct nd_grid *grid, struct nd_grid_cell cell);
/* The same, so many blanks from the left. */
enum nd_status nd_grid_indented(struct nd_grid *grid, size_t indent, struct nd_grid_cell cell);
/* Print what is held back. */
void nd_grid_flush(struct nd_grid *grid);
/* Free what it holds, printed or not. */
void nd_grid_release(struct nd_grid *grid);

#endif

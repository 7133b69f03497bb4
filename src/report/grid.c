/* grid.c - hold rows back, measure them, print them */
#include "report/grid.h"

#include <stdlib.h>
#include <string.h>

#include "report/style.h"

#define GAP		2	/* blanks between columns */
#define PAD_MAX		60	/* a wider cell does not widen its column off a terminal */
#define ELLIPSIS	"\xe2\x80\xa6"

struct row {
	char *texts[ND_GRID_COLUMNS];
	const char *styles[ND_GRID_COLUMNS];
	int across;		/* is it one text across all columns? */
	size_t indent;		/* of that text */
};

void nd_grid_init(struct nd_grid *grid, FILE *out, const struct nd_grid_column *columns,
		  size_t n_columns, size_t limit, int colour)
{
	*grid = (struct nd_grid){
		.out = out,
		.columns = columns,
		.n_columns = n_columns,
		.limit = limit,
		.colour = colour,
		.rows = ND_ARRAY_INIT(struct row, ND_GRID_ROWS),
	};
}

static void row_release(struct row *row)
{
	for (size_t i = 0; i < ND_GRID_COLUMNS; i++)
		free(row->texts[i]);
}

static size_t widest(const struct nd_grid *grid, size_t column)
{
	const struct row *const rows = grid->rows.items;
	const char *const name = grid->columns[column].name;
	size_t width = name ? nd_columns(name) : 0;

	for (size_t i = 0; i < grid->rows.n; i++) {
		size_t columns = 0;

		if (!rows[i].across)
			columns = nd_columns(rows[i].texts[column]);
		if (columns > width && (grid->limit || columns <= PAD_MAX))
			width = columns;
	}
	return width;
}

static void settle_widths(struct nd_grid *grid)
{
	for (size_t i = 0; i < grid->n_columns; i++) {
		const size_t share = grid->limit * grid->columns[i].share / 100;

		grid->widths[i] = widest(grid, i);
		if (grid->limit && grid->widths[i] > share)
			grid->widths[i] = share;
	}
	grid->settled = 1;
}

static void put_blanks(FILE *out, size_t n)
{
	while (n--)
		putc(' ', out);
}

/* Print a text in at most 'room' columns; returns those it took. */
static size_t put_cut(const struct nd_grid *grid, const char *text, const char *style, size_t room)
{
	const int styled = grid->colour && style && *style;
	size_t columns = nd_columns(text), kept = strlen(text);
	const int cut = columns > room;

	if (cut) {
		kept = nd_fitting(text, room - 1, &columns);
		columns++;
	}
	if (styled)
		fputs(style, grid->out);
	fwrite(text, 1, kept, grid->out);
	if (cut)
		fputs(ELLIPSIS, grid->out);
	if (styled)
		fputs(ND_STYLE_END, grid->out);
	return columns;
}

/* Each cell stands where its column starts, or after a cell that was too wide. */
static void put_row(const struct nd_grid *grid, const struct row *row)
{
	size_t at = 0;			/* columns printed so far */
	size_t start = grid->indent;	/* where the column starts */

	for (size_t i = 0; i < grid->n_columns; i++) {
		const size_t columns = nd_columns(row->texts[i]);
		size_t room = grid->widths[i], from = start;

		if (!grid->limit)
			room = columns;
		else if (start + room > grid->limit)
			room = start < grid->limit ? grid->limit - start : 0;
		if (grid->columns[i].right && columns < grid->widths[i])
			from += grid->widths[i] - columns;
		if (columns && room) {
			const size_t gap = from > at ? from - at : i ? GAP : 0;

			put_blanks(grid->out, gap);
			at += gap + put_cut(grid, row->texts[i], row->styles[i], room);
		}
		start += grid->widths[i] + GAP;
	}
	putc('\n', grid->out);
}

static void put_across(const struct nd_grid *grid, const struct row *row)
{
	const size_t columns = nd_columns(row->texts[0]), indent = grid->indent + row->indent;

	if (columns) {
		put_blanks(grid->out, indent);
		put_cut(grid, row->texts[0], row->styles[0],
			grid->limit > indent ? grid->limit - indent : columns);
	}
	putc('\n', grid->out);
}

static void put_names(const struct nd_grid *grid)
{
	struct row row = { .across = 0 };

	for (size_t i = 0; i < grid->n_columns; i++) {
		row.texts[i] = (char *)grid->columns[i].name;
		row.styles[i] = ND_STYLE_BOLD;
	}
	put_row(grid, &row);
}

void nd_grid_flush(struct nd_grid *grid)
{
	struct row *const rows = grid->rows.items;

	if (!grid->settled && grid->rows.n) {
		settle_widths(grid);
		if (grid->columns[0].name)
			put_names(grid);
	}
	for (size_t i = 0; i < grid->rows.n; i++) {
		if (rows[i].across)
			put_across(grid, &rows[i]);
		else
			put_row(grid, &rows[i]);
		row_release(&rows[i]);
	}
	grid->rows.n = 0;
}

/* Takes the row. */
static enum nd_status add(struct nd_grid *grid, struct row *row)
{
	if (grid->settled || grid->rows.n == ND_GRID_ROWS)
		nd_grid_flush(grid);
	if (!nd_array_append(&grid->rows, row, 1)) {
		row_release(row);
		return ND_ENOMEM;
	}
	return ND_OK;
}

enum nd_status nd_grid_row(struct nd_grid *grid, const struct nd_grid_cell *cells)
{
	struct row row = { .across = 0 };

	for (size_t i = 0; i < grid->n_columns; i++) {
		row.texts[i] = nd_shown(cells[i].text, grid->columns[i].space);
		row.styles[i] = cells[i].style;
		if (!row.texts[i]) {
			row_release(&row);
			return ND_ENOMEM;
		}
	}
	return add(grid, &row);
}

enum nd_status nd_grid_indented(struct nd_grid *grid, size_t indent, struct nd_grid_cell cell)
{
	struct row row = { .across = 1, .indent = indent };

	row.texts[0] = nd_shown(cell.text, ND_SPACE_FOLDED);
	row.styles[0] = cell.style;
	return row.texts[0] ? add(grid, &row) : ND_ENOMEM;
}

enum nd_status nd_grid_line(struct nd_grid *grid, struct nd_grid_cell cell)
{
	return nd_grid_indented(grid, 0, cell);
}

void nd_grid_release(struct nd_grid *grid)
{
	struct row *const rows = grid->rows.items;

	for (size_t i = 0; i < grid->rows.n; i++)
		row_release(&rows[i]);
	nd_array_release(&grid->rows);
}

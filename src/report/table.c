/*
 * table.c - results for people: aligned columns, cut to the terminal
 *
 * A pair takes two lines, one an article, the earlier first; a story takes a
 * heading and a line a member.  With an explanation a pair is a page of its
 * own (page.c).
 */
#include <stdlib.h>

#include "report/figures.h"
#include "report/format.h"
#include "report/grid.h"
#include "report/page.h"
#include "report/style.h"

enum { RELATION, SCORE, DATE, ID, TITLE, COLUMNS };

/* An id may be a path or an address: two fifths leave a title its place. */
static const struct nd_grid_column columns[COLUMNS] = {
	{ "RELATION", 0, ND_SPACE_AS_IT_STANDS, 100 },
	{ "SCORE", 1, ND_SPACE_AS_IT_STANDS, 100 },
	{ "DATE", 0, ND_SPACE_AS_IT_STANDS, 100 },
	{ "ID", 0, ND_SPACE_AS_IT_STANDS, 40 },
	{ "TITLE", 0, ND_SPACE_FOLDED, 100 },
};

/* A terminal with fewer columns has a line of its own for the title. */
#define NARROW 100

struct table {
	struct nd_grid grid;
	int narrow;
	size_t shown;		/* pages or stories */
};

static enum nd_status begin(struct nd_report *report)
{
	struct table *const table = calloc(1, sizeof(*table));

	if (!table)
		return ND_ENOMEM;
	table->narrow = report->opt.columns && report->opt.columns < NARROW;
	nd_grid_init(&table->grid, report->opt.out, columns, table->narrow ? TITLE : COLUMNS,
		     report->opt.columns, report->opt.colour);
	report->state = table;
	return ND_OK;
}

/* A row of one article; relation and score come from the caller, "" for none. */
static enum nd_status add_article(struct nd_report *report, struct nd_grid_cell relation,
				  const char *score, struct nd_text id, size_t index)
{
	struct table *const table = report->state;
	struct nd_headline headline = { .published = ND_NO_TIME };
	char date[ND_FIGURE_ROOM];
	struct nd_grid_cell cells[COLUMNS] = { [RELATION] = relation };
	enum nd_status status;

	if (report->opt.headline)
		report->opt.headline(report->opt.ctx, index, &headline);
	cells[SCORE].text = nd_text_of(score);
	cells[DATE].text = nd_text_of(nd_figure_date(date, headline.published));
	cells[DATE].style = ND_STYLE_DIM;
	cells[ID].text = id;
	cells[TITLE].text = headline.title;
	status = nd_grid_row(&table->grid, cells);
	if (status == ND_OK && table->narrow && headline.title.len)
		status = nd_grid_indented(&table->grid, 2,
					  (struct nd_grid_cell){ headline.title, NULL });
	return status;
}

static struct nd_grid_cell relation_cell(enum nd_relation relation)
{
	return (struct nd_grid_cell){ nd_text_of(nd_relation_label(relation)),
				      nd_relation_style(relation) };
}

static enum nd_status write_page(struct nd_report *report, const struct nd_explanation *why)
{
	struct table *const table = report->state;

	if (table->shown++)
		fputs("\n\n", report->opt.out);
	return nd_put_page(report, why);
}

static enum nd_status write_pair(struct nd_report *report, const struct nd_pair *pair,
				 const struct nd_explanation *why)
{
	const struct nd_grid_cell none = { nd_text_of(pair->same_url ? "same URL" : ""), NULL };
	char score[ND_FIGURE_ROOM];
	enum nd_status status;

	if (why)
		return write_page(report, why);
	status = add_article(report, relation_cell(pair->relation),
			     nd_figure_fixed(score, pair->score, 2), pair->a, pair->a_index);
	if (status == ND_OK)
		status = add_article(report, none, "", pair->b, pair->b_index);
	return status;
}

/* "Story 0123456789abcdef: 3 articles, 2015-05-11 10:30 to 2015-05-12 08:00" */
static enum nd_status add_heading(struct nd_grid *grid, const struct nd_cluster *cluster)
{
	char count[ND_FIGURE_ROOM], first[ND_FIGURE_ROOM], last[ND_FIGURE_ROOM], line[160];
	size_t n = 0;

	n += (size_t)snprintf(line, sizeof(line), "Story %.16s: %s %s", cluster->id,
			      nd_figure_count(count, cluster->size),
			      cluster->size == 1 ? "article" : "articles");
	if (cluster->first != ND_NO_TIME)
		n += (size_t)snprintf(line + n, sizeof(line) - n, ", %s",
				      nd_figure_date(first, cluster->first));
	if (cluster->last != cluster->first)
		snprintf(line + n, sizeof(line) - n, " to %s",
			 nd_figure_date(last, cluster->last));
	return nd_grid_line(grid, (struct nd_grid_cell){ nd_text_of(line), ND_STYLE_BOLD });
}

static enum nd_status add_member(struct nd_report *report, const struct nd_member *member)
{
	const struct nd_grid_cell representative = { nd_text_of("representative"), ND_STYLE_CYAN };
	char score[ND_FIGURE_ROOM];

	if (member->relation >= ND_RELATIONS)
		return add_article(report, representative, "", member->id, member->index);
	return add_article(report, relation_cell(member->relation),
			   nd_figure_fixed(score, member->score, 2), member->id, member->index);
}

static enum nd_status write_cluster(struct nd_report *report, const struct nd_cluster *cluster)
{
	const struct nd_grid_cell empty = { { "", 0 }, NULL };
	struct table *const table = report->state;
	enum nd_status status = ND_OK;

	if (table->shown++)
		status = nd_grid_line(&table->grid, empty);
	if (status == ND_OK)
		status = add_heading(&table->grid, cluster);
	for (size_t i = 0; status == ND_OK && i < cluster->size; i++)
		status = add_member(report, &cluster->members[i]);
	return status;
}

static enum nd_status end(struct nd_report *report)
{
	struct table *const table = report->state;

	if (!ferror(report->opt.out))
		nd_grid_flush(&table->grid);
	nd_grid_release(&table->grid);
	free(table);
	return ND_OK;
}

const struct nd_report_format nd_report_as_table = {
	.name = "table",
	.begin = begin,
	.pair = write_pair,
	.cluster = write_cluster,
	.explanation = write_page,
	.end = end,
};

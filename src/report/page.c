/*
 * page.c - an explanation in the order in which a reader asks
 *
 *	which two articles? -> what are they to each other? -> why? ->
 *	by which figures? -> which words? -> which passages?
 */
#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "report/diff.h"
#include "report/figures.h"
#include "report/grid.h"
#include "report/paragraph.h"
#include "report/style.h"

#define WIDTH		80	/* columns where there is no terminal to ask */
#define BAR_COLUMNS	20	/* of the heaviest term */
#define BLOCK		"\xe2\x96\x88"

static const char *const relation_says[ND_RELATIONS + 1] = {
	[ND_IDENTICAL] = "the same words in the same order",
	[ND_NEAR_DUPLICATE] = "two versions of one text",
	[ND_CONTAINED] = "most of the shorter text stands in the longer one",
	[ND_SAME_EVENT] = "two reports of one event in different words",
	[ND_UNRELATED] = "neither copies of one text nor reports of one event",
};

static size_t page_width(const struct nd_report *report)
{
	return report->opt.columns ? report->opt.columns : WIDTH;
}

static const char *style(const struct nd_report *report, const char *sequence)
{
	return report->opt.colour ? sequence : "";
}

static void put_heading(struct nd_report *report, const char *heading)
{
	fprintf(report->opt.out, "\n%s%s%s\n", style(report, ND_STYLE_BOLD), heading,
		style(report, ND_STYLE_END));
}

/* A text as a paragraph; 'sequence' is its style. */
static enum nd_status put_text(struct nd_report *report, const char *first, const char *rest,
			       struct nd_text text, const char *sequence)
{
	const struct nd_paragraph paragraph = {
		first, rest, report->opt.colour ? sequence : NULL, page_width(report)
	};
	char *const shown = nd_shown(text, ND_SPACE_FOLDED);

	if (!shown)
		return ND_ENOMEM;
	nd_put_paragraph(report->opt.out, &paragraph, shown);
	free(shown);
	return ND_OK;
}

static enum nd_status put_article(struct nd_report *report, const char *name, struct nd_text id,
				  size_t index)
{
	struct nd_headline headline = { .published = ND_NO_TIME };
	char date[ND_FIGURE_ROOM];
	char *const shown = nd_shown(id, ND_SPACE_AS_IT_STANDS);
	enum nd_status status = ND_OK;

	if (!shown)
		return ND_ENOMEM;
	if (report->opt.headline)
		report->opt.headline(report->opt.ctx, index, &headline);
	nd_figure_date(date, headline.published);
	fprintf(report->opt.out, "%s  %s%s%s  %s\n", name, style(report, ND_STYLE_BOLD), shown,
		style(report, ND_STYLE_END), *date == '-' ? "no date" : date);
	free(shown);
	if (headline.title.len)
		status = put_text(report, "   ", "   ", headline.title, NULL);
	return status;
}

static void put_relation(struct nd_report *report, const struct nd_explanation *why)
{
	const struct nd_pair *const pair = &why->pair;
	char score[ND_FIGURE_ROOM], hours[ND_FIGURE_ROOM];
	FILE *const out = report->opt.out;

	fprintf(out, "\n%s%s%s", style(report, nd_relation_style(pair->relation)),
		nd_relation_label(pair->relation), style(report, ND_STYLE_END));
	if (pair->relation < ND_RELATIONS)
		fprintf(out, ", score %s", nd_figure_fixed(score, pair->score, 2));
	fprintf(out, ": %s", pair->relation == ND_SAME_EVENT && pair->same_url ?
		"two versions of one page" : relation_says[pair->relation]);
	if (pair->hours_apart >= 0)
		fprintf(out, ", %s hours apart", nd_figure(hours, pair->hours_apart, 1));
	putc('\n', out);
}

static enum nd_status put_reasons(struct nd_report *report, const struct nd_explanation *why)
{
	enum nd_status status = ND_OK;

	if (!why->n_reasons)
		return ND_OK;
	put_heading(report, "Why");
	for (size_t i = 0; status == ND_OK && i < why->n_reasons; i++)
		status = put_text(report, "  - ", "    ", nd_text_of(why->reasons[i]), NULL);
	return status;
}

static enum nd_status put_measures(struct nd_report *report, const struct nd_explanation *why)
{
	static const struct nd_grid_column columns[] = {
		{ NULL, 0, ND_SPACE_FOLDED, 100 },
		{ NULL, 1, ND_SPACE_FOLDED, 100 },
		{ NULL, 0, ND_SPACE_FOLDED, 100 },
	};
	struct nd_grid grid;
	enum nd_status status = ND_OK;

	if (!why->n_measures)
		return ND_OK;
	put_heading(report, "Measures");
	/* no limit: what a figure says must not be cut */
	nd_grid_init(&grid, report->opt.out, columns, 3, 0, report->opt.colour);
	grid.indent = 2;
	for (size_t i = 0; status == ND_OK && i < why->n_measures; i++) {
		const struct nd_measure *const measure = &why->measures[i];
		char value[ND_FIGURE_ROOM];
		const char *const shown = nd_figure(value, measure->value, 4);
		const struct nd_grid_cell cells[] = {
			{ nd_text_of(measure->name), NULL },
			{ nd_text_of(shown ? shown : "-"), ND_STYLE_CYAN },
			{ nd_text_of(measure->says ? measure->says : ""), NULL },
		};

		status = nd_grid_row(&grid, cells);
	}
	nd_grid_flush(&grid);
	nd_grid_release(&grid);
	return status;
}

/* A bar of blocks, as long as the weight is to the heaviest; at least one. */
static struct nd_text bar(char out[BAR_COLUMNS * sizeof(BLOCK)], double weight, double heaviest)
{
	const double part = heaviest > 0 ? weight / heaviest : 0;
	size_t blocks = 1;

	if (part > 0 && part <= 1)
		blocks = (size_t)(part * BAR_COLUMNS + 0.5);
	if (blocks < 1)
		blocks = 1;
	out[0] = '\0';
	for (size_t i = 0; i < blocks; i++)
		strcat(out, BLOCK);
	return nd_text_of(out);
}

static enum nd_status put_terms(struct nd_report *report, const struct nd_explanation *why)
{
	static const struct nd_grid_column columns[] = {
		{ NULL, 0, ND_SPACE_FOLDED, 50 },
		{ NULL, 1, ND_SPACE_FOLDED, 100 },
		{ NULL, 0, ND_SPACE_FOLDED, 100 },
	};
	struct nd_grid grid;
	enum nd_status status = ND_OK;

	if (!why->n_terms)
		return ND_OK;
	put_heading(report, "Terms in both, and their share of what the two have in common");
	nd_grid_init(&grid, report->opt.out, columns, 3, report->opt.columns, report->opt.colour);
	grid.indent = 2;
	for (size_t i = 0; status == ND_OK && i < why->n_terms; i++) {
		const double weight = why->terms[i].weight;
		char figure[ND_FIGURE_ROOM], percent[ND_FIGURE_ROOM + 2];
		char blocks[BAR_COLUMNS * sizeof(BLOCK)];
		struct nd_grid_cell cells[] = {
			{ why->terms[i].term, NULL },
			{ { NULL, 0 }, NULL },
			{ bar(blocks, weight, why->terms[0].weight), ND_STYLE_GREEN },
		};

		snprintf(percent, sizeof(percent), "%s %%",
			 nd_figure_fixed(figure, weight * 100, 1));
		cells[1].text = nd_text_of(percent);
		status = nd_grid_row(&grid, cells);
	}
	nd_grid_flush(&grid);
	nd_grid_release(&grid);
	return status;
}

static struct nd_text text_of(const struct nd_report *report, size_t index)
{
	struct nd_headline headline = { .published = ND_NO_TIME };

	if (report->opt.headline)
		report->opt.headline(report->opt.ctx, index, &headline);
	return headline.text;
}

static enum nd_status put_passages(struct nd_report *report, const struct nd_explanation *why)
{
	const struct nd_text a = text_of(report, why->pair.a_index);
	const struct nd_text b = text_of(report, why->pair.b_index);

	if (!why->n_passages)
		return ND_OK;
	put_heading(report, a.len && b.len ? "Passages in both, and what else there is: - A, + B"
					   : "Passages in both");
	return nd_put_diff(report, why, a, b, page_width(report));
}

static enum nd_status put_left_out(struct nd_report *report, const struct nd_explanation *why)
{
	enum nd_status status = ND_OK;

	if (!why->n_left_out)
		return ND_OK;
	put_heading(report, "Left out, with how many of the articles of its source have it");
	for (size_t i = 0; status == ND_OK && i < why->n_left_out; i++) {
		const struct nd_left_out *const one = &why->left_out[i];
		char first[48];

		snprintf(first, sizeof(first), "  %c %u of %u  ", one->in_b ? 'B' : 'A', one->in, one->of);
		status = put_text(report, first, "    ", one->text, NULL);
	}
	return status;
}

enum nd_status nd_put_page(struct nd_report *report, const struct nd_explanation *why)
{
	const struct nd_pair *const pair = &why->pair;
	enum nd_status status = put_article(report, "A", pair->a, pair->a_index);

	if (status == ND_OK)
		status = put_article(report, "B", pair->b, pair->b_index);
	if (status != ND_OK)
		return status;
	put_relation(report, why);
	status = put_reasons(report, why);
	if (status == ND_OK)
		status = put_measures(report, why);
	if (status == ND_OK)
		status = put_terms(report, why);
	if (status == ND_OK)
		status = put_passages(report, why);
	if (status == ND_OK)
		status = put_left_out(report, why);
	return status;
}

/* eval_page.c - an evaluation for people */
#include <math.h>
#include <stdlib.h>

#include "cli/evaluation.h"
#include "report/figures.h"
#include "report/grid.h"
#include "report/paragraph.h"
#include "report/style.h"

#define WIDTH	80	/* columns of the reasons */
#define ROOM	128	/* bytes of a cell or a heading */

struct page {
	struct evaluation *evaluation;
	struct nd_grid grid;
	enum nd_status status;	/* of the grid so far */
	struct nd_error *err;
};

struct line {
	const char *name;
	enum nd_quality_figure figure;
};

static const struct nd_grid_column columns[] = {
	{ NULL, 0, ND_SPACE_AS_IT_STANDS, 100 },
	{ NULL, 1, ND_SPACE_AS_IT_STANDS, 100 },
	{ NULL, 1, ND_SPACE_AS_IT_STANDS, 100 },
	{ NULL, 0, ND_SPACE_AS_IT_STANDS, 100 },
};

static void put_line(struct page *page, const char *text, const char *style)
{
	const struct nd_grid_cell cell = { nd_text_of(text), style };

	if (page->status == ND_OK)
		page->status = nd_grid_line(&page->grid, cell);
}

static void put_heading(struct page *page, const char *heading)
{
	put_line(page, "", NULL);
	put_line(page, heading, ND_STYLE_BOLD);
}

static void put_row(struct page *page, const char *name, const char *value, const char *more,
		    const char *remark)
{
	char indented[ROOM];
	struct nd_grid_cell cells[] = {
		{ { NULL, 0 }, NULL },
		{ nd_text_of(value), ND_STYLE_CYAN },
		{ nd_text_of(more), ND_STYLE_DIM },
		{ nd_text_of(remark), NULL },
	};

	snprintf(indented, sizeof(indented), "  %s", name);
	cells[0].text = nd_text_of(indented);
	if (page->status == ND_OK)
		page->status = nd_grid_row(&page->grid, cells);
}

/* A figure with its interval: "[0.912 - 0.940]", or none where nothing was drawn. */
static void put_figure(struct page *page, const char *name, enum nd_quality_figure figure,
		       const char *remark)
{
	const struct nd_estimate *const estimate = &page->evaluation->estimate[figure];
	char value[ND_FIGURE_ROOM], low[ND_FIGURE_ROOM], high[ND_FIGURE_ROOM], interval[ROOM] = "";

	if (!isnan(estimate->low))
		snprintf(interval, sizeof(interval), "[%s - %s]",
			 nd_figure_fixed(low, estimate->low, 3),
			 nd_figure_fixed(high, estimate->high, 3));
	put_row(page, name, nd_figure_fixed(value, estimate->value, 3), interval, remark);
}

static void put_figures(struct page *page, const struct line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_figure(page, lines[i].name, lines[i].figure, "");
}

static void put_top(struct page *page)
{
	const struct nd_truth *const truth = &page->evaluation->truth;
	char articles[64], labelled[64], groups[64], pairs[64], line[3 * ROOM];

	plural(articles, truth->articles, "article", "articles");
	plural(labelled, truth->labelled, "with a label", "with a label");
	plural(pairs, truth->pairs, "pair belongs together", "pairs belong together");
	if (truth->form == ND_LABEL_CLUSTERS)
		plural(groups, truth->classes - truth->strangers, "cluster", "clusters");
	else
		plural(groups, truth->listed.n, "listed pair", "listed pairs");
	snprintf(line, sizeof(line), "%s, %s, in %s; %s", articles, labelled, groups, pairs);
	put_line(page, line, ND_STYLE_BOLD);
	snprintf(line, sizeof(line), "[in brackets: where 95 of 100 draws of the labelled "
		 "clusters lie; %u draws]", page->evaluation->rounds);
	put_line(page, line, ND_STYLE_DIM);
}

static void put_pairs(struct page *page)
{
	static const struct line lines[] = {
		{ "precision", ND_Q_PRECISION },
		{ "recall", ND_Q_RECALL },
		{ "F1", ND_Q_F1 },
		{ "average precision", ND_Q_AVERAGE_PRECISION },
		{ "best F1", ND_Q_BEST_F1 },
		{ "at a score of", ND_Q_BEST_THRESHOLD },
	};
	char heading[ROOM], count[ND_FIGURE_ROOM];

	snprintf(heading, sizeof(heading), "Pairs: %s reported",
		 nd_figure_count(count, page->evaluation->reported));
	put_heading(page, heading);
	put_figures(page, lines, sizeof(lines) / sizeof(*lines));
}

static void put_stories(struct page *page)
{
	static const struct line by_pairs[] = {
		{ "precision", ND_Q_STORY_PRECISION },
		{ "recall", ND_Q_STORY_RECALL },
		{ "F1", ND_Q_STORY_F1 },
		{ "adjusted Rand index", ND_Q_ARI },
	};
	static const struct line by_articles[] = {
		{ "B-cubed precision", ND_Q_B3_PRECISION },
		{ "B-cubed recall", ND_Q_B3_RECALL },
		{ "B-cubed F1", ND_Q_B3_F1 },
	};
	char heading[ROOM], count[ND_FIGURE_ROOM];

	snprintf(heading, sizeof(heading), "Stories: %s of two articles or more",
		 nd_figure_count(count, page->evaluation->together));
	put_heading(page, heading);
	put_figures(page, by_pairs, sizeof(by_pairs) / sizeof(*by_pairs));
	if (page->evaluation->truth.form == ND_LABEL_CLUSTERS)
		put_figures(page, by_articles, sizeof(by_articles) / sizeof(*by_articles));
}

static void put_candidates(struct page *page)
{
	const struct evaluation *const evaluation = page->evaluation;
	char heading[ROOM], count[ND_FIGURE_ROOM], figure[ND_FIGURE_ROOM];

	snprintf(heading, sizeof(heading), "Candidates: %s pairs compared, %s an article",
		 nd_figure_count(count, evaluation->scored.n),
		 nd_figure_fixed(figure, (double)evaluation->scored.n / evaluation->truth.articles,
				 1));
	put_heading(page, heading);
	put_figure(page, "recall", ND_Q_CANDIDATE_RECALL, "");
}

/* "81 of 96" */
static const char *of_pairs(char out[ROOM], struct nd_curve_bin bin)
{
	char right[ND_FIGURE_ROOM], pairs[ND_FIGURE_ROOM];

	snprintf(out, ROOM, "%s of %s", nd_figure_count(right, bin.right),
		 nd_figure_count(pairs, bin.pairs));
	return out;
}

static void put_calibration(struct page *page)
{
	static const char *const names[ND_Q_RANGES] = {
		"from .4 to .6", "from .5", "from .7", "from .9",
	};
	const struct nd_curve *const curve = &page->evaluation->quality.curve;
	char remark[ROOM];

	put_heading(page, "Calibration: the share that is right of the pairs with a score");
	for (size_t i = 0; i < ND_Q_RANGES; i++) {
		const struct nd_quality_range *const range = &nd_quality_ranges[i];

		of_pairs(remark, nd_curve_bin(curve, range->from, range->to));
		put_figure(page, names[i], range->figure, remark);
	}
	for (int i = 0; i < ND_CURVE_BINS; i++) {
		const struct nd_curve_bin bin = nd_curve_tenth(curve, i);
		char name[ROOM], share[ND_FIGURE_ROOM], mean[ND_FIGURE_ROOM], more[ROOM] = "";

		snprintf(name, sizeof(name), i < 9 ? "from .%d to .%d" : "from .%d to 1", i, i + 1);
		if (bin.pairs)
			snprintf(more, sizeof(more), "mean score %s",
				 nd_figure_fixed(mean, bin.mean, 3));
		put_row(page, name, nd_figure_fixed(share, bin.right_share, 3), more,
			of_pairs(remark, bin));
	}
}

static enum nd_status put_text(const char *first, const char *rest, const char *string)
{
	const struct nd_paragraph paragraph = { first, rest, NULL, WIDTH };
	char *const shown = nd_shown(nd_text_of(string), ND_SPACE_FOLDED);

	if (!shown)
		return ND_ENOMEM;
	nd_put_paragraph(stdout, &paragraph, shown);
	free(shown);
	return ND_OK;
}

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	struct page *const page = ctx;

	for (size_t i = 0; i < why->n_reasons && page->status == ND_OK; i++)
		page->status = put_text("        - ", "          ", why->reasons[i]);
	return page->status != ND_OK;
}

/* "    id [cluster]  title" */
static void put_article(struct page *page, uint32_t i)
{
	struct evaluation *const evaluation = page->evaluation;
	const struct nd_text id = gather_id(&evaluation->gather, i);
	const struct nd_text cluster = nd_labels_cluster(&evaluation->labels, id);
	struct nd_headline headline;
	char *line = NULL;

	gather_headline(&evaluation->gather, i, &headline);
	if (asprintf(&line, "%.*s%s%.*s%s  %.*s", (int)id.len, id.at, cluster.len ? " [" : "",
		     (int)cluster.len, cluster.at, cluster.len ? "]" : "",
		     (int)headline.title.len, headline.title.at) < 0) {
		page->status = ND_ENOMEM;
		return;
	}
	page->status = put_text("      ", "      ", line);
	free(line);
}

static void put_mistake(struct page *page, const struct nd_mistake *mistake)
{
	struct evaluation *const evaluation = page->evaluation;
	const uint32_t *const story = evaluation->story;
	char score[ND_FIGURE_ROOM];
	enum nd_status status;

	printf("  %s, %s\n",
	       mistake->compared ? nd_figure_fixed(score, mistake->score, 3) : "never compared",
	       story[mistake->a] == story[mistake->b] ? "in one story" : "in two stories");
	put_article(page, mistake->a);
	if (page->status == ND_OK)
		put_article(page, mistake->b);
	if (page->status != ND_OK)
		return;
	status = evaluation_explain(evaluation, mistake, on_explanation, page, page->err);
	if (page->status == ND_OK)
		page->status = status;
}

static void put_mistakes(struct page *page, const char *heading, const struct nd_array *array)
{
	const struct nd_mistake *const mistake = array->items;

	printf("\n%s%s%s\n", page->grid.colour ? ND_STYLE_BOLD : "", heading,
	       page->grid.colour ? ND_STYLE_END : "");
	if (!array->n)
		puts("  none");
	for (size_t i = 0; i < array->n && page->status == ND_OK; i++)
		put_mistake(page, &mistake[i]);
}

enum nd_status put_evaluation_page(struct evaluation *evaluation, int colour, struct nd_error *err)
{
	struct page page = { .evaluation = evaluation, .err = err };

	nd_grid_init(&page.grid, stdout, columns, sizeof(columns) / sizeof(*columns), 0, colour);
	put_top(&page);
	put_pairs(&page);
	put_stories(&page);
	put_candidates(&page);
	put_calibration(&page);
	nd_grid_flush(&page.grid);
	nd_grid_release(&page.grid);
	if (evaluation->gather.settings->errors) {
		put_mistakes(&page, "Worst false pairs: reported, but not together by the labels",
			     &evaluation->merges);
		put_mistakes(&page, "Worst misses: together by the labels, but not reported",
			     &evaluation->misses);
	}
	if (page.status == ND_ENOMEM)
		return nd_fail_memory(err);
	return page.status;
}

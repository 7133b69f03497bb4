/*
 * eval_html.c - an evaluation as a page to look at
 *
 * Figures with their intervals, the curves, and the worst mistakes, which are
 * pairs as a report has them: any of them can be read side by side.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/evaluation.h"
#include "cli/message.h"
#include "cli/outfile.h"
#include "report/figures.h"
#include "report/markup.h"

#define PAGE_MISTAKES	(ND_ACROSS_MOST / 2)	/* of either kind on the page */

struct page {
	struct evaluation *evaluation;
	struct nd_coverage coverage;
	struct nd_story_page *story_page;
	struct nd_array mistakes;	/* const struct nd_mistake *: by story */
	const struct nd_pair *pair;	/* that is being explained */
	struct nd_array notes;		/* char: what the labels say of an article, last asked */
	enum nd_status status;		/* of what a callback did */
};

struct line {
	const char *name;
	enum nd_quality_figure figure;
};

static void put_line(FILE *out, const struct evaluation *evaluation, const struct line *line)
{
	const struct nd_estimate *const estimate = &evaluation->estimate[line->figure];
	char value[ND_FIGURE_ROOM], low[ND_FIGURE_ROOM], high[ND_FIGURE_ROOM];

	if (isnan(estimate->value))
		return;
	fprintf(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"soft\">", line->name,
		nd_figure_fixed(value, estimate->value, 3));
	if (!isnan(estimate->low))
		fprintf(out, "%s\xe2\x80\x93%s", nd_figure_fixed(low, estimate->low, 3),
			nd_figure_fixed(high, estimate->high, 3));
	fputs("</td><td>", out);
	draw_interval(out, estimate);
	fputs("</td></tr>\n", out);
}

static void put_table(FILE *out, const struct evaluation *evaluation, const char *heading,
		      const struct line *lines, size_t n)
{
	fprintf(out, "<table><caption>%s</caption>\n", heading);
	for (size_t i = 0; i < n; i++)
		put_line(out, evaluation, &lines[i]);
	fputs("</table>\n", out);
}

static void put_figures(FILE *out, const struct evaluation *evaluation)
{
	static const struct line pairs[] = {
		{ "precision", ND_Q_PRECISION }, { "recall", ND_Q_RECALL }, { "F1", ND_Q_F1 },
		{ "average precision", ND_Q_AVERAGE_PRECISION },
		{ "best F1", ND_Q_BEST_F1 }, { "at a score of", ND_Q_BEST_THRESHOLD },
		{ "compared at all", ND_Q_CANDIDATE_RECALL },
	};
	static const struct line stories[] = {
		{ "precision", ND_Q_STORY_PRECISION }, { "recall", ND_Q_STORY_RECALL },
		{ "F1", ND_Q_STORY_F1 }, { "adjusted Rand index", ND_Q_ARI },
		{ "B-cubed precision", ND_Q_B3_PRECISION }, { "B-cubed recall", ND_Q_B3_RECALL },
		{ "B-cubed F1", ND_Q_B3_F1 },
	};

	fputs("<section class=\"figures\">\n", out);
	put_table(out, evaluation, "Pairs", pairs, sizeof(pairs) / sizeof(*pairs));
	put_table(out, evaluation, "Stories", stories, sizeof(stories) / sizeof(*stories));
	fputs("</section>\n", out);
}

/* A plot under a heading. */
static void put_plot(FILE *out, const struct evaluation *evaluation, const char *classes,
		     const char *heading, const char *says,
		     void (*draw)(FILE *out, const struct evaluation *evaluation))
{
	fprintf(out, "<figure class=\"%s\"><figcaption><b>%s</b> %s</figcaption>\n", classes, heading,
		says);
	draw(out, evaluation);
	fputs("</figure>\n", out);
}

static void put_dek(FILE *out, const struct evaluation *evaluation)
{
	const struct nd_truth *const truth = &evaluation->truth;
	char articles[64], labelled[ND_FIGURE_ROOM], groups[64], pairs[64];

	if (truth->form == ND_LABEL_CLUSTERS)
		plural(groups, truth->classes - truth->strangers, "cluster", "clusters");
	else
		plural(groups, truth->listed.n, "listed pair", "listed pairs");
	fprintf(out, "<p class=\"dek\">%s, <b>%s</b> with a label, in <b>%s</b>; <b>%s</b>. "
		"%s.</p>\n", plural(articles, truth->articles, "article", "articles"),
		nd_figure_count(labelled, truth->labelled), groups,
		plural(pairs, truth->pairs, "pair belongs together", "pairs belong together"),
		evaluation->rounds ? "A bar is where 95 of 100 draws of the labelled clusters lie"
				   : "Too many pairs for intervals");
}

/* A nd_story_page_options.put_head; 'ctx' is the page. */
static void put_head(void *ctx, FILE *out)
{
	const struct page *const page = ctx;
	const struct evaluation *const evaluation = page->evaluation;
	const char *const labels = evaluation->gather.settings->labels;
	const char *const slash = strrchr(labels, '/');

	fputs("<header class=\"masthead\">\n<p class=\"kicker\">neardup</p>\n<h1>How good it is by "
	      "<bdi>", out);
	nd_markup_string(out, slash && slash[1] ? slash + 1 : labels);
	fputs("</bdi></h1>\n", out);
	put_dek(out, evaluation);
	fputs("</header>\n", out);
	put_figures(out, evaluation);
	fputs("<section class=\"plots\">\n", out);
	put_plot(out, evaluation, "square", "Precision and recall",
		 "of all compared pairs, from the surest down", draw_precision_recall);
	put_plot(out, evaluation, "square", "Calibration",
		 "where the line is on the diagonal, a score is the share that is right; the larger the "
		 "dot, the more pairs", draw_calibration);
	put_plot(out, evaluation, "wide", "Scores",
		 "of the pairs that belong together and of those that do not, in powers of ten",
		 draw_scores);
	fputs("</section>\n", out);
}

/* An nd_page_article_of that adds what the labels say; good until the next call. */
static void article_of(void *ctx, size_t i, struct nd_page_article *out)
{
	struct page *const page = ctx;
	struct nd_text cluster;

	gather_article(&page->evaluation->gather, i, out);
	cluster = nd_labels_cluster(&page->evaluation->labels, out->id);
	page->notes.n = 0;
	if (cluster.len && nd_array_append(&page->notes, "labelled ", 9) &&
	    nd_array_append(&page->notes, cluster.at, cluster.len))
		out->note = (struct nd_text){ page->notes.items, page->notes.n };
}

static int keep_pair(void *ctx, const struct nd_explanation *why)
{
	struct page *const page = ctx;

	return nd_coverage_pair(&page->coverage, &why->pair) != ND_OK;
}

/* The mistakes as pairs of a coverage; returns how many. */
static enum nd_status add_mistakes(struct page *page, const struct nd_array *mistakes, size_t *n,
				   struct nd_error *err)
{
	const struct nd_mistake *const mistake = mistakes->items;
	enum nd_status status = ND_OK;

	*n = mistakes->n < PAGE_MISTAKES ? mistakes->n : PAGE_MISTAKES;
	for (size_t i = 0; status == ND_OK && i < *n; i++) {
		const struct nd_pair pair = {
			.a_index = mistake[i].a, .b_index = mistake[i].b, .relation = ND_UNRELATED,
			.jaccard = -1, .containment = -1, .event = -1, .hours_apart = -1,
		};
		const struct nd_mistake *const one = &mistake[i];

		/* to have one compared that never was takes as long as the whole run */
		if (one->compared)
			status = evaluation_explain(page->evaluation, one, keep_pair, page, err);
		else
			status = nd_coverage_pair(&page->coverage, &pair);
		if (status == ND_OK && !nd_array_append(&page->mistakes, &one, 1))
			status = ND_ENOMEM;
	}
	return status;
}

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	struct page *const page = ctx;

	page->status = nd_story_page_pair(page->story_page, page->pair, why);
	return page->status != ND_OK;
}

static enum nd_status write_mistake(struct page *page, size_t i, struct nd_error *err)
{
	const struct nd_mistake *const mistake =
		((const struct nd_mistake *const *)page->mistakes.items)[i];
	const struct nd_story *const story = nd_story_at(&page->coverage, i);
	enum nd_status status = nd_story_page_begin(page->story_page, i);

	page->pair = nd_story_pair(&page->coverage, story, 0);
	if (status == ND_OK && mistake->compared)
		status = evaluation_explain(page->evaluation, mistake, on_explanation, page, err);
	else if (status == ND_OK)
		status = nd_story_page_pair(page->story_page, page->pair, NULL);
	return status == ND_OK ? nd_story_page_end(page->story_page) : status;
}

static enum nd_status write_page(struct page *page, FILE *out, size_t merges, size_t misses,
				 struct nd_error *err)
{
	static const char title[] = "How good it is";
	const struct nd_story_section sections[] = {
		{ "Worst false pairs", "Reported, but not together by the labels; the surest first.", 0,
		  merges },
		{ "Worst misses", "Together by the labels, but not reported: those never compared "
		  "first, then the least sure.", merges, merges + misses },
	};
	const struct nd_story_page_options opt = {
		.out = out,
		.title = { title, sizeof(title) - 1 },
		.settings = "Judged by neardup " ND_VERSION_STRING ".",
		.article = article_of,
		.ctx = page,
		.put_head = put_head,
		.sections = sections,
		.n_sections = 2,
	};
	enum nd_status status = nd_story_page_open(&page->story_page, &page->coverage, &opt), closed;

	for (size_t i = 0; status == ND_OK && i < merges + misses; i++)
		status = write_mistake(page, i, err);
	closed = nd_story_page_close(page->story_page);
	return status == ND_OK ? closed : status;
}

static enum nd_status fill(struct page *page, FILE *out, struct nd_error *err)
{
	size_t merges = 0, misses = 0;
	enum nd_status status = add_mistakes(page, &page->evaluation->merges, &merges, err);

	if (status == ND_OK)
		status = add_mistakes(page, &page->evaluation->misses, &misses, err);
	if (status == ND_OK)
		status = nd_coverage_settle(&page->coverage);
	return status == ND_OK ? write_page(page, out, merges, misses, err) : status;
}

enum exit_code write_evaluation_html(struct evaluation *evaluation)
{
	struct page page = {
		.evaluation = evaluation,
		.coverage = ND_COVERAGE_INIT,
		.mistakes = ND_ARRAY_INIT(const struct nd_mistake *, 2 * PAGE_MISTAKES),
		.notes = ND_ARRAY_INIT(char, 2 * ND_ID_MAX),
	};
	struct nd_error err = { .status = ND_OK };
	struct outfile file;
	enum exit_code code = outfile_open(&file, evaluation->gather.settings->output), closed;
	enum nd_status status = code == EXIT_DONE ? fill(&page, file.out, &err) : ND_OK;

	if (status == ND_ESTOPPED || status == ND_ENOMEM)
		message("%s", nd_status_text(ND_ENOMEM));
	else if (status != ND_OK && status != ND_EIO)
		message("%s", err.message);
	closed = outfile_close(&file, code == EXIT_DONE && (status == ND_OK || status == ND_EIO));
	nd_coverage_release(&page.coverage);
	nd_array_release(&page.mistakes);
	nd_array_release(&page.notes);
	if (code != EXIT_DONE || closed != EXIT_DONE)
		return EXIT_TROUBLE;
	return status == ND_OK ? EXIT_DONE : EXIT_TROUBLE;
}

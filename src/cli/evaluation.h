/*
 * evaluation.h - a run and the labels it is judged by
 *
 * cmd_eval.c fills it in; eval_json.c, eval_page.c and eval_html.c show it, eval_plots.c draws it.
 */
#ifndef ND_CLI_EVALUATION_H
#define ND_CLI_EVALUATION_H

#include "cli/gather.h"
#include "eval/errors.h"
#include "eval/quality.h"

struct evaluation {
	struct gather gather;
	struct nd_labels labels;
	uint64_t bad_labels;		/* lines that were left out */
	struct nd_truth truth;
	struct nd_array scored;		/* struct nd_scored: every pair that was compared */
	uint32_t *story;		/* by article */
	uint32_t stories;		/* so far; in the end all, those of one article too */
	uint32_t together;		/* stories of two articles or more */
	uint64_t reported;		/* pairs, judged or not */
	struct nd_quality quality;
	struct nd_estimate estimate[ND_Q_FIGURES];
	unsigned rounds;
	uint32_t errors;		/* of either kind to look for */
	struct nd_array merges, misses;	/* struct nd_mistake */
};

/* Ask the engine why, and have 'fn' told. */
enum nd_status evaluation_explain(struct evaluation *evaluation, const struct nd_mistake *mistake,
				  nd_on_explanation *fn, void *ctx, struct nd_error *err);

/* Show it on standard output: one JSON object a line, or a page for people. */
enum nd_status put_evaluation_json(struct evaluation *evaluation, struct nd_error *err);
enum nd_status put_evaluation_page(struct evaluation *evaluation, int colour, struct nd_error *err);


/* Write the page that --output asks for.  EXIT_DONE or, the user told, EXIT_TROUBLE. */
enum exit_code write_evaluation_html(struct evaluation *evaluation);

/* Draw into a page, as SVG: precision and recall, calibration, scores of both kinds of pairs. */
void draw_precision_recall(FILE *out, const struct evaluation *evaluation);
void draw_calibration(FILE *out, const struct evaluation *evaluation);
void draw_scores(FILE *out, const struct evaluation *evaluation);
/* A figure and its interval on a line from 0 to 1. */
void draw_interval(FILE *out, const struct nd_estimate *estimate);

#endif

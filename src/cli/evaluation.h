/*
 * evaluation.h - a run and the labels it is judged by
 *
 * cmd_eval.c fills it in; eval_json.c and eval_page.c show it.
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
	struct nd_array merges, misses;	/* struct nd_mistake */
};

/* Ask the engine why, and have 'fn' told. */
enum nd_status evaluation_explain(struct evaluation *evaluation, const struct nd_mistake *mistake,
				  nd_on_explanation *fn, void *ctx, struct nd_error *err);

/* Show it on standard output: one JSON object a line, or a page for people. */
enum nd_status put_evaluation_json(struct evaluation *evaluation, struct nd_error *err);
enum nd_status put_evaluation_page(struct evaluation *evaluation, int colour, struct nd_error *err);

#endif

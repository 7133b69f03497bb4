/*
 * plan.h - what a run would take and find
 *
 * cmd_plan.c works it out; plan_table.c and plan_json.c show it.
 */
#ifndef ND_CLI_PLAN_H
#define ND_CLI_PLAN_H

#include "cli/options.h"
#include "cli/trial.h"

#define PLAN_STEPS 20		/* of the curve, each of .05 */

/* What one kind of run takes on this machine. */
struct plan_cost {
	const char *name;	/* static: "all relations" */
	struct trial trial;
	double seconds_each, bytes_each;	/* an article */
};

struct plan {
	const struct settings *settings;
	struct nd_stats shape;		/* bands, rows, ngram_size, num_perm */
	uint64_t articles;		/* planned for */
	double meetings;		/* pairs below the threshold that share a band */
	int own;			/* was it measured on the user's own articles? */
	double words;			/* of an article measured with, on average */
	struct plan_cost all, copies;
};

/* Share of the pairs at this Jaccard index that is found; by the others' parameters. */
double plan_found(const struct plan *plan, double jaccard);
double plan_other(const struct plan *plan, double jaccard);

/* Articles that fit into --memory. */
double plan_fitting(const struct plan *plan, const struct plan_cost *cost);

/* Show it on standard output.  ND_OK or ND_ENOMEM. */
enum nd_status put_plan_table(const struct plan *plan, int colour);
void put_plan_json(const struct plan *plan);

#endif

/*
 * quality.h - how good a run is, by the labels
 *
 * Pairs are judged one by one (curve.h), stories by the pairs they make and by
 * B-cubed (groups.h).  All figures are shares, or NAN where there is nothing
 * to take a share of.
 *
 * Intervals come from drawing classes with replacement; articles of one class
 * are not independent of each other.  A class that is drawn m times is a
 * weight: a pair inside it counts m times, a pair of two classes the product
 * of theirs.  So a round is one pass over pairs and stories as they are, and
 * nothing is compared again.
 */
#ifndef ND_EVAL_QUALITY_H
#define ND_EVAL_QUALITY_H

#include "eval/curve.h"
#include "eval/groups.h"

enum nd_quality_figure {
	ND_Q_PRECISION,		/* of the pairs that are reported */
	ND_Q_RECALL,
	ND_Q_F1,
	ND_Q_AVERAGE_PRECISION,	/* pairs never compared count as never found */
	ND_Q_BEST_F1,		/* over all thresholds */
	ND_Q_BEST_THRESHOLD,	/* the score that gives it; of several the highest */
	ND_Q_RIGHT_MIDDLE,	/* right ones among pairs scored .4 to below .6 */
	ND_Q_RIGHT_5,		/* scored .5 and more */
	ND_Q_RIGHT_7,
	ND_Q_RIGHT_9,
	ND_Q_CANDIDATE_RECALL,	/* compared ones among pairs that belong together */
	ND_Q_STORY_PRECISION,	/* of the pairs inside stories */
	ND_Q_STORY_RECALL,
	ND_Q_STORY_F1,
	ND_Q_ARI,		/* adjusted Rand index: kappa of the judged pairs (Warrens 2008) */
	ND_Q_B3_PRECISION,	/* of the labelled articles; NAN for listed pairs */
	ND_Q_B3_RECALL,
	ND_Q_B3_F1,
	ND_Q_FIGURES
};

/* The scores that the ND_Q_RIGHT figures speak of: from, to below. */
struct nd_quality_range {
	double from, to;	/* INFINITY: no end */
	enum nd_quality_figure figure;
};
#define ND_Q_RANGES 4
extern const struct nd_quality_range nd_quality_ranges[ND_Q_RANGES];

struct nd_quality {
	const struct nd_truth *truth;
	struct nd_curve curve;
	struct nd_groups groups;
};

/* As nd_curve_open() and nd_groups_open(). */
enum nd_status nd_quality_open(struct nd_quality *quality, const struct nd_truth *truth,
			       const struct nd_scored *scored, size_t n, const uint32_t *story);
void nd_quality_close(struct nd_quality *quality);

/* All figures, class i counting weight[i] times. */
void nd_quality_measure(const struct nd_quality *quality, const double *weight,
			double out[ND_Q_FIGURES]);

/* A figure, and where 95 of 100 rounds found it; NAN as above. */
struct nd_estimate {
	double value, low, high;
};

/*
 * Measure, with intervals of 'rounds' rounds (0: none) under a seed.  Fewer
 * are done where there are so many pairs that it would take long; returns how
 * many in *done.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_quality_estimate(const struct nd_quality *quality, unsigned rounds, uint64_t seed,
				   struct nd_estimate out[ND_Q_FIGURES], unsigned *done);

#endif

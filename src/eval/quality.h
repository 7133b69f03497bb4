/*
 * quality.h - how good a run is, by the labels
 *
 * Pairs are judged one by one, stories by the pairs they make and by B-cubed.
 * All figures are shares, or NAN where there is nothing to take a share of.
 *
 * Average precision and the best threshold look at every pair that was
 * compared, by falling score, those of equal score at once; pairs that belong
 * together but were never compared count as never found.
 *
 * Intervals are made by drawing classes (not articles, which are not
 * independent within one) with replacement.  A class that is drawn m times is
 * a weight: a pair inside it counts m times, a pair of two classes as often as
 * both are met.  So a round is one pass over the pairs and stories as they
 * are, and nothing is compared again.
 */
#ifndef ND_EVAL_QUALITY_H
#define ND_EVAL_QUALITY_H

#include "eval/truth.h"

enum nd_quality_figure {
	ND_Q_PRECISION,		/* of the pairs that are reported */
	ND_Q_RECALL,
	ND_Q_F1,
	ND_Q_AVERAGE_PRECISION,
	ND_Q_BEST_F1,		/* over all thresholds */
	ND_Q_BEST_THRESHOLD,	/* the score that gives it; of several the highest */
	ND_Q_RIGHT_MIDDLE,	/* share that is right of pairs scored .4 to below .6 */
	ND_Q_RIGHT_5,		/* of pairs scored .5 and more */
	ND_Q_RIGHT_7,
	ND_Q_RIGHT_9,
	ND_Q_CANDIDATE_RECALL,	/* of pairs that belong together, compared */
	ND_Q_STORY_PRECISION,	/* of the pairs inside stories */
	ND_Q_STORY_RECALL,
	ND_Q_STORY_F1,
	ND_Q_ARI,		/* adjusted Rand index: kappa of the judged pairs (Warrens 2008) */
	ND_Q_B3_PRECISION,	/* B-cubed, of the labelled articles; NAN for listed pairs */
	ND_Q_B3_RECALL,
	ND_Q_B3_F1,
	ND_Q_FIGURES
};

/* A pair that was compared. */
struct nd_scored {
	uint32_t a, b;		/* articles, each pair once */
	int reported;
	double score;		/* 0 or more */
};

/* A judged pair of the run, and whether the next one has another score. */
struct nd_step {
	uint32_t class_a, class_b;
	uint8_t same, reported, last_of_score;
};

/* How many articles of a labelled class are in one story; strangers are one cell. */
struct nd_cell {
	uint32_t story, class, n; /* class ND_NO_NAME: strangers, n of them from 'from' on */
	uint32_t from;		/* index into strangers */
};

#define ND_Q_MARKS 4		/* scores at which the pass over the pairs looks up */

struct nd_quality {
	const struct nd_truth *truth;
	const struct nd_scored *scored;
	const uint32_t *story;
	struct nd_array steps;	/* struct nd_step: best first */
	double *score;		/* of each step */
	size_t mark[ND_Q_MARKS]; /* steps that score .9, .7, .5 and .4 or more; see quality.c */
	size_t mark_6;
	struct nd_array cells;	/* struct nd_cell: by story, of stories with a labelled article */
	struct nd_array strangers; /* uint32_t: their classes */
};

/*
 * Prepare to judge n pairs and the stories: story[i] is any number that the
 * articles of one story have in common.  Truth, pairs and stories stay the
 * caller's and must outlive it.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_quality_open(struct nd_quality *quality, const struct nd_truth *truth,
			       const struct nd_scored *scored, size_t n, const uint32_t *story);
void nd_quality_close(struct nd_quality *quality);

/* All figures, class i counting weight[i] times. */
void nd_quality_measure(const struct nd_quality *quality, const double *weight,
			double out[ND_Q_FIGURES]);

#endif

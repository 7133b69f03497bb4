/*
 * curve.h - the compared pairs by falling score, judged
 */
#ifndef ND_EVAL_CURVE_H
#define ND_EVAL_CURVE_H

#include "eval/truth.h"

/* A pair that was compared. */
struct nd_scored {
	uint32_t a, b;		/* articles; each pair once */
	int reported;
	double score;		/* 0 or more */
};

/* A judged pair. */
struct nd_step {
	uint32_t class_a, class_b;
	uint8_t same, reported;
	uint8_t last_of_score;	/* the next one has a lower score */
	double score;
};

#define ND_CURVE_MARKS 5	/* .9, .7, .6, .5 and .4, see curve.c */

struct nd_curve {
	struct nd_array steps;	/* struct nd_step: best first */
	size_t mark[ND_CURVE_MARKS]; /* steps that score that much or more */
};

/* What the weights of the classes make of it.  NAN: nothing to take a share of. */
struct nd_curve_figures {
	double precision, recall, f1;	/* of the pairs reported */
	double average_precision;
	double best_f1, best_threshold;
	double right_middle, right_5, right_7, right_9;
	double candidate_recall;
};

/* Judge n pairs; those the labels say nothing of are left out.  Fails only with ND_ENOMEM. */
enum nd_status nd_curve_open(struct nd_curve *curve, const struct nd_truth *truth,
			     const struct nd_scored *scored, size_t n);
void nd_curve_close(struct nd_curve *curve);

/* 'same' is the weight of all pairs that belong together, compared or not. */
struct nd_curve_figures nd_curve_measure(const struct nd_curve *curve, const double *weight,
					 double same);

/* Judged pairs whose score is in a range. */
struct nd_curve_bin {
	uint64_t pairs, right;
	double mean;		/* of their scores */
	double right_share;	/* both NAN where there are none */
};

/* Those that score from 'from' to below 'to'. */
struct nd_curve_bin nd_curve_bin(const struct nd_curve *curve, double from, double to);

/* Bin i of ten from 0 to 1; 1 and more is in the last. */
#define ND_CURVE_BINS 10
struct nd_curve_bin nd_curve_tenth(const struct nd_curve *curve, int i);

#endif

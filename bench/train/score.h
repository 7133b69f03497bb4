/*
 * score.h - how good a model is on a pile
 *
 * Pairs count that have at least one article of the set; pairs of strangers do
 * not, for nobody has labelled them.
 */
#ifndef ND_TRAIN_SCORE_H
#define ND_TRAIN_SCORE_H

#include "train/piles.h"

struct score {
	double recall;		/* of true pairs among the candidates */
	double per_article;	/* candidates */
	double pairs;		/* F1 of pairs of probability .5 or more, and copies */
	double precision, found; /* of pairs in one story */
	double clusters;	/* their F1 */
	double ari;		/* of the set's articles */
};

/* Score a pile whose edges have their probability. */
struct score score_pile(const struct pile *pile);

/* Of each silver kind, by all pairs of the kind in the crowd: flagged, and in one story. */
struct silver_score {
	double flagged[3], together[3];
	unsigned largest;	/* articles of the largest story */
	unsigned alone;		/* stories of one article */
};
struct silver_score score_silver(const struct pile *pile, const size_t totals[3]);

#define CALIBRATION_BINS 10
struct calibration {
	double pairs[CALIBRATION_BINS], right[CALIBRATION_BINS];
};
void calibration_add(struct calibration *calibration, const struct pile *pile);

/* Which cut of the clustering is the best, and its F1. */
double score_best_cut(const struct pile *pile, double *cut);

#endif

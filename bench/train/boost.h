/*
 * boost.h - boosted trees from labelled rows
 *
 * Gradient boosting of the logistic loss with second-order leaves, on figures
 * cut into at most ND_MODEL_BINS steps (Friedman 2001; the histograms and the
 * regularised gain are those of Chen and Guestrin, "XGBoost", 2016).  A figure
 * may be bound to rise or fall: more shared terms never speak against a pair.
 *
 * One thread, one order of additions, the project's own exponential: the same
 * rows give the same trees on every machine.
 */
#ifndef ND_TRAIN_BOOST_H
#define ND_TRAIN_BOOST_H

#include <stddef.h>

#include "verify/event_model.h"

struct boost_rows {
	const float *figures;	/* n rows of n_figures */
	const float *weight;	/* of each row, > 0 */
	const uint8_t *label;	/* of each row: 0 or 1 */
	size_t n;
	unsigned n_figures;
};

struct boost_options {
	unsigned trees;
	const uint8_t *use;	/* by figure: 0 leaves it out */
	const int8_t *monotone;	/* by figure: +1 may only rise, -1 only fall, 0 free */
	float shrinkage;	/* of each tree's answer */
	float row_share;	/* of the rows, drawn for each tree */
	float figure_share;	/* of the figures, drawn for each tree */
	float ridge;		/* added to the curvature of a leaf */
	float leaf_weight;	/* least curvature of a leaf */
	uint64_t seed;
};

/* A forest to be freed with boost_free(); out of memory ends the program. */
struct nd_event_forest *boost_train(const struct boost_rows *rows, const struct boost_options *opt);
void boost_free(struct nd_event_forest *forest);	/* NULL is fine */

#endif

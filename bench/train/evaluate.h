/* evaluate.h - the tables of figures that tell whether a model is good */
#ifndef ND_TRAIN_EVALUATE_H
#define ND_TRAIN_EVALUATE_H

#include "train/learn.h"

/*
 * Print how models do on the learner's piles: trained on all sets, and, of
 * the sets in 'leave_out' (bits), each judged by a model that has not seen it.
 * Where 'left_out' is not NULL a table of both goes there, for bench/quality.
 * Returns the model trained on all.
 */
struct model evaluate(struct learner *learner, const char *const *names, unsigned leave_out,
		      FILE *left_out);

#endif

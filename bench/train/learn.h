/*
 * learn.h - from piles to the two forests of the event model
 *
 * The first forest sees the pair and rank figures.  The graph figures of the
 * second are made from the first one's probabilities.  Of articles like those
 * that it has seen these are better than of others, and in use both will be
 * met; so the second learns from every pile twice: once with probabilities of
 * a first forest that has not seen the pile's set, once of one that has seen
 * the other half of its stories.
 */
#ifndef ND_TRAIN_LEARN_H
#define ND_TRAIN_LEARN_H

#include "train/boost.h"
#include "train/piles.h"

#define MAX_SETS 8	/* with the crowd */

/* The settings that were chosen by measuring; README.md tells what else was tried. */
struct recipe {
	unsigned trees;
	float shrinkage, row_share, figure_share, ridge, leaf_weight;
	float kind_weight[PILE_KINDS]; /* of a set's weight, the share of each kind */
	float set_power;	/* a set of n labelled rows weighs n to this power */
	float crowd_weight;	/* of the crowd's silver pairs, in parts of an average set */
	float slug_weight;	/* of a SILVER_SLUG pair, where a SILVER_ROLLING one weighs 1 */
	float item_weight;	/* of a SILVER_ITEM pair, where the others weigh 1 */
	unsigned sample;	/* of a set of excerpts, one story in so many is used */
	unsigned thin;		/* of the pairs of two events, one in so many more is used */
	float shift;		/* added to the second forest's log-odds, see README.md */
	uint8_t leave_out[ND_EF_COUNT];
};
extern const struct recipe default_recipe;

struct learner {
	const struct recipe *recipe;
	struct pile *piles;
	size_t n_piles;
	unsigned n_sets;	/* without the crowd, whose number it is */
	struct nd_event_forest *first[1 << MAX_SETS][3]; /* by the sets left out; of
				   fold 0, fold 1, both */
};

struct model {
	const struct nd_event_forest *first;	/* the learner's */
	struct nd_event_forest *second;		/* yours: boost_free() */
};

/* Learn from all piles but those of the sets in 'without' (bits). */
struct model learn(struct learner *learner, unsigned without);
void learner_release(struct learner *learner);	/* not the piles */

/* Give the pile's edges their final probability. */
void model_apply(const struct model *model, struct pile *pile);

#endif

/*
 * event_model.h - from the figures of a pair to a probability
 *
 * Boosted regression trees (Friedman, "Greedy function approximation: a
 * gradient boosting machine", 2001), learned from labelled sets.  Two forests:
 * the first sees the pair and rank figures, the second sees these and the
 * graph figures that the first one's answers make possible.
 */
#ifndef ND_VERIFY_EVENT_MODEL_H
#define ND_VERIFY_EVENT_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/kernel.h"

enum {
	ND_MODEL_BINS = 64,		/* steps a figure is cut into */
	ND_MODEL_FIGURES_MAX = 96,
};

struct nd_event_forest {
	uint16_t n_figures;
	uint16_t n_trees;
	float bias;			/* log-odds before any tree */
	float leaf_unit;		/* log-odds of one unit in a leaf */
	const uint8_t *n_steps;		/* by figure: boundaries in use */
	const float *boundaries;	/* by figure: ND_MODEL_BINS - 1 places, ascending */
	const struct nd_event_node *nodes; /* ND_TREE_NODES a tree */
	const int16_t *leaves;		/* ND_TREE_LEAVES a tree */
};

/* Learned; the table is made by the training program in bench/. */
extern const struct nd_event_forest nd_event_first, nd_event_second;

/* How many of n ascending boundaries x is above: its step. */
uint8_t nd_event_step(const float *boundaries, unsigned n, float x);

/* Probability that the pair is one event: 0-1. */
float nd_event_probability(const struct nd_event_forest *forest, const float *figures);

/*
 * The same of up to ND_ROWS pairs side by side, in two parts.  First figures
 * [from, to) become steps[figure][pair], a byte instead of four; of the places
 * beyond n what they hold is no matter.  Then all n_figures steps decide.
 */
void nd_event_steps(const struct nd_event_forest *forest, const float *figures, size_t stride,
		    size_t n, unsigned from, unsigned to, uint8_t (*steps)[ND_ROWS]);
void nd_event_walk(const struct nd_event_forest *forest, const uint8_t (*steps)[ND_ROWS], size_t n,
		   float *out);

/*
 * Two forests on one scale: of each figure all boundaries that either asks for,
 * and no others (the trees use a third of those they could), so that a step that
 * was taken once serves both.  The answers are the same bits.
 */
struct nd_event_scale {
	struct nd_event_forest first, second;	/* for nd_event_walk() with steps of this scale */
	uint8_t n_steps[ND_MODEL_FIGURES_MAX];
	float boundaries[ND_MODEL_FIGURES_MAX][2 * (ND_MODEL_BINS - 1)];
	struct nd_event_node *nodes;
};

/* The forests must outlive the scale.  Fails only with ND_ENOMEM. */
enum nd_status nd_event_scale_open(struct nd_event_scale *scale, const struct nd_event_forest *first,
				   const struct nd_event_forest *second);
void nd_event_scale_close(struct nd_event_scale *scale);

/* nd_event_steps() on this scale. */
void nd_event_scale_steps(const struct nd_event_scale *scale, const float *figures, size_t stride,
			  size_t n, unsigned from, unsigned to, uint8_t (*steps)[ND_ROWS]);

/* The same of n pairs, whose figures are 'stride' floats apart. */
void nd_event_probabilities(const struct nd_event_forest *forest, const float *figures,
			    size_t stride, size_t n, float *out);

#endif

/* event_model.c - walking the trees */
#include "verify/event_model.h"

#include "base/real.h"

uint8_t nd_event_step(const float *boundaries, unsigned n, float x)
{
	unsigned low = 0, high = n;

	while (low < high) {
		const unsigned middle = (low + high) / 2;

		if (x > boundaries[middle])
			low = middle + 1;
		else
			high = middle;
	}
	return (uint8_t)low;
}

/*
 * Figures are cut into steps once, then trees compare bytes.  Whole numbers
 * are added, so the order of additions cannot change the result.
 */
static float log_odds(const struct nd_event_forest *forest, const float *figures)
{
	uint8_t steps[ND_MODEL_FIGURES_MAX];
	int32_t sum = 0;

	for (unsigned i = 0; i < forest->n_figures; i++)
		steps[i] = nd_event_step(forest->boundaries + i * (ND_MODEL_BINS - 1),
					 forest->n_steps[i], figures[i]);
	for (unsigned t = 0; t < forest->n_trees; t++) {
		const struct nd_event_node *const nodes = forest->nodes + t * ND_TREE_NODES;
		unsigned at = 0;

		for (int depth = 0; depth < ND_TREE_DEPTH; depth++)
			at = 2 * at + 1 + (steps[nodes[at].figure] > nodes[at].step);
		sum += forest->leaves[t * ND_TREE_LEAVES + at - ND_TREE_NODES];
	}
	return forest->bias + forest->leaf_unit * (float)sum;
}

float nd_event_probability(const struct nd_event_forest *forest, const float *figures)
{
	return (float)(1 / (1 + nd_exp(-(double)log_odds(forest, figures))));
}

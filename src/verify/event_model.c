/*
 * event_model.c - walking the trees
 *
 * Figures are cut into steps once, then trees compare bytes.  Whole numbers are
 * added, so the order of additions cannot change the result.
 *
 * One pair walks from the root to a leaf; many go side by side, see
 * kernel/event_loops.h.
 */
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

static float probability(const struct nd_event_forest *forest, int32_t units)
{
	const float log_odds = forest->bias + forest->leaf_unit * (float)units;

	return (float)(1 / (1 + nd_exp(-(double)log_odds)));
}

float nd_event_probability(const struct nd_event_forest *forest, const float *figures)
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
	return probability(forest, sum);
}

void nd_event_steps(const struct nd_event_forest *forest, const float *figures, size_t stride,
		    size_t n, unsigned from, unsigned to, uint8_t (*steps)[ND_ROWS])
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	float figure[ND_ROWS] = { 0 };

	for (unsigned i = from; i < to; i++) {
		for (size_t r = 0; r < n; r++)
			figure[r] = figures[r * stride + i];
		kernels->take_steps(forest->boundaries + i * (ND_MODEL_BINS - 1),
				    forest->n_steps[i], figure, steps[i]);
	}
}

void nd_event_walk(const struct nd_event_forest *forest, const uint8_t (*steps)[ND_ROWS], size_t n,
		   float *out)
{
	int32_t sum[ND_ROWS] = { 0 };

	nd_kernel_table()->walk_trees(forest->nodes, forest->leaves, forest->n_trees, steps, sum);
	for (size_t r = 0; r < n; r++)
		out[r] = probability(forest, sum[r]);
}

void nd_event_probabilities(const struct nd_event_forest *forest, const float *figures,
			    size_t stride, size_t n, float *out)
{
	uint8_t steps[ND_MODEL_FIGURES_MAX][ND_ROWS];

	for (size_t from = 0; from < n; from += ND_ROWS) {
		const size_t some = n - from < ND_ROWS ? n - from : ND_ROWS;

		nd_event_steps(forest, figures + from * stride, stride, some, 0, forest->n_figures, steps);
		nd_event_walk(forest, (const uint8_t (*)[ND_ROWS])steps, some, out + from);
	}
}

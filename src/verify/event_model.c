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

/* Up to ND_ROWS pairs; the places of those that are not there are filled with what is no matter. */
static void judge_rows(const struct nd_event_forest *forest, const float *figures, size_t stride,
		       size_t n, float *out)
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	uint8_t steps[ND_MODEL_FIGURES_MAX][ND_ROWS];
	float figure[ND_ROWS] = { 0 };
	int32_t sum[ND_ROWS] = { 0 };

	for (unsigned i = 0; i < forest->n_figures; i++) {
		for (size_t r = 0; r < n; r++)
			figure[r] = figures[r * stride + i];
		kernels->take_steps(forest->boundaries + i * (ND_MODEL_BINS - 1),
				    forest->n_steps[i], figure, steps[i]);
	}
	kernels->walk_trees(forest->nodes, forest->leaves, forest->n_trees,
			    (const uint8_t (*)[ND_ROWS])steps, sum);
	for (size_t r = 0; r < n; r++)
		out[r] = probability(forest, sum[r]);
}

void nd_event_probabilities(const struct nd_event_forest *forest, const float *figures,
			    size_t stride, size_t n, float *out)
{
	for (size_t from = 0; from < n; from += ND_ROWS)
		judge_rows(forest, figures + from * stride, stride,
			   n - from < ND_ROWS ? n - from : ND_ROWS, out + from);
}

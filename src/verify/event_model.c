/*
 * event_model.c - walking the trees
 *
 * Figures are cut into steps once, then trees compare bytes.  Whole numbers are
 * added, so the order of additions cannot change the result.
 *
 * One pair walks from the root to a leaf.  Many pairs go through a tree side by
 * side, a byte each: all nodes of a level are asked, and of the answers each
 * pair keeps the one its path leads to.  That asks 31 nodes instead of 5, but
 * without a branch or an address that depends on the pair, 16 to 64 pairs an
 * instruction.
 */
#include "verify/event_model.h"

#include <string.h>

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

#define ROWS	64	/* pairs side by side */
#define AT_ONCE	16	/* of them, when figures become steps */

/* nd_event_step() of one figure of ROWS pairs: the boundaries below it, counted. */
static void take_steps(const float *boundaries, unsigned n, const float figure[ROWS],
		       uint8_t steps[ROWS])
{
	for (int from = 0; from < ROWS; from += AT_ONCE) {
		int32_t below[AT_ONCE] = { 0 };

		for (unsigned k = 0; k < n; k++)
			for (int r = 0; r < AT_ONCE; r++)
				below[r] += figure[from + r] > boundaries[k];
		for (int r = 0; r < AT_ONCE; r++)
			steps[from + r] = (uint8_t)below[r];
	}
}

/* The leaf of each of ROWS pairs, counted from the left. */
static void walk(const struct nd_event_node *nodes, uint8_t (*steps)[ROWS], uint8_t leaf[ROWS])
{
	uint8_t went[ND_TREE_DEPTH][ROWS];	/* at each level: 0xff to the right, 0 to the left */
	uint8_t would[ND_TREE_LEAVES / 2][ROWS]; /* from each node of the level */

	memset(leaf, 0, ROWS);
	for (int level = 0; level < ND_TREE_DEPTH; level++) {
		const int width = 1 << level;

		for (int i = 0; i < width; i++, nodes++)
			for (int r = 0; r < ROWS; r++)
				would[i][r] = steps[nodes->figure][r] > nodes->step ? 0xff : 0;
		for (int above = 0, half = width / 2; half > 0; above++, half /= 2)
			for (int i = 0; i < half; i++)
				for (int r = 0; r < ROWS; r++)
					would[i][r] ^= (would[i][r] ^ would[i + half][r]) & went[above][r];
		memcpy(went[level], would[0], ROWS);
		for (int r = 0; r < ROWS; r++)
			leaf[r] = (uint8_t)(leaf[r] * 2 + (went[level][r] & 1));
	}
}

/* Up to ROWS pairs; the places of those that are not there are filled with what is no matter. */
static void judge_rows(const struct nd_event_forest *forest, const float *figures, size_t stride,
		       size_t n, float *out)
{
	uint8_t steps[ND_MODEL_FIGURES_MAX][ROWS], leaf[ROWS];
	float figure[ROWS] = { 0 };
	int32_t sum[ROWS] = { 0 };

	for (unsigned i = 0; i < forest->n_figures; i++) {
		for (size_t r = 0; r < n; r++)
			figure[r] = figures[r * stride + i];
		take_steps(forest->boundaries + i * (ND_MODEL_BINS - 1), forest->n_steps[i],
			   figure, steps[i]);
	}
	for (unsigned t = 0; t < forest->n_trees; t++) {
		const int16_t *const leaves = forest->leaves + t * ND_TREE_LEAVES;

		walk(forest->nodes + t * ND_TREE_NODES, steps, leaf);
		for (int r = 0; r < ROWS; r++)
			sum[r] += leaves[leaf[r]];
	}
	for (size_t r = 0; r < n; r++)
		out[r] = probability(forest, sum[r]);
}

void nd_event_probabilities(const struct nd_event_forest *forest, const float *figures,
			    size_t stride, size_t n, float *out)
{
	for (size_t from = 0; from < n; from += ROWS)
		judge_rows(forest, figures + from * stride, stride,
			   n - from < ROWS ? n - from : ROWS, out + from);
}

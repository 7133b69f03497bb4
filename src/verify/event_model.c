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

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/real.h"

#define SCALE_BINS	(2 * (ND_MODEL_BINS - 1))
_Static_assert(SCALE_BINS < UINT8_MAX, "a step is a byte, the greatest one says never");

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

static void take_steps(const uint8_t *n_steps, const float *boundaries, size_t room,
		       const float *figures, size_t stride, size_t n, unsigned from, unsigned to,
		       uint8_t (*steps)[ND_ROWS])
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	float figure[ND_ROWS] = { 0 };

	for (unsigned i = from; i < to; i++) {
		if (!n_steps[i]) {	/* no tree asks for it */
			memset(steps[i], 0, ND_ROWS);
			continue;
		}
		for (size_t r = 0; r < n; r++)
			figure[r] = figures[r * stride + i];
		kernels->take_steps(boundaries + i * room, n_steps[i], figure, steps[i]);
	}
}

void nd_event_steps(const struct nd_event_forest *forest, const float *figures, size_t stride,
		    size_t n, unsigned from, unsigned to, uint8_t (*steps)[ND_ROWS])
{
	take_steps(forest->n_steps, forest->boundaries, ND_MODEL_BINS - 1, figures, stride, n,
		   from, to, steps);
}

void nd_event_scale_steps(const struct nd_event_scale *scale, const float *figures, size_t stride,
			  size_t n, unsigned from, unsigned to, uint8_t (*steps)[ND_ROWS])
{
	take_steps(scale->n_steps, scale->boundaries[0], SCALE_BINS,
		   figures, stride, n, from, to, steps);
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

/* The boundary that a node asks for; NULL: it never goes right. */
static const float *boundary_of(const struct nd_event_forest *forest, const struct nd_event_node *node)
{
	return node->step >= forest->n_steps[node->figure] ? NULL :
	       forest->boundaries + node->figure * (ND_MODEL_BINS - 1) + node->step;
}

/* Put the boundary into the scale if it is not there. */
static void add_boundary(struct nd_event_scale *scale, unsigned figure, float boundary)
{
	float *const all = scale->boundaries[figure];
	unsigned at = nd_event_step(all, scale->n_steps[figure], boundary);

	if (at < scale->n_steps[figure] && all[at] <= boundary)
		return;
	memmove(all + at + 1, all + at, (scale->n_steps[figure] - at) * sizeof(*all));
	all[at] = boundary;
	scale->n_steps[figure]++;
}

static size_t n_nodes(const struct nd_event_forest *forest)
{
	return (size_t)forest->n_trees * ND_TREE_NODES;
}

static void add_boundaries(struct nd_event_scale *scale, const struct nd_event_forest *forest)
{
	for (size_t i = 0; i < n_nodes(forest); i++) {
		const float *const boundary = boundary_of(forest, &forest->nodes[i]);

		if (boundary)
			add_boundary(scale, forest->nodes[i].figure, *boundary);
	}
}

/* The forest with nodes that ask for the same boundaries by their places on the scale. */
static struct nd_event_forest on_scale(const struct nd_event_scale *scale,
				       const struct nd_event_forest *forest,
				       struct nd_event_node *nodes)
{
	struct nd_event_forest same = *forest;

	for (size_t i = 0; i < n_nodes(forest); i++) {
		const uint8_t figure = forest->nodes[i].figure;
		const float *const boundary = boundary_of(forest, &forest->nodes[i]);

		nodes[i] = (struct nd_event_node){
			figure, boundary ? nd_event_step(scale->boundaries[figure],
							 scale->n_steps[figure], *boundary) : UINT8_MAX,
		};
	}
	same.nodes = nodes;
	return same;
}

enum nd_status nd_event_scale_open(struct nd_event_scale *scale, const struct nd_event_forest *first,
				   const struct nd_event_forest *second)
{
	*scale = (struct nd_event_scale){
		.nodes = nd_calloc(n_nodes(first) + n_nodes(second), sizeof(*scale->nodes)),
	};
	if (!scale->nodes)
		return ND_ENOMEM;
	add_boundaries(scale, first);
	add_boundaries(scale, second);
	scale->first = on_scale(scale, first, scale->nodes);
	scale->second = on_scale(scale, second, scale->nodes + n_nodes(first));
	return ND_OK;
}

void nd_event_scale_close(struct nd_event_scale *scale)
{
	free(scale->nodes);
	scale->nodes = NULL;
}

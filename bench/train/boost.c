/*
 * boost.c - histograms, splits, trees
 *
 * A tree is grown level by level, always complete: a node that nothing splits
 * sends all its rows to the left.  Only the rows drawn for a tree take part in
 * growing it; all rows get its answer.
 */
#include "train/boost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/real.h"
#include "train/sets.h"

#define WIDEST		(1 << (ND_TREE_DEPTH - 1))
#define LEAF_UNIT	(1.0f / 2048)
#define LEAF_MOST	15.0f		/* 15 * 2048 is an int16_t */
#define SAMPLE		20000		/* rows that boundaries are drawn from */
#define LEAST_GAIN	1e-6f
#define LEAST_CURVATURE	1e-4f

struct bin {
	float g, h;
};

/* A node of the level that is being grown. */
struct grown {
	double g, h;		/* sums of gradient and curvature */
	float low, high;	/* bounds on its value, from monotone splits above it */
	int figure, step;	/* the best split; figure < 0: none */
	float gain;
};

struct boost {
	const struct boost_rows *rows;
	const struct boost_options *opt;
	uint8_t *cut;		/* n x n_figures: each figure's step */
	float *f, *g, *h;	/* log-odds, gradient and curvature by row */
	uint32_t *drawn;	/* the rows of this tree */
	size_t n_drawn;
	uint8_t *node;		/* of each drawn row: its place in the level */
	struct bin *bins;	/* WIDEST x n_figures x ND_MODEL_BINS */
	uint8_t figures[ND_MODEL_FIGURES_MAX]; /* of this tree */
	unsigned n_figures;
	uint8_t *n_steps;
	float *boundaries;
	uint64_t random;
};

static void *room(size_t n, size_t size)
{
	void *const items = nd_calloc(n, size);

	if (!items)
		die("out of memory");
	return items;
}

static float next_share(struct boost *b)
{
	return (float)(nd_mix(b->random++) >> 40) / 16777216.0f;
}

static int ascending(const void *a, const void *b)
{
	const float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Boundaries of one figure: quantiles of a sample, each once. */
static void cut_figure(struct boost *b, unsigned figure, float *sample)
{
	const struct boost_rows *const r = b->rows;
	float *const out = b->boundaries + figure * (ND_MODEL_BINS - 1);
	const size_t step = r->n / SAMPLE + 1;
	uint8_t used = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i += step)
		sample[n++] = r->figures[i * r->n_figures + figure];
	qsort(sample, n, sizeof(*sample), ascending);
	for (size_t q = 1; q < ND_MODEL_BINS; q++) {
		const float x = sample[n * q / ND_MODEL_BINS];

		if (x < sample[n - 1] && (!used || x > out[used - 1]))
			out[used++] = x;
	}
	b->n_steps[figure] = used;
}

static void cut_rows(struct boost *b)
{
	const struct boost_rows *const r = b->rows;

	for (size_t i = 0; i < r->n; i++)
		for (unsigned j = 0; j < r->n_figures; j++)
			b->cut[i * r->n_figures + j] = nd_event_step(
				b->boundaries + j * (ND_MODEL_BINS - 1), b->n_steps[j],
				r->figures[i * r->n_figures + j]);
}

/* Gradients of the logistic loss; draws the rows and figures of the next tree. */
static void start_tree(struct boost *b)
{
	const struct boost_rows *const r = b->rows;

	b->n_drawn = 0;
	for (size_t i = 0; i < r->n; i++) {
		const float p = (float)(1 / (1 + nd_exp(-(double)b->f[i])));

		b->g[i] = r->weight[i] * ((float)r->label[i] - p);
		b->h[i] = r->weight[i] * fmaxf(p * (1 - p), LEAST_CURVATURE);
		if (next_share(b) < b->opt->row_share) {
			b->node[b->n_drawn] = 0;
			b->drawn[b->n_drawn++] = (uint32_t)i;
		}
	}
	b->n_figures = 0;
	for (unsigned j = 0; j < r->n_figures; j++)
		if (b->opt->use[j] && next_share(b) < b->opt->figure_share)
			b->figures[b->n_figures++] = (uint8_t)j;
}

static struct bin *bins_of(const struct boost *b, size_t node, size_t figure)
{
	return b->bins + (node * b->rows->n_figures + figure) * ND_MODEL_BINS;
}

static void fill_bins(struct boost *b, unsigned width)
{
	const unsigned nf = b->rows->n_figures;

	memset(b->bins, 0, (size_t)width * nf * ND_MODEL_BINS * sizeof(*b->bins));
	for (size_t d = 0; d < b->n_drawn; d++) {
		const uint32_t i = b->drawn[d];
		struct bin *const base = bins_of(b, b->node[d], 0);
		const uint8_t *const cut = b->cut + (size_t)i * nf;
		const float g = b->g[i], h = b->h[i];

		for (unsigned k = 0; k < b->n_figures; k++) {
			const unsigned j = b->figures[k];
			struct bin *const at = base + j * ND_MODEL_BINS + cut[j];

			at->g += g;
			at->h += h;
		}
	}
}

static float value_of(const struct boost *b, double g, double h, const struct grown *bounds)
{
	const float v = (float)(g / (h + b->opt->ridge));

	return v < bounds->low ? bounds->low : v > bounds->high ? bounds->high : v;
}

/* What a node with this value earns: exact also where the value was bounded. */
static double earning(const struct boost *b, double g, double h, float v)
{
	return 2 * g * v - (h + b->opt->ridge) * (double)v * v;
}

static void try_figure(const struct boost *b, struct grown *n, const struct bin *bins, unsigned j)
{
	const int way = b->opt->monotone[j];
	const double whole = earning(b, n->g, n->h, value_of(b, n->g, n->h, n));
	double g = 0, h = 0;

	for (int s = 0; s < b->n_steps[j]; s++) {
		float left, right;
		double gain;

		g += bins[s].g;
		h += bins[s].h;
		if (h < b->opt->leaf_weight || n->h - h < b->opt->leaf_weight)
			continue;
		left = value_of(b, g, h, n);
		right = value_of(b, n->g - g, n->h - h, n);
		if ((way > 0 && left > right) || (way < 0 && left < right))
			continue;
		gain = earning(b, g, h, left) + earning(b, n->g - g, n->h - h, right) - whole;
		if (gain > n->gain) {
			n->gain = (float)gain;
			n->figure = (int)j;
			n->step = s;
		}
	}
}

static void find_splits(const struct boost *b, struct grown *level, unsigned width)
{
	for (unsigned node = 0; node < width; node++) {
		level[node].figure = -1;
		level[node].gain = LEAST_GAIN;
		for (unsigned k = 0; k < b->n_figures; k++)
			try_figure(b, &level[node], bins_of(b, node, b->figures[k]), b->figures[k]);
	}
}

/* The two children inherit bounds; a monotone split puts its middle between them. */
static void split(const struct boost *b, const struct grown *n, const struct bin *bins,
		  struct grown *child)
{
	double g = 0, h = 0;
	float middle;

	child[0] = child[1] = *n;
	if (n->figure < 0) {
		child[1].g = child[1].h = 0;
		return;
	}
	for (int s = 0; s <= n->step; s++) {
		g += bins[s].g;
		h += bins[s].h;
	}
	child[0].g = g;
	child[0].h = h;
	child[1].g = n->g - g;
	child[1].h = n->h - h;
	if (!b->opt->monotone[n->figure])
		return;
	middle = (value_of(b, child[0].g, child[0].h, n) +
		  value_of(b, child[1].g, child[1].h, n)) / 2;
	if (b->opt->monotone[n->figure] > 0)
		child[0].high = child[1].low = middle;
	else
		child[0].low = child[1].high = middle;
}

static void move_rows(struct boost *b, const struct grown *level)
{
	for (size_t d = 0; d < b->n_drawn; d++) {
		const struct grown *const n = &level[b->node[d]];
		const uint8_t *const cut = b->cut + (size_t)b->drawn[d] * b->rows->n_figures;

		b->node[d] = (uint8_t)(2 * b->node[d] +
				       (n->figure >= 0 && cut[n->figure] > n->step));
	}
}

/* Every row, drawn or not, gets the tree's answer. */
static void add_tree(struct boost *b, const struct nd_event_node *nodes, const int16_t *leaves)
{
	for (size_t i = 0; i < b->rows->n; i++) {
		const uint8_t *const cut = b->cut + i * b->rows->n_figures;
		unsigned at = 0;

		for (int depth = 0; depth < ND_TREE_DEPTH; depth++)
			at = 2 * at + 1 + (cut[nodes[at].figure] > nodes[at].step);
		b->f[i] += LEAF_UNIT * (float)leaves[at - ND_TREE_NODES];
	}
}

static void grow_tree(struct boost *b, struct nd_event_node *nodes, int16_t *leaves)
{
	struct grown level[2 * WIDEST], below[2 * WIDEST];

	start_tree(b);
	level[0] = (struct grown){ .low = -1e9f, .high = 1e9f };
	for (size_t d = 0; d < b->n_drawn; d++) {
		level[0].g += b->g[b->drawn[d]];
		level[0].h += b->h[b->drawn[d]];
	}
	for (unsigned width = 1; width <= WIDEST; width *= 2) {
		fill_bins(b, width);
		find_splits(b, level, width);
		for (unsigned k = 0; k < width; k++) {
			const struct grown *const n = &level[k];

			split(b, n, bins_of(b, k, n->figure < 0 ? 0 : (size_t)n->figure),
			      &below[2 * k]);
			*nodes++ = n->figure < 0 ? (struct nd_event_node){ 0, 255 } :
				(struct nd_event_node){ (uint8_t)n->figure, (uint8_t)n->step };
		}
		move_rows(b, level);
		memcpy(level, below, 2 * width * sizeof(*level));
	}
	for (unsigned k = 0; k < ND_TREE_LEAVES; k++) {
		const float v = b->opt->shrinkage * value_of(b, level[k].g, level[k].h, &level[k]);

		leaves[k] = (int16_t)lrintf(fmaxf(-LEAF_MOST, fminf(LEAF_MOST, v)) / LEAF_UNIT);
	}
	add_tree(b, nodes - ND_TREE_NODES, leaves);
}

/* Log-odds of all rows. */
static float prior(const struct boost_rows *r)
{
	double all = 0, yes = 0;

	for (size_t i = 0; i < r->n; i++) {
		all += r->weight[i];
		yes += r->label[i] ? r->weight[i] : 0;
	}
	return (float)nd_log((yes + 1) / (all - yes + 1));
}

static void prepare(struct boost *b)
{
	const size_t n = b->rows->n, nf = b->rows->n_figures;
	float *const sample = room(n, sizeof(*sample));

	b->cut = room(n * nf, 1);
	b->node = room(n, 1);
	b->drawn = room(n, sizeof(*b->drawn));
	b->f = room(n * 3, sizeof(*b->f));
	b->g = b->f + n;
	b->h = b->g + n;
	b->bins = room(WIDEST * nf * ND_MODEL_BINS, sizeof(*b->bins));
	b->n_steps = room(nf, 1);
	b->boundaries = room(nf * (ND_MODEL_BINS - 1), sizeof(*b->boundaries));
	for (unsigned j = 0; j < nf; j++)
		cut_figure(b, j, sample);
	cut_rows(b);
	free(sample);
}

struct nd_event_forest *boost_train(const struct boost_rows *rows, const struct boost_options *opt)
{
	struct boost b = { .rows = rows, .opt = opt, .random = opt->seed << 32 };
	const size_t trees = opt->trees;
	struct nd_event_node *const nodes = room(trees * ND_TREE_NODES, sizeof(*nodes));
	int16_t *const leaves = room(trees * ND_TREE_LEAVES, sizeof(*leaves));
	struct nd_event_forest *const forest = room(1, sizeof(*forest));
	const float bias = prior(rows);

	prepare(&b);
	for (size_t i = 0; i < rows->n; i++)
		b.f[i] = bias;
	for (size_t t = 0; t < trees; t++)
		grow_tree(&b, nodes + t * ND_TREE_NODES, leaves + t * ND_TREE_LEAVES);
	*forest = (struct nd_event_forest){
		(uint16_t)rows->n_figures, (uint16_t)opt->trees, bias, LEAF_UNIT,
		b.n_steps, b.boundaries, nodes, leaves,
	};
	free(b.cut);
	free(b.node);
	free(b.drawn);
	free(b.f);
	free(b.bins);
	return forest;
}

void boost_free(struct nd_event_forest *forest)
{
	if (!forest)
		return;
	free((void *)forest->n_steps);
	free((void *)forest->boundaries);
	free((void *)forest->nodes);
	free((void *)forest->leaves);
	free(forest);
}

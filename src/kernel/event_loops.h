/*
 * event_loops.h - the kernels of the event channel in plain C, as in loops.h
 *
 * Through a tree a single pair walks from the root to a leaf.  Many go side by
 * side, a byte each: all nodes of a level are asked, and of the answers each
 * pair keeps the one its path leads to.  That asks 31 nodes instead of 5, but
 * without a branch or an address that depends on the pair, 16 to 64 pairs an
 * instruction: 80 trees take 60 ns a pair in SSE2, where one pair alone takes 1 us.
 * AVX-512 keeps a bit a pair in masks instead (avx512.c): 40 ns.
 */
#ifndef ND_KERNEL_EVENT_LOOPS_H
#define ND_KERNEL_EVENT_LOOPS_H

#include <math.h>
#include <string.h>

#include "base/real.h"
#include "kernel/kernel.h"

#define ND_BOARD_MASK (ND_BOARD_BITS - 1)

static inline size_t sift_loop(const uint64_t *board, const uint32_t *key, size_t n, uint32_t *place)
{
	size_t kept = 0;

	/* no branch: whether one stays cannot be foreseen */
	for (size_t i = 0; i < n; i++) {
		place[kept] = (uint32_t)i;
		kept += board[(key[i] & ND_BOARD_MASK) / 64] >> (key[i] & 63) & 1;
	}
	return kept;
}

static inline size_t sift_halves_loop(const uint64_t *board, const uint16_t *half, size_t n,
				      uint32_t *place)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		place[kept] = (uint32_t)i;
		kept += board[(half[i] & ND_BOARD_MASK) / 64] >> (half[i] & 63) & 1;
	}
	return kept;
}

static inline void take_logs_loop(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = nd_log_of_normal(x[i]);
}

/* A background weight above this is a rare term's: less than one article in 400. */
#define ND_RARE_FROM 6

/* Weight^1.5 from weight. */
static inline float nd_steepen(float weight)
{
	return weight * sqrtf(weight);
}

/* What side k says of the words of a block; 'plain' is 0 for pairs of words. */
static inline void add_side(float sum[ND_SUMS][ND_LANES], const float *tf, const int32_t *flags,
			    const float *plain, int k)
{
	for (int l = 0; l < ND_LANES; l++) {
		const float foremost = flags[l] & (ND_MARK_TITLE | ND_MARK_LEAD) ? plain[l] : 0;

		sum[ND_SUM_WORDS_OF + k][l] += tf[l] * plain[l];
		sum[ND_SUM_TITLE_OF + k][l] += flags[l] & ND_MARK_TITLE ? plain[l] : 0;
		sum[ND_SUM_LEAD_OF + k][l] += flags[l] & ND_MARK_LEAD ? plain[l] : 0;
		sum[ND_SUM_NAMES_OF + k][l] += flags[l] & ND_MARK_NAME ? foremost : 0;
		sum[ND_SUM_NUMBERS_OF + k][l] += flags[l] & ND_MARK_NUMBER ? foremost : 0;
	}
}

static inline void add_block(float sum[ND_SUMS][ND_LANES], const struct nd_shared_terms *block)
{
	float mixed[ND_LANES], background[ND_LANES], tf_there[ND_LANES], plain[ND_LANES];
	int32_t there[ND_LANES];

	for (int l = 0; l < ND_LANES; l++) {
		mixed[l] = block->mark[l].mixed;
		background[l] = block->mark[l].background;
		tf_there[l] = block->mark[l].tf;
		there[l] = block->mark[l].flags;
	}
	for (int l = 0; l < ND_LANES; l++) {
		const float c = mixed[l], b = background[l];
		const float tf = block->tf[l] * tf_there[l];
		const float product = tf * c * c, product_bg = tf * b * b;
		const int32_t both = block->flags[l] & there[l];
		const float rare = b - ND_RARE_FROM;
		const float of_word = both & ND_MARK_PAIR ? 0 : product;

		plain[l] = both & ND_MARK_PAIR ? 0 : c;
		sum[ND_SUM_STEEP][l] += nd_steepen(product);
		sum[ND_SUM_STEEP_BG][l] += nd_steepen(product_bg);
		sum[ND_SUM_SHARED][l] += c;
		sum[ND_SUM_SHARED_BG][l] += b;
		sum[ND_SUM_RARE][l] += rare > 0 ? rare : 0;
		sum[ND_SUM_HEAVIEST][l] = c > sum[ND_SUM_HEAVIEST][l] ? c : sum[ND_SUM_HEAVIEST][l];
		sum[ND_SUM_PAIRS][l] += both & ND_MARK_PAIR ? product : 0;
		sum[ND_SUM_PAIRS_BG][l] += both & ND_MARK_PAIR ? product_bg : 0;
		sum[ND_SUM_SLOTS][l] += both & ND_MARK_NUMBER ? b : 0;
		sum[ND_SUM_PHRASES][l] +=
			(both & (ND_MARK_NUMBER | ND_MARK_PAIR)) == ND_MARK_PAIR ? b : 0;
		sum[ND_SUM_WORDS][l] += of_word;
		sum[ND_SUM_WORDS_BG][l] += both & ND_MARK_PAIR ? 0 : product_bg;
		sum[ND_SUM_NAMES][l] += both & ND_MARK_NAME ? of_word : 0;
		sum[ND_SUM_NUMBERS][l] += both & ND_MARK_NUMBER ? of_word : 0;
		sum[ND_SUM_LEAD][l] += both & ND_MARK_LEAD ? plain[l] * plain[l] : 0;
		sum[ND_SUM_TITLE][l] += both & ND_MARK_TITLE ? plain[l] * plain[l] : 0;
	}
	add_side(sum, block->tf, block->flags, plain, 0);
	add_side(sum, tf_there, there, plain, 1);
}

static inline void add_terms_loop(const struct nd_shared_terms *block, size_t n,
				  float sum[ND_SUMS][ND_LANES])
{
	for (size_t i = 0; i < n; i++)
		add_block(sum, &block[i]);
}

static inline void take_steps_loop(const float *boundary, unsigned n, const float figure[ND_ROWS],
				   uint8_t step[ND_ROWS])
{
	enum { AT_ONCE = 16 };

	for (int from = 0; from < ND_ROWS; from += AT_ONCE) {
		int32_t below[AT_ONCE] = { 0 };

		for (unsigned k = 0; k < n; k++)
			for (int r = 0; r < AT_ONCE; r++)
				below[r] += figure[from + r] > boundary[k];
		for (int r = 0; r < AT_ONCE; r++)
			step[from + r] = (uint8_t)below[r];
	}
}

/* The leaf of each pair, counted from the left. */
static inline void walk_tree(const struct nd_event_node *node, const uint8_t (*step)[ND_ROWS],
			     uint8_t leaf[ND_ROWS])
{
	uint8_t went[ND_TREE_DEPTH][ND_ROWS];	/* at each level: 0xff to the right, 0 to the left */
	uint8_t would[ND_TREE_LEAVES / 2][ND_ROWS]; /* from each node of the level */

	memset(leaf, 0, ND_ROWS);
	for (int level = 0; level < ND_TREE_DEPTH; level++) {
		const int width = 1 << level;

		for (int i = 0; i < width; i++, node++)
			for (int r = 0; r < ND_ROWS; r++)
				would[i][r] = step[node->figure][r] > node->step ? 0xff : 0;
		for (int above = 0, half = width / 2; half > 0; above++, half /= 2)
			for (int i = 0; i < half; i++)
				for (int r = 0; r < ND_ROWS; r++)
					would[i][r] ^= (would[i][r] ^ would[i + half][r]) & went[above][r];
		memcpy(went[level], would[0], ND_ROWS);
		for (int r = 0; r < ND_ROWS; r++)
			leaf[r] = (uint8_t)(leaf[r] * 2 + (went[level][r] & 1));
	}
}

static inline void walk_trees_loop(const struct nd_event_node *node, const int16_t *leaf, unsigned n,
				   const uint8_t (*step)[ND_ROWS], int32_t sum[ND_ROWS])
{
	uint8_t reached[ND_ROWS];

	for (unsigned t = 0; t < n; t++) {
		walk_tree(node + t * ND_TREE_NODES, step, reached);
		for (int r = 0; r < ND_ROWS; r++)
			sum[r] += leaf[t * ND_TREE_LEAVES + reached[r]];
	}
}

#endif

/*
 * bags.h - articles as bags of keys, and all pairs of them compared
 */
#ifndef BENCH_QUALITY_BAGS_H
#define BENCH_QUALITY_BAGS_H

#include "base/array.h"
#include "eval/curve.h"
#include "text/tokens.h"

struct bags {
	struct nd_array keys;	/* uint64_t: each article's, sorted, each once */
	struct nd_array counts;	/* uint32_t: how often */
	struct nd_array from;	/* size_t: where each article's begin */
};
#define BAGS_INIT { \
	ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16), ND_ARRAY_INIT(uint32_t, SIZE_MAX / 16), \
	ND_ARRAY_INIT(size_t, SIZE_MAX / 16) }

/* One article more; 0 when out of memory. */
int bags_add_shingles(struct bags *bags, const struct nd_tokens *tokens);
int bags_add_words(struct bags *bags, const struct nd_tokens *tokens);
void bags_release(struct bags *bags);

/* Append the pairs that score at least 'floor' (struct nd_scored).  ND_OK or ND_ENOMEM. */
enum nd_status bags_jaccard(const struct bags *bags, double floor, struct nd_array *out);
enum nd_status bags_cosine(const struct bags *bags, double floor, struct nd_array *out);

#endif

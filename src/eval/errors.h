/*
 * errors.h - the pairs a run is most wrong about
 */
#ifndef ND_EVAL_ERRORS_H
#define ND_EVAL_ERRORS_H

#include "eval/curve.h"

struct nd_mistake {
	uint32_t a, b;		/* articles */
	int compared;
	double score;		/* NAN where it was not compared */
};

/*
 * Append the 'most' worst ones to each array (struct nd_mistake): pairs that
 * are reported but do not belong together, the highest score first; and pairs
 * that belong together but are not reported, those never compared first, then
 * the lowest score.  Of equal ones the earlier articles go first.  Fails only
 * with ND_ENOMEM.
 */
enum nd_status nd_mistakes(const struct nd_truth *truth, const struct nd_scored *scored, size_t n,
			   size_t most, struct nd_array *merges, struct nd_array *misses);

#endif
